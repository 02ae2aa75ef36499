"""One's own account: name and language, password, sessions."""

from flask import current_app, flash, request, url_for
from flask_babel import get_locale, gettext

from app.auth.forms.account import AccountForm
from app.auth.forms.passwords import ChangePasswordForm
from app.auth.front_door import here, leave, prove_again, speak
from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.queries.absent_readers import calendar_since
from app.auth.queries.accounts import find_own
from app.auth.queries.readers import hash_token
from app.auth.queries.sessions import live_sessions
from app.auth.requires import requires
from app.auth.routes import account_pages as bp
from app.auth.routes.session import too_soon
from app.auth.rules.devices import device_of
from app.auth.services.accounts import edit_own_account
from app.auth.services.attempts import admit, forgive, proof_limits
from app.auth.services.links import set_password
from app.auth.services.second_factor import recovery_codes_left
from app.auth.services.sessions import end_all_sessions, end_other_sessions, end_own_session
from app.auth.services.sign_in import prove_own_password
from app.auth.vocab import Action
from app.db import db
from app.web.acting import acted
from app.web.fragments import page, see_other


@bp.route("/account", methods=["GET", "POST"])
@requires(GET=Action.ACCOUNT_USE, POST=Action.ACCOUNT_USE)
def show():
    user = db.session.get_one(User, reader().user_id)
    form = AccountForm(data=_known(user))
    response = acted(
        form,
        lambda: edit_own_account(user, version=form.version.data, **form.values, actor=reader()),
        template="account/show.html",
        go=lambda _: url_for("account.show"),
        done="account.saved",
        user=user,
        codes_left=recovery_codes_left(user.id),
        sessions=_sessions(),
        calendar=calendar_since(user.id) if reader().may(Action.CALENDAR_USE) else None,
        required=current_app.config["TREMPLIN"].require_totp,
    )
    return speak(response, user.locale) if response.status_code == 303 else response


def _known(user):
    locale = user.locale or str(get_locale())
    return {"name": user.name, "locale": locale, "wants_digest": user.wants_digest, "version": user.version}


def _sessions():
    """Session, its device, whether it is this one."""
    settings, mine = current_app.config["TREMPLIN"], hash_token(reader().session_token)
    found = live_sessions(reader().user_id, idle=settings.idle, absolute=settings.absolute)
    return [(one, device_of(one.device), one.token_hash == mine) for one in found]


@bp.route("/account/password", methods=["GET", "POST"])
@requires(GET=Action.ACCOUNT_USE, POST=Action.ACCOUNT_USE)
def password():
    user = find_own(reader().user_id)
    names = [user.name, user.email, user.organisation.name, user.organisation.short_name or ""]
    form = ChangePasswordForm(names=names)
    if request.method == "POST" and form.validate():
        return _change_password(form)
    return page("account/password.html", form=form)


def _change_password(form):
    person, limits = reader(), proof_limits(reader().user_id)
    seconds = admit(limits)
    if seconds:
        return too_soon("account/password.html", form, seconds)
    if not form.accepted(lambda: _replace_password(person, form)):
        return page("account/password.html", form=form)
    forgive(limits)
    prove_again(person)
    flash(gettext("password.changed"), "ok")
    return see_other(url_for("account.show"))


def _replace_password(person, form):
    prove_own_password(user_id=person.user_id, password=form.password.data)
    user = db.session.get_one(User, person.user_id)
    set_password(user, form.new_password.data, actor=person, device=here().device)
    end_other_sessions(user_id=person.user_id, token=person.session_token, actor=person)


@bp.post("/account/sessions/<public_id>/end")
@requires(POST=Action.ACCOUNT_USE)
def end_one(public_id):
    end_own_session(public_id=public_id, user_id=reader().user_id, actor=reader())
    flash(gettext("session.one_ended"), "ok")
    return see_other(url_for("account.show"))


@bp.post("/account/sessions/end-others")
@requires(POST=Action.ACCOUNT_USE)
def end_others():
    end_other_sessions(user_id=reader().user_id, token=reader().session_token, actor=reader())
    flash(gettext("session.others_ended"), "ok")
    return see_other(url_for("account.show"))


@bp.post("/account/sessions/end-all")
@requires(POST=Action.ACCOUNT_USE)
def end_all():
    end_all_sessions(user_id=reader().user_id, actor=reader())
    return leave(see_other(url_for("auth.sign_in")))
