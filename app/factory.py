"""Composition: settings, floors, guards, and every package's pages, in one place."""

import os
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import app.tables  # noqa: F401
from app.audit import journal
from app.auth.gate import init_gate
from app.auth.requires import public, refuse_undeclared
from app.config import ROOT, Settings, from_environment, refuse_unsafe
from app.crypto import FieldKeys, use_keys
from app.db import db, open_database
from app.i18n.compile import compile_if_stale
from app.i18n.locale import init_locale
from app.i18n.spoken import SpokenEnvironment
from app.i18n.translate import init_translate
from app.logs import init_logs
from app.packages import register_packages
from app.web.compress import init_compress
from app.web.context import init_context
from app.web.error_pages import init_error_pages, last_resort
from app.web.headers import init_headers


def build_app(settings: Settings | None = None, **_ignored: Any) -> Flask:
    """The application. Raises `UnsafeSetting` or `Undeclared` rather than start in a state that endangers people."""
    settings = settings or from_environment(os.environ)
    refuse_unsafe(settings)
    use_keys(FieldKeys.parse(settings.field_keys))
    compile_if_stale()
    app = Flask("tremplin", root_path=str(ROOT))
    app.jinja_environment = SpokenEnvironment  # before anything reads `app.jinja_env`, which makes it
    _configure(app, settings)
    _open(app, settings)
    init_compress(app)
    init_headers(app, https=settings.https)
    init_locale(app)
    init_translate(app)
    init_gate(app, settings)
    init_context(app, settings)
    init_error_pages(app)
    register_packages(app)
    app.wsgi_app = last_resort(app.wsgi_app)  # type: ignore[method-assign]
    public(app.view_functions["static"])
    refuse_undeclared(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,
            "pool_pre_ping": "sqlite" not in settings.database_url,
        },
        SESSION_COOKIE_NAME="__Host-tremplin" if settings.https else "tremplin",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=list(settings.hosts_answered),
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=200_000,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        TREMPLIN=settings,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # a redirection would say which addresses exist, before the policy


def _open(app: Flask, settings: Settings) -> None:
    init_logs(settings)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    journal.install()
    with app.app_context():
        open_database(db.engine, sqlite_synchronous=settings.sqlite_synchronous)
