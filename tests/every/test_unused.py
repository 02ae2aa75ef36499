"""Nothing lies about: each text, template, macro, import and style is used by somebody."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

from jinja2 import nodes

from app.config import ROOT
from app.i18n.labels import key_of
from app.mail.vocab import MailKind
from tests.every.test_catalogues import catalogue
from tests.support.sources import is_said, python_trees, template_trees, words

Imports = dict[str, str]  # name here → name there


def _labels() -> set[str]:
    """The keys of every enum of the product, and those of the mails by their kind (`app.mail.vocab`)."""
    modules = [importlib.import_module(path[:-3].replace("/", ".")) for path in python_trees() if "/vocab" in path]
    found = [item for module in modules for _, item in inspect.getmembers(module, inspect.isclass)]
    labels = {key_of(member) for item in found if issubclass(item, StrEnum) for member in item}
    return labels | {f"mail.{kind}.{part}" for kind in MailKind for part in ("subject", "text")}


def test_every_text_is_used():
    labels = _labels()
    assert not sorted(key for key in catalogue("fr") if key not in labels and not is_said(key))


def test_every_template_is_used():
    assert not sorted(name for name in template_trees() if not is_said(name))


def _imports(tree: nodes.Template) -> Iterator[tuple[str, Imports]]:
    for node in tree.find_all(nodes.FromImport):
        pairs = [(one, one) if isinstance(one, str) else one for one in node.names]
        yield node.template.value, {here: there for there, here in pairs}


@cache
def _loaded(template: str) -> frozenset[str]:
    return frozenset(node.name for node in template_trees()[template].find_all(nodes.Name) if node.ctx == "load")


def test_every_macro_is_used():
    wanted = {
        (source, there)
        for tree in template_trees().values()
        for source, names in _imports(tree)
        for there in names.values()
    }
    of_code = {
        node.attr for tree in python_trees().values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    unused = [
        f"{name}: {macro.name}"
        for name, tree in template_trees().items()
        for macro in tree.find_all(nodes.Macro)
        if (name, macro.name) not in wanted and macro.name not in _loaded(name) | of_code
    ]
    assert not unused


def test_every_import_of_a_template_is_used():
    unused = []
    for name, tree in template_trees().items():
        heirs = [_loaded(child) for child in template_trees() if name in _parents(child)]
        used = _loaded(name).union(*heirs)
        unused += [f"{name}: {here}" for _, names in _imports(tree) for here in names if here not in used]
    assert not sorted(unused)


@cache
def _parents(name: str) -> set[str]:
    """The templates that one builds on, and those that these build on."""
    direct = {
        one.template.value
        for one in template_trees()[name].find_all(nodes.Extends)
        if isinstance(one.template, nodes.Const)
    }
    return direct.union(*(_parents(parent) for parent in direct))


def test_every_style_is_used():
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "tremplin.css").read_text(), flags=re.S)
    selectors = " ".join(re.findall(r"[^{};]+(?=\{)", text))
    classes = set(re.findall(r"\.([A-Za-z][\w-]*)", selectors))
    beginnings = tuple(word for word in words() if word.endswith("-"))
    assert not sorted(one for one in classes - words() if not one.startswith((*beginnings, "htmx-")))
