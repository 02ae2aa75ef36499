"""Templates compiled once per language, with what never changes already in place.

A page has a hundred words; asked for one by one, they cost more than its rows. So a call of `_` with a fixed key
becomes its text when a template is compiled, and so do icons and versioned files with a fixed name. A key only known
when the page is shown is looked up then, by `app.i18n.translate`.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_babel import get_locale, get_translations
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from app.i18n.translate import escaped, words_of

# Functions that always say the same for the same arguments, by the name that templates call them by.
Fixed = dict[str, Callable[..., str]]


class SpokenTemplate(Template):
    """Writes what a page shows by `escaped`: its pieces are joined at once, so they need not be markup of their own."""

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Template:
        namespace["escape"] = escaped
        return super()._from_namespace(environment, namespace, globals)

    def _get_default_module(self, ctx: Any = None) -> Any:
        """The macros of this template, made once: jinja2 compares all globals at each import, and ours are the same."""
        return super()._get_default_module()


class SpokenEnvironment(Environment):
    """Templates of the language that the request speaks: one environment beside this one for each."""

    template_class = SpokenTemplate

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.fixed: Fixed = {}
        self.words: Callable[[str], str] | None = None  # only in the environment of a language
        self._spoken: dict[str, SpokenEnvironment] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        if self.words is not None:
            return super().get_template(name, parent, globals)
        return self.spoken_here().get_template(name, parent, globals)

    def spoken_here(self) -> "SpokenEnvironment":
        language = str(get_locale() or "")
        if language not in self._spoken:
            beside: Any = self.overlay()
            catalogue = get_translations()
            beside.words = catalogue.gettext
            beside.globals = self.globals | words_of(lambda: catalogue)
            beside.filters = self.filters | {"escaped": escaped}
            self._spoken[language] = beside
        return self._spoken[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.words is None:
            return tree
        return _InPlace(self.words, self.fixed).visit(tree)  # type: ignore[no-any-return]


class _InPlace(NodeTransformer):
    """Puts texts in the place of calls whose arguments are all known."""

    def __init__(self, words: Callable[[str], str], fixed: Fixed) -> None:
        self.words, self.fixed = words, fixed

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        self.generic_visit(call)
        known = all(isinstance(one, nodes.Const) for one in call.args)
        if not (isinstance(call.node, nodes.Name) and known and call.dyn_args is None and call.dyn_kwargs is None):
            return call
        if call.node.name == "_":
            return self._text(call)
        if call.node.name in self.fixed and not call.kwargs:
            return _safe(self.fixed[call.node.name](*[one.as_const() for one in call.args]), call)
        return call

    def _text(self, call: nodes.Call) -> nodes.Node:
        """The text of the key; its values are set in, and escaped, when the page is shown."""
        text = self.words(call.args[0].as_const())
        if not call.kwargs:
            return _safe(text, call)
        values = [nodes.Pair(nodes.Const(one.key), _escaped(one.value)) for one in call.kwargs]
        return nodes.MarkSafe(nodes.Mod(nodes.Const(text), nodes.Dict(values)), lineno=call.lineno)


def _safe(text: str, call: nodes.Call) -> nodes.Node:
    return nodes.MarkSafe(nodes.Const(str(text)), lineno=call.lineno)


def _escaped(value: nodes.Expr) -> nodes.Expr:
    return nodes.Filter(value, "escaped", [], [], None, None)
