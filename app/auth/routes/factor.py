"""The second factor: an authenticator app, and recovery codes for the day it is lost."""

import segno
from flask import current_app, flash, url_for
from flask_babel import gettext
from itsdangerous import BadData, URLSafeTimedSerializer

from app.auth.forms.factor import EnrolForm
from app.auth.front_door import prove_again
from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.requires import before_enrolment, requires, step_up
from app.auth.routes import bp
from app.auth.rules.codes import address_of, new_secret
from app.auth.services.second_factor import enrol, give_up_factor, renew_recovery_codes
from app.auth.vocab import Action
from app.db import db
from app.web.errors import Refusal
from app.web.fragments import page, see_other

PROPOSED_FOR = 900  # seconds
MARGIN = 2


@bp.route("/account/second-factor", methods=["GET", "POST"])
@requires(GET=Action.ACCOUNT_USE, POST=Action.ACCOUNT_USE)
@before_enrolment
@step_up
def totp_enrol():
    form, codes = EnrolForm(), []
    user = _own()
    secret = _proposed(form.sealed.data) or new_secret()
    if form.accepted(lambda: codes.extend(_enrol(user, secret, form.code.data))):
        prove_again(reader())
        return page("auth/recovery_codes.html", codes=codes, first=True)
    form.sealed.data = _signer().dumps([reader().user_id, secret])
    return page("auth/totp_enrol.html", form=form, secret=_in_fours(secret), **_square(address_of(secret, user.email)))


def _enrol(user, secret, code):
    return enrol(user, secret=secret, code=code, token=reader().session_token, actor=reader())


def _own():
    return db.session.get_one(User, reader().user_id)


def _signer():
    return URLSafeTimedSerializer(current_app.secret_key, salt="second-factor")


def _proposed(sealed):
    """The secret that this form proposed to this account, for a quarter of an hour."""
    try:
        user_id, secret = _signer().loads(sealed or "", max_age=PROPOSED_FOR)
    except BadData:
        return None
    return secret if user_id == reader().user_id else None


def _in_fours(secret):
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _square(text):
    """The dots of a QR code as one SVG path: nothing inline, as the content policy asks."""
    rows = segno.make(text, error="m", micro=False).matrix
    dots = [(x, y) for y, row in enumerate(rows, MARGIN) for x, dot in enumerate(row, MARGIN) if dot]
    return {"dots": "".join(f"M{x} {y}h1v1h-1z" for x, y in dots), "side": len(rows) + 2 * MARGIN}


@bp.post("/account/second-factor/recovery-codes")
@requires(POST=Action.ACCOUNT_USE)
@step_up
def new_recovery_codes():
    return page("auth/recovery_codes.html", codes=renew_recovery_codes(_own(), actor=reader()), first=False)


@bp.post("/account/second-factor/remove")
@requires(POST=Action.ACCOUNT_USE)
@step_up
def totp_remove():
    if current_app.config["TREMPLIN"].require_totp:
        raise Refusal("factor.refused.required")
    give_up_factor(_own(), actor=reader())
    flash(gettext("factor.removed"), "ok")
    return see_other(url_for("auth.sign_in"))
