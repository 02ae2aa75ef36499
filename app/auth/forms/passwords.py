"""Choosing a password."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from app.auth.passwords import MAX_LENGTH
from app.auth.rules.passwords import weakness
from app.web.forms import BaseForm

FRESH = {"autocomplete": "new-password"}


class NewPasswordForm(BaseForm):
    """`names` are words of the person and of the organisation, which a password may not be made of."""

    new_password = PasswordField(
        _l("password.new"), description=_l("password.help"), validators=[InputRequired()], render_kw=FRESH
    )
    repeat_password = PasswordField(_l("password.repeat"), validators=[InputRequired()], render_kw=FRESH)

    def __init__(self, *args, names=(), **options):
        super().__init__(*args, **options)
        self.names = names

    def validate_new_password(self, field):
        found = weakness(field.data, self.names)
        if found:
            raise ValidationError(gettext(found))

    def validate_repeat_password(self, field):
        if field.data != self.new_password.data:
            raise ValidationError(gettext("password.differs"))


class ChangePasswordForm(NewPasswordForm):
    password = PasswordField(
        _l("password.current"),
        validators=[InputRequired(), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )
