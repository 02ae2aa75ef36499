"""What was typed comes back after signing in again: kept on the server, sealed, for the same person only (S-44).

Nothing is sent on its own: the person is shown a page, asks for the form back, reads it and sends it again.
"""

from flask import request, session
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from app.auth.queries.readers import hash_token
from app.auth.services.kept_forms import keep_form
from app.web.forms import ENTERED, FORM_KEY, LOOK_UP, RESUMED

# What this browser still knows of the session it had before: what its forms bear, and the hash of its token, which is
# none: whoever reads the cookie, which is signed and not sealed, can open nothing with it.
LEFT_CSRF, LEFT_SESSION = "left_csrf", "left_session"
MACHINERY = {"csrf_token", ENTERED, FORM_KEY, LOOK_UP, RESUMED}


def keep_typed() -> str | None:
    """Keep what this request carries, if it is a form of ours from a session that was real; gives its public id."""
    token = session.get("_user_id")
    session_hash = hash_token(token) if token else session.get(LEFT_SESSION)
    if request.method != "POST" or not session_hash or not _is_from_our_form():
        return None
    typed = [(name, value) for name, value in request.form.items(multi=True) if _is_kept(name)]
    if not any(value.strip() for _, value in typed):
        return None
    return keep_form(session_hash=session_hash, path=request.path, typed=typed, had_files=_has_files())


def _is_kept(name: str) -> bool:
    return name not in MACHINERY and name != "code" and "password" not in name


def _has_files() -> bool:
    return any(file.filename for file in request.files.values())


def _is_from_our_form() -> bool:
    """Whether the page that sent this was given to this very browser, in this session or in the account's last one: a
    stranger's page could plant text otherwise."""
    sent = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
    return any(_was_given(sent, name) for name in ("csrf_token", LEFT_CSRF) if name in session)


def _was_given(sent: str | None, name: str) -> bool:
    try:
        validate_csrf(sent, token_key=name)
    except ValidationError:
        return False
    return True
