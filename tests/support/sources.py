"""What code and templates say, read from their trees: strings, composed strings, templates and macros."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, nodes

from app.config import ROOT

PACKAGES = ("app", "sites", "axes", "occupancy", "capteur", "accompaniment", "reports")
TEMPLATES = ROOT / "templates"
ANY = "\0"  # stands for what is only known when it is composed


@cache
def template_trees() -> dict[str, nodes.Template]:
    """Each template by its name, parsed."""
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    return {str(path.relative_to(TEMPLATES)): environment.parse(path.read_text()) for path in TEMPLATES.rglob("*.html")}


@cache
def python_trees() -> dict[str, ast.Module]:
    """Each module of the product by its path, parsed."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in files}


@cache
def said() -> frozenset[str]:
    """Every string that code or a template holds, whole or composed: in those, `ANY` stands for the unknown parts."""
    code = (text for tree in python_trees().values() for text in _of_python(tree))
    pages = (text for tree in template_trees().values() for text in _of_template(tree))
    return frozenset(code) | frozenset(pages)


def _of_python(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else ANY for one in node.values)


def _of_template(tree: nodes.Template) -> Iterator[str]:
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str):
            yield const.value
    for concat in tree.find_all(nodes.Concat):
        yield "".join(one.value if _is_text(one) else ANY for one in concat.nodes)
    for data in tree.find_all(nodes.TemplateData):
        yield data.data


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


@cache
def patterns() -> list[re.Pattern[str]]:
    """The composed strings that begin with something known, as patterns."""
    composed = {text for text in said() if ANY in text and re.match(r"[\w/]+[./]", text)}
    return [re.compile(".+".join(re.escape(part) for part in text.split(ANY))) for text in composed]


def is_said(text: str) -> bool:
    """Whether `text` stands somewhere, whole, or may be composed."""
    return text in said() or any(pattern.fullmatch(text) for pattern in patterns())


@cache
def words() -> frozenset[str]:
    """Every word in templates, code and the browser's own script; one that ends in a dash begins others."""
    scripts = [path.read_text() for path in (ROOT / "static" / "js").rglob("*.js")]
    return frozenset(re.findall(r"[A-Za-z][\w-]*", " ".join([*said(), *scripts])))
