"""Tying an authenticator app to the account."""

from wtforms import HiddenField

from app.auth.forms.sign_in import CodeForm


class EnrolForm(CodeForm):
    """`sealed` carries the proposed secret, signed for this account: nothing is written before it is confirmed."""

    sealed = HiddenField()
