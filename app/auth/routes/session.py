"""Signing in and out."""

from flask import flash, make_response, request, session, url_for
from flask_babel import gettext, ngettext

from app.auth.forms.sign_in import CodeForm, SignInForm
from app.auth.front_door import PENDING, carried, end_earlier, forget, here, leave, onward, start_session
from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.requires import before_enrolment, public, requires
from app.auth.routes import bp
from app.auth.services.attempts import admit, code_limits, forgive, password_limits
from app.auth.services.kept_forms import forget_kept_forms
from app.auth.services.second_factor import prove_code
from app.auth.services.sessions import end_session
from app.auth.services.sign_in import begin_pending, finish_pending, pending_user_id, prove_password, take_try
from app.auth.vocab import Action
from app.db import db
from app.web.errors import Refusal
from app.web.fragments import page, see_other


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm()
    if request.method == "POST" and form.validate():
        return _try_password(form)
    return page("auth/sign_in.html", form=form)


def _try_password(form):
    limits = password_limits(form.email.data, here())
    seconds = admit(limits)
    if seconds:
        return too_soon("auth/sign_in.html", form, seconds)
    try:
        user = prove_password(email=form.email.data, password=form.password.data)
    except Refusal as refusal:
        form.refuse(refusal)
        return page("auth/sign_in.html", form=form)
    forgive(limits)
    return _second_step(user) if user.totp_since else _enter(user)


def too_soon(template, form, seconds, **context):
    """Not yet: says how long to wait, whoever asks and whether or not the account exists."""
    text = ngettext("sign_in.too_soon", "sign_in.too_soon", seconds)
    response = page(template, status=429, form=form, too_soon=text, **context)
    response.headers["Retry-After"] = str(seconds)
    return response


def _enter(user):
    return start_session(user, make_response(see_other(onward(user.id))))


def _second_step(user):
    end_earlier(user)
    forget()
    session[PENDING] = begin_pending(user)
    return see_other(url_for("auth.sign_in_code", **carried()))


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code():
    form, token = CodeForm(), session.get(PENDING, "")
    user_id = pending_user_id(token)
    if user_id is None:
        return _start_again()
    if request.method == "POST" and form.validate():
        return _try_code(form, token, user_id)
    return page("auth/sign_in_code.html", form=form)


def _start_again():
    session.pop(PENDING, None)
    flash(gettext("factor.too_late"), "warn")
    return see_other(url_for("auth.sign_in", **carried()))


def _try_code(form, token, user_id):
    limits = code_limits(user_id, here())
    seconds = admit(limits)
    if seconds:
        return too_soon("auth/sign_in_code.html", form, seconds)
    if take_try(token) is None:
        return _start_again()
    user = db.session.get_one(User, user_id)
    if not form.accepted(lambda: prove_code(user, form.code.data)):
        return page("auth/sign_in_code.html", form=form)
    if not finish_pending(token):
        return _start_again()
    forgive(limits)
    return _enter(user)


@bp.post("/sign-out")
@requires(POST=Action.ACCOUNT_USE)
@before_enrolment
def sign_out():
    forget_kept_forms(reader().user_id)
    end_session(token=reader().session_token, actor=reader())
    return leave(see_other(url_for("auth.sign_in")))
