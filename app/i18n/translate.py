"""Gettext for templates: one lookup of the catalogue per request, values escaped, nothing else.

Flask-Babel's own callables resolve the locale and the domain again for each word; a page has a hundred.
"""

from typing import Any

from flask import Flask, g, has_request_context
from flask_babel import get_translations
from markupsafe import Markup


def _catalogue() -> Any:
    if not has_request_context():
        return get_translations()
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def gettext(key: str, **values: Any) -> Markup:
    """The text of a key; values are escaped, the text itself is ours."""
    text = Markup(_catalogue().gettext(key))  # noqa: S704 - from our own catalogue
    return text % values if values else text


def ngettext(key: str, plural: str, num: int, **values: Any) -> Markup:
    """The text of a key for a number; `%(num)s` is that number."""
    text = Markup(_catalogue().ngettext(key, plural, num))  # noqa: S704 - from our own catalogue
    return text % {"num": num, **values}


def init_translate(app: Flask) -> None:
    """Give templates `_` and `ngettext`."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
