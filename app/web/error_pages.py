"""Every error answers with a page, or a fragment where htmx asked for one, and says what to do next (S-100)."""

import logging
from typing import Any

from flask import Flask, Response, g, make_response, render_template
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.conflicts import words_of
from app.db import db
from app.web.errors import Already, Conflict, Refusal, Stale
from app.web.fragments import wants_fragment
from app.web.oneself import by_oneself, told

PAGES = {400, 404, 405, 409, 413, 422, 429, 500, 503}
log = logging.getLogger("tremplin")


def error_page(status: int, **context: Any) -> Response:
    """The page of a status; for htmx only its inner part, so that no page lands inside a page."""
    shown = status if status in PAGES else (400 if status < 500 else 500)
    layout = "layouts/fragment.html" if wants_fragment() else None
    body = render_template(f"errors/{shown}.html", error_layout=layout, request_id=g.get("request_id", ""), **context)
    return make_response(body, status)


def init_error_pages(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _of_another_host)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, lambda error: _conflict(Stale()))
    app.register_error_handler(IntegrityError, _guarded)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    response = error_page(error.code or 500)
    retry = error.get_response().headers.get("Retry-After")
    if retry:
        response.headers["Retry-After"] = retry
    return response


def _of_another_host(error: SecurityError) -> Response:
    """Asked for under a name that is not ours: a page could not link anywhere, so there is none (S-37)."""
    return Response(f"{error.code}", error.code, mimetype="text/plain")


def _conflict(conflict: Conflict) -> Response:
    db.session.rollback()
    conflict = by_oneself(conflict)
    text = told(conflict)
    own = {"own": True, "kept_at": conflict.location} if isinstance(conflict, Already) else {}
    return error_page(409, text=text, **own)


def _refused(refusal: Refusal) -> Response:
    return error_page(422, text=gettext(refusal.key, **refusal.values_named))


def _guarded(error: IntegrityError) -> Response:
    """What the database refused though no service had: in the words of its guard, where it has some."""
    key = words_of(error)
    return _unexpected(error) if key is None else _conflict(Conflict(key))


def _database_busy(error: OperationalError) -> Response:
    log.warning("database unavailable: %s", _code_of(error.orig), exc_info=error)
    response = error_page(503)
    response.headers["Retry-After"] = "5"
    return response


def _code_of(error: Any) -> str:
    """The database's own name for what went wrong, which holds no value: SQLITE_BUSY, 55P03."""
    return getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or type(error).__name__


def _unexpected(error: Exception) -> Response:
    """The last resort: a page with a request id, the trace only in the protected log, without values (S-92)."""
    log.exception("unexpected %s", type(error).__name__)
    db.session.rollback()
    return error_page(500)


def last_resort(wsgi: Any) -> Any:
    """`wsgi`, whose own failures (an error page that fails too) end in our log and not in the server's."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return wsgi(environ, start_response)
        except Exception:
            log.exception("no error page could be made")
            plain = Response("500", 500, {"Cache-Control": "no-store"}, mimetype="text/plain")
            return plain(environ, start_response)

    return answer
