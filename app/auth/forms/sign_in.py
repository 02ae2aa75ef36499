"""Signing in, and proving once more who one is."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.auth.passwords import MAX_LENGTH
from app.web.forms import BaseForm

CURRENT = {"autocomplete": "current-password"}


class SignInForm(BaseForm):
    email = StringField(
        _l("sign_in.email"),
        validators=[InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "username", "type": "email", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("sign_in.password"), validators=[InputRequired(), Length(max=MAX_LENGTH)], render_kw=CURRENT
    )


class ConfirmForm(BaseForm):
    password = PasswordField(
        _l("confirm.password"), validators=[InputRequired(), Length(max=MAX_LENGTH)], render_kw=CURRENT
    )


class CodeForm(BaseForm):
    code = StringField(
        _l("factor.code"),
        validators=[InputRequired(), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"},
    )
