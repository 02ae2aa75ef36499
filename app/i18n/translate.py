"""Gettext for pages: texts are ours and stay as they are, the values set into them are escaped.

Flask-Babel's own callables resolve the locale and the domain again for each word; a page has a hundred. Templates of a
language have its words at hand (`app.i18n.spoken`); elsewhere the catalogue is looked up once per request.
"""

import html
from collections.abc import Callable
from typing import Any

from flask import Flask, g, has_request_context
from flask_babel import get_translations
from markupsafe import Markup, escape


def escaped(value: Any) -> str:
    """`value` safe to stand in a page, as markupsafe escapes it: several times quicker for what pages are made of."""
    kind = type(value)
    if kind is str:
        return html.escape(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


def filled(text: str, values: dict[str, Any]) -> Markup:
    """A text of ours with its values in place. Numbers stay numbers, for `%(num)d`."""
    shown = {name: value if type(value) is int else escaped(value) for name, value in values.items()}
    return Markup(text % shown)  # noqa: S704 - from our own catalogue, values escaped


def words_of(catalogue: Callable[[], Any]) -> dict[str, Callable[..., Markup]]:
    """What templates call to speak, from a catalogue: `_` and `ngettext`."""

    def gettext(key: str, **values: Any) -> Markup:
        """The text of a key."""
        text = catalogue().gettext(key)
        return filled(text, values) if values else Markup(text)  # noqa: S704 - from our own catalogue

    def ngettext(key: str, plural: str, num: int, **values: Any) -> Markup:
        """The text of a key for a number; `%(num)s` is that number."""
        return filled(catalogue().ngettext(key, plural, num), {"num": num, **values})

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def _of_request() -> Any:
    if not has_request_context():
        return get_translations()
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


_words = words_of(_of_request)
gettext, ngettext = _words["gettext"], _words["ngettext"]


def init_translate(app: Flask) -> None:
    """Give templates `_` and `ngettext`."""
    app.jinja_env.globals.update(_words)
