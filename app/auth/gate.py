"""The way of every request: policy, CSRF, one transaction, journal, commit. In this order, for all routes alike."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import MethodNotAllowed, NotFound

from app.audit.journal import request_id
from app.audit.views import seen_subjects, write_views
from app.auth.models.users import UserSession
from app.auth.queries.readers import hash_token, reader_behind
from app.auth.reader import Reader
from app.auth.requires import is_public, needed
from app.auth.resume import keep_typed
from app.auth.slowing import is_paced, slowed_view
from app.clock import now
from app.config import Settings
from app.db import db, transaction, transaction_mode
from app.web.error_pages import error_page
from app.web.once import claim_form_key, keep_answer

SAFE = {"GET", "HEAD", "OPTIONS"}
SENT_AS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}
SEEN_EVERY_SECONDS = 60
csrf = CSRFProtect()


def reader() -> Reader:
    """The signed-in reader; only for views behind the gate."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def init_gate(app: Flask, settings: Settings) -> None:
    """Attach the gate. Hooks run before the request in this order, and after it in the reverse one."""
    app.before_request(_begin)
    app.before_request(_refuse_other_bodies)
    app.before_request(_refuse_cross_site)
    _init_login(app, settings)
    app.before_request(_check_policy)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _of_no_session)
    app.before_request(_claim_key)
    app.after_request(_finish)
    app.teardown_request(_leave)


def _begin() -> None:
    g.mode_token = transaction_mode.set("read" if request.method in SAFE else "write")
    g.request_id = secrets.token_hex(8)
    request_id.set(g.request_id)
    _refuse_nul()


def _refuse_nul() -> None:
    """NUL ends text in PostgreSQL and not in SQLite: nobody types it, so it is refused on both (S-66)."""
    texts = [*request.args.values(), *(request.view_args or {}).values()]
    if request.method not in SAFE:
        texts += [*request.form.values(), *request.form.keys()]
    if any("\0" in text for text in texts if isinstance(text, str)):
        abort(400)


def _refuse_other_bodies() -> None:
    """A form is what a browser sends of one: no other body is read as a form, past what is asked of forms (S-66)."""
    if request.method not in SAFE and request.mimetype not in SENT_AS:
        abort(415)


def _refuse_cross_site() -> None:
    """A second wall beside the CSRF token (S-41)."""
    if request.method in SAFE:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or site not in {"same-origin", "none"}:
        g.from_elsewhere = True
        abort(403)


def _init_login(app: Flask, settings: Settings) -> None:
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader
    def _load(token: str) -> Reader | None:
        found = reader_behind(token, settings=settings, paced=is_paced())
        if found is None:
            return None
        g.seen_late = (now() - found.seen_at).total_seconds() > SEEN_EVERY_SECONDS
        g.lately, g.asking = found, found.reader
        return found.reader


def _check_policy() -> Response | None:
    views = _views_asked()
    if views is None or any(is_public(view) for view in views):
        return None
    if not current_user.is_authenticated:
        return _ask("auth.sign_in")
    if reader().must_enrol and not any(getattr(view, "before_enrolment", False) for view in views):
        return _go(url_for("auth.totp_enrol"))
    if not any(_may(view) for view in views):
        abort(404)
    if request.endpoint and getattr(views[0], "step_up", False) and not reader().proved_lately:
        return _ask("auth.confirm")
    return None


def _views_asked() -> list[Any] | None:
    """The view asked for; for a method that the address does not answer, those of its other methods, so that the
    answer tells nobody more than the policy does. None where something else is wrong with the request.
    """
    if request.endpoint is not None:
        return [current_app.view_functions[request.endpoint]]
    if isinstance(request.routing_exception, MethodNotAllowed):
        return list(_views_by_method().values())
    return [] if isinstance(request.routing_exception, NotFound) else None


def _views_by_method() -> dict[str, Any]:
    """The views of an address that does not answer the method asked for, by the methods that it does answer."""
    adapter, error = current_app.create_url_adapter(request), request.routing_exception
    methods = error.valid_methods or () if isinstance(error, MethodNotAllowed) and adapter else ()
    return {method: current_app.view_functions[adapter.match(method=method)[0]] for method in methods}


def _may(view: Any) -> bool:
    """Whether the reader may use this view: by this method, or by any where it does not answer this one."""
    if request.endpoint is None:
        return any(reader().may(action) for action in getattr(view, "permissions", {}).values())
    return _may_by(view, request.method)


def _may_by(view: Any, method: str) -> bool:
    action = needed(view, method)
    return action is not None and current_user.is_authenticated and reader().may(action)


def _ask(endpoint: str) -> Response:
    """Send to a page that asks who is there. What was typed in a form comes back after it (S-44)."""
    safe = request.method == "GET" and request.headers.get("HX-Request") != "true"
    came_from = request.path if safe and request.path != "/" else None
    return _go(url_for(endpoint, next=came_from, resume=keep_typed()))


def _of_no_session(_error: CSRFError) -> Response:
    """A form that is not of this session does nothing. One of the same person's last session is given back to them."""
    kept = keep_typed() if current_user.is_authenticated else None
    return _go(url_for("auth.resume", public_id=kept)) if kept else error_page(400, expired=True)


def _go(target: str) -> Response:
    """A redirect that htmx follows with the whole window, never into a table cell (S-56)."""
    if request.headers.get("HX-Request") == "true":
        return make_response("", 401, {"HX-Redirect": target})
    return make_response(redirect(target, 302))


def _claim_key() -> Response | None:
    if request.method in SAFE or not current_user.is_authenticated:
        return None
    return claim_form_key(reader().user_id)


def _finish(response: Response) -> Response:
    if response.status_code == 405:  # says what may be asked instead (RFC 9110), as far as the policy lets its reader
        views = _views_by_method().items()
        response.allow.update(method for method, view in views if is_public(view) or _may_by(view, method))
    if request.method in SAFE or response.status_code >= 400:
        db.session.rollback()
    else:
        keep_answer(response)
        db.session.commit()
    slowed = _slowed(response)
    write_views()
    _note_presence()
    return slowed or response


def _slowed(response: Response) -> Response | None:
    """The answer in place of one file too many; who is sent elsewhere after an act is shown none."""
    if not current_user.is_authenticated or 300 <= response.status_code < 400 or not seen_subjects():
        return None
    return slowed_view(reader())


def _note_presence() -> None:
    """Remember that the session is alive, at most once a minute, outside the request's own transaction."""
    if not g.pop("seen_late", False) or request.headers.get("X-Poll") == "true":
        return
    token = session.get("_user_id")
    with transaction("write"), db.engine.begin() as connection:
        connection.execute(
            sa.update(UserSession)
            .where(UserSession.token_hash == hash_token(token or ""), UserSession.ended_at.is_(None))
            .values(last_seen_at=now())
        )


def _leave(_error: Any) -> None:
    if "mode_token" in g:
        transaction_mode.reset(g.pop("mode_token"))
    request_id.set(None)
