"""A lost second factor, for administrators: ask, confirm as another, give up. Each asks for a recent password."""

from flask import flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.queries.accounts import find_account
from app.auth.requires import requires, step_up
from app.auth.routes import user_pages as bp
from app.auth.services.factor_resets import ask_factor_reset, confirm_factor_reset, withdraw_factor_reset
from app.auth.vocab import Action
from app.web.fragments import see_other
from app.web.lookup import or_404


@bp.post("/accounts/<public_id>/factor-reset")
@requires(POST=Action.USER_ADMIN)
@step_up
def ask_factor(public_id):
    return _acted(public_id, ask_factor_reset, "factor_reset.done.asked")


@bp.post("/accounts/<public_id>/factor-reset/confirm")
@requires(POST=Action.USER_ADMIN)
@step_up
def confirm_factor(public_id):
    return _acted(public_id, confirm_factor_reset, "factor_reset.done.confirmed")


@bp.post("/accounts/<public_id>/factor-reset/withdraw")
@requires(POST=Action.USER_ADMIN)
@step_up
def withdraw_factor(public_id):
    return _acted(public_id, withdraw_factor_reset, "factor_reset.done.withdrawn")


def _acted(public_id, act, done):
    act(or_404(find_account(public_id)), actor=reader())
    flash(gettext(done), "ok")
    return see_other(url_for("accounts.show", public_id=public_id))
