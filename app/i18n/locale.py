"""Which language a request speaks: the cookie (the last choice in this browser; signing in sets it to the language of
the account), else the account's, else what the browser asks, else French."""

from flask import Flask, has_request_context, request
from flask_babel import Babel
from flask_login import current_user

from app.i18n.compile import COMPILED, LANGUAGES

COOKIE = "language"


def choose() -> str:
    """`fr`, `nl` or `en`."""
    if not has_request_context():
        return "fr"
    for asked in (request.cookies.get(COOKIE), getattr(current_user, "locale", None)):
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
