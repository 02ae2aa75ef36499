"""No function stands for tests alone: what only they call is no part of the product, and proves nothing about it."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from jinja2 import nodes

from app.config import ROOT
from tests.support.sources import python_trees, template_trees

# Rules in words that the product asks of its database: tests compare both on any history (DESIGN §3.1).
SAID_IN_SQL = {
    "accompaniment.rules.exit_stages.stage_of": "accompaniment.queries.exit_stages.stage_on",
    "accompaniment.rules.follow_ups.follow_up_state": "accompaniment.queries.follow_ups.expected",
    "axes.rules.teams.places_told": "axes.queries.assignments.places_left",
    "occupancy.rules.agreements.site_period": "occupancy.queries.agreements.site_periods",
    "occupancy.rules.journeys.class_on": "occupancy.queries.journeys.outcome_of_exit",
    "occupancy.rules.unit_states.occupied_on": "occupancy.queries.unit_states.occupied_as_of",
    "occupancy.rules.unit_states.promised_on": "occupancy.queries.unit_states.promised_as_of",
    "occupancy.rules.unit_states.state_on": "occupancy.queries.unit_states.state_as_of",
    "sites.rules.units.condition_on": "sites.queries.units.condition_as_of",
}
# Built before what asks for it, by how its full name begins: a line leaves when the product calls it.
AHEAD = (
    "app.crypto.sealing.SealedBytes",  # rotation of keys
    "app.crypto.sealing.reseal",
    "app.crypto.search.current_token_prefix",
    "app.periods.lived.nights_within",
    "app.periods.months.half_months",
)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Place = tuple[str, int]


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def _imported() -> frozenset[str]:
    """What modules take from others, by its full name; a package that hands on what is inside it only hands on."""
    taken, handed_on = set(), set()
    for path, tree in python_trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                pairs = {(one.asname or one.name, f"{node.module}.{one.name}") for one in node.names}
                if path.endswith("__init__.py"):
                    handed_on |= {(f"{_module(path)}.{here}", there) for here, there in pairs}
                else:
                    taken |= {there for _, there in pairs}
    loaded = {f"{_module(path)}.{name}" for path, tree in python_trees().items() for name in _names(tree)}
    return frozenset(taken | {there for here, there in handed_on if here in taken or here in loaded})


def _names(tree: ast.Module) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


@cache
def _named() -> dict[str, list[Place]]:
    """Where each name is read: `name` itself, or `.name` of something."""
    found: dict[str, list[Place]] = {}
    for path, tree in python_trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                found.setdefault(f".{node.attr}", []).append((path, node.lineno))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append((path, node.lineno))
    return found


@cache
def _elsewhere() -> frozenset[str]:
    """Words of templates, of migrations and of the commands that are installed."""
    trees = template_trees().values()
    pages = {node.name for tree in trees for node in tree.find_all(nodes.Name)}
    pages |= {node.attr for tree in trees for node in tree.find_all(nodes.Getattr)}
    code = [ROOT / "pyproject.toml", *(ROOT / "migrations").glob("*.py")]
    return frozenset(pages) | frozenset(re.findall(r"\w+", " ".join(path.read_text() for path in code)))


def _is_called(path: str, item: Definition, *, inside: bool) -> bool:
    def out(places: list[Place]) -> bool:
        return any(there != path or not item.lineno <= line <= (item.end_lineno or 0) for there, line in places)

    if item.name in _elsewhere() or out(_named().get(f".{item.name}", [])):
        return True
    here = [place for place in _named().get(item.name, []) if place[0] == path]
    return not inside and (out(here) or f"{_module(path)}.{item.name}" in _imported())


def _is_told(method: ast.FunctionDef) -> bool:
    """Whether somebody else calls it by itself: Python, or what its decorator tells of it."""
    decorators = {node.id for one in method.decorator_list for node in ast.walk(one) if isinstance(node, ast.Name)}
    return method.name.startswith("__") or bool(decorators - {"property", "cached_property", "classmethod"})


def _definitions() -> Iterator[tuple[str, str, Definition, bool]]:
    """Functions and classes that nothing registers, and methods that no foreign class calls."""
    for path, tree in python_trees().items():
        for item in tree.body:
            if isinstance(item, ast.ClassDef):
                yield path, item.name, item, False
                own = item.body if not item.bases else []
                methods = [one for one in own if isinstance(one, ast.FunctionDef) and not _is_told(one)]
                yield from ((path, f"{item.name}.{one.name}", one, True) for one in methods)
            elif isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and not item.decorator_list:
                yield path, item.name, item, False


@cache
def _unused() -> frozenset[str]:
    return frozenset(
        f"{_module(path)}.{name}"
        for path, name, item, inside in _definitions()
        if not _is_called(path, item, inside=inside)
    )


def test_every_function_is_called_by_the_product():
    assert not sorted(one for one in _unused() - SAID_IN_SQL.keys() if not one.startswith(AHEAD))


def test_what_tests_compare_with_sql_stands_and_its_sql_is_asked():
    written = {f"{_module(path)}.{name}" for path, name, _, _ in _definitions()}
    assert not sorted({*SAID_IN_SQL, *SAID_IN_SQL.values()} - written)
    assert not sorted(_unused() & set(SAID_IN_SQL.values()))
    assert not sorted(SAID_IN_SQL.keys() - _unused()), "called by the product: it needs no line here"
