"""Which language a request speaks: the reader's choice, else the cookie, else what the browser asks, else French."""

from flask import Flask, has_request_context, request
from flask_babel import Babel
from flask_login import current_user

from app.i18n.compile import COMPILED, LANGUAGES

COOKIE = "language"


def choose() -> str:
    """`fr`, `nl` or `en`."""
    if not has_request_context():
        return "fr"
    asked = getattr(current_user, "locale", None) or request.cookies.get(COOKIE)
    if asked in LANGUAGES:
        return str(asked)
    return request.accept_languages.best_match(LANGUAGES, "fr") or "fr"


def init_locale(app: Flask) -> None:
    Babel(
        app,
        default_locale="fr",
        default_timezone="Europe/Brussels",
        default_translation_directories=str(COMPILED),
        locale_selector=choose,
    )
