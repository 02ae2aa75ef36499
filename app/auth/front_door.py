"""What signing in means for the browser: whence it comes, its session, its cookies, where it goes next."""

from flask import Response, current_app, g, request, session, url_for
from flask_login import logout_user

from app.auth.models.users import User
from app.auth.place import Place
from app.auth.queries.readers import hash_token
from app.auth.reader import Reader
from app.auth.resume import LEFT_CSRF, LEFT_SESSION
from app.auth.services.kept_forms import account_behind, kept_form
from app.auth.services.sessions import actor_of, end_session, open_session, renew_session
from app.auth.services.sign_in import remember_device
from app.db import db
from app.i18n.locale import COOKIE
from app.web.safe_url import own_path

ONE_YEAR = 31536000
PENDING = "pending"


def here() -> Place:
    """Whence this request comes."""
    return Place(request.remote_addr or "", request.user_agent.string, request.cookies.get(_device_cookie()))


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def start_session(user: User, response: Response) -> Response:
    """Begin a fresh session, whatever came before: a new token and a new CSRF token (S-32, S-38)."""
    end_earlier(user)
    forget()
    if account_behind(session.get(LEFT_SESSION)) != user.id:
        forget(wholly=True)
    device = remember_device(user, here().device)
    session["_user_id"] = open_session(user=user, device=here().agent)
    db.session.flush()
    _set(response, _device_cookie(), device)
    if user.locale:
        speak(response, user.locale)
    return response


def end_earlier(user: User) -> None:
    """End the session that this browser has still, whoever's: nothing of it is left open behind the next one."""
    earlier = session.get("_user_id")
    if earlier:
        end_session(token=earlier, actor=actor_of(user))


def prove_again(reader: Reader) -> None:
    """Another token for the session, its proof renewed."""
    token = renew_session(token=reader.session_token, actor=reader)
    flashes = session.get("_flashes")
    forget()
    session["_user_id"] = token
    if flashes:
        session["_flashes"] = flashes


def forget(*, wholly: bool = False) -> None:
    """Nothing stays of the session so far, its CSRF token included.

    Unless `wholly`, the browser still bears what a form of that session is known by: it may be open in another tab, and
    what is typed there is kept for its account, never acted upon (`app.auth.resume`).
    """
    left = {name: session[name] for name in (LEFT_CSRF, LEFT_SESSION) if name in session}
    if "_user_id" in session and "csrf_token" in session:
        left = {LEFT_CSRF: session["csrf_token"], LEFT_SESSION: hash_token(session["_user_id"])}
    session.clear()
    session.update({} if wholly else left)
    g.pop("csrf_token", None)


def leave(response: Response) -> Response:
    """The browser is signed out: what it kept of our pages goes too (S-53)."""
    forget()
    logout_user()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def speak(response: Response, code: str) -> Response:
    """Show pages in this language from now on."""
    _set(response, COOKIE, code)
    return response


def _set(response: Response, name: str, value: str) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(name, value, max_age=ONE_YEAR, httponly=True, secure=secure, samesite="Lax")


def onward(user_id: int) -> str:
    """Where the person wanted to go: the form left behind, else the page asked for, else today."""
    kept = kept_form(request.args.get("resume"), user_id=user_id)
    if kept is not None:
        return url_for("auth.resume", public_id=kept.public_id)
    return own_path(request.args.get("next")) or url_for("today.show")


def carried() -> dict[str, str]:
    """What the address carries from one step of signing in to the next."""
    return {name: request.args[name] for name in ("next", "resume") if request.args.get(name)}
