"""The codes that the product writes into the journal, read from its own code."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from types import ModuleType

from tests.support.sources import python_trees

WRITERS = {"record": 0, "record_in": 1}  # where each takes the code
OF_VIEWS = {"household.viewed"}  # `app.audit.views.note_view` composes it from the file's table
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """A function of a module, where a code is composed."""

    tree: ast.Module
    module: ModuleType
    function: Function


def event_codes() -> set[str]:
    """Every code that a call of `record` may write; one that cannot be read from the code fails by its place."""
    return OF_VIEWS | {code for place, call, at in _calls() for code in _values(call.args[at], place)}


def _calls() -> Iterator[tuple[Place, ast.Call, int]]:
    for path, tree in python_trees().items():
        if path.startswith("app/audit/"):
            continue
        for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
            for call in _calls_in(function, set(WRITERS)):
                module = importlib.import_module(path[:-3].replace("/", "."))
                if "journal" in getattr(getattr(module, _name(call), None), "__module__", ""):
                    yield Place(tree, module, function), call, WRITERS[_name(call)]


def _calls_in(root: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(root) if isinstance(node, ast.Call) and _name(node) in names)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _values(node: ast.expr, place: Place) -> set[str]:
    """What an expression may be, as text."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp():
            return _values(node.body, place) | _values(node.orelse, place)
        case ast.FormattedValue() | ast.Attribute(attr="value"):
            return _values(node.value, place)
        case ast.JoinedStr():
            return {"".join(parts) for parts in product(*(_values(part, place) for part in node.values))}
        case ast.Attribute(value=ast.Name(id=name), attr=member):
            return {str(getattr(getattr(place.module, name), member))}
        case ast.Name(id=name):
            return _named(name, place)
    raise AssertionError(f"{place.module.__name__}:{node.lineno}: write the code of this event out")


def _named(name: str, place: Place) -> set[str]:
    """A local name, a parameter, or a constant of the module."""
    assigned = [node for node in ast.walk(place.function) if isinstance(node, ast.Assign)]
    local = [one.value for one in assigned if [getattr(target, "id", None) for target in one.targets] == [name]]
    if local:
        return {text for value in local for text in _values(value, place)}
    taken = [*place.function.args.posonlyargs, *place.function.args.args, *place.function.args.kwonlyargs]
    given = next((one for one in taken if one.arg == name), None)
    if given is None:
        return {str(getattr(place.module, name))}
    kind = getattr(place.module, getattr(given.annotation, "id", ""), None)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {member.value for member in kind}
    return _passed(taken.index(given), place)


def _passed(at: int, place: Place) -> set[str]:
    """What the module itself passes to the function of `place`, for a parameter."""
    found: set[str] = set()
    for caller in (node for node in ast.walk(place.tree) if isinstance(node, Function)):
        for call in _calls_in(caller, {place.function.name}):
            found |= _values(call.args[at], Place(place.tree, place.module, caller))
    assert found, f"{place.module.__name__}.{place.function.name}: nothing here says what is passed"
    return found
