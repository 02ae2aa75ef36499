"""What every template may read: the reader, the menu, the flashes, versioned assets."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, get_flashed_messages, request, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user
from markupsafe import Markup

from app.config import Mode, Settings
from app.i18n.compile import LANGUAGES
from app.i18n.formats import FILTERS
from app.i18n.labels import label, named
from app.web.menu import Entry, entries_for
from app.web.panels import panels_of

LANGUAGE_NAMES = {"fr": "Français", "nl": "Nederlands", "en": "English"}


def init_context(app: Flask, settings: Settings) -> None:
    app.jinja_env.filters.update(FILTERS)
    fixed = {"icon": _icon, "asset": lambda path: asset(app.static_folder or "", path)}
    app.jinja_env.fixed = fixed  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        fixed,
        label=label,
        named=named,
        panels_of=panels_of,
        demo=settings.mode is Mode.DEMO,
    )
    shell = _shells(app)

    @app.context_processor
    def _common() -> dict[str, Any]:
        person = current_user._get_current_object()  # once: the proxy costs at each attribute
        reader = person if person.is_authenticated else None
        locale = str(get_locale() or "fr")
        menu, tabs = shell(reader, locale) if reader else ("", "")
        return {
            "reader": reader,
            "menu": menu,
            "phone_tabs": tabs,  # a name that no page gives to a macro: `tabs` is one
            "locale": locale,
            "languages": _languages(),
            # What another site makes the browser send shows none: they are read on the person's own next page.
            "flashes": [] if g.get("from_elsewhere") else get_flashed_messages(with_categories=True),
            "fragment": False,
        }


def _shells(app: Flask) -> Callable[[Any, str], tuple[Markup, Markup]]:
    shells: dict[tuple[object, ...], tuple[Markup, Markup]] = {}

    def shell(reader: Any, locale: str) -> tuple[Markup, Markup]:
        """The two menus as markup: the same on every page of a role, its doors, a language and an entry."""
        entries = entries_for(reader.role, reader.may, reader.doors)
        current = _current(entries)
        key = (reader.role, reader.doors, locale, current)
        if key not in shells:
            macros: Any = app.jinja_env.get_template("components/layout.html").module
            phone = [_item(entry, entry is current, locale) for entry in entries if entry.on_phone][:4]
            shells[key] = macros.menu_groups(_groups(entries, current, locale)), macros.tab_bar(phone)
        return shells[key]

    return shell


@cache
def asset(folder: str, path: str) -> str:
    """Address of a static file, with a version drawn from its content."""
    file = Path(folder) / path
    version = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else "missing"
    return f"/static/{path}?v={version}"


@cache
def _icon(name: str, title: str | None = None) -> Markup:
    """An icon of the sprite; decorative unless it has a title."""
    address = asset(str(Path(__file__).parents[2] / "static"), "vendor/icons.svg")
    if title:
        return Markup('<svg class="icon" role="img" aria-label="{}"><use href="{}#icon-{}"/></svg>').format(
            title, address, name
        )
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#icon-{}"/></svg>').format(address, name)


@cache
def _item(entry: Entry, current: bool, locale: str) -> dict[str, Any]:
    """An entry as the layout shows it; the same for everybody who speaks `locale`."""
    return {
        "label": gettext(entry.key),
        "url": url_for(entry.endpoint),
        "icon": entry.icon,
        "current": current,
    }


def _current(entries: tuple[Entry, ...]) -> Entry | None:
    """The entry of this page: its own, else the first of its blueprint."""
    exact = (entry for entry in entries if entry.endpoint == request.endpoint)
    near = (entry for entry in entries if entry.endpoint.rsplit(".", 1)[0] == request.blueprint)
    return next(exact, None) or next(near, None)


def _groups(entries: tuple[Entry, ...], current: Entry | None, locale: str) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(_item(entry, entry is current, locale))
    return [{"label": _group_label(group, locale), "items": items} for group, items in groups.items()]


@cache
def _group_label(group: str, _locale: str) -> str:
    return gettext(f"nav.group.{group}") if group else ""


def _languages() -> list[tuple[str, str, str]]:
    return [(code, LANGUAGE_NAMES[code], f"/language/{code}") for code in LANGUAGES]
