"""Base of every form: CSRF, one-time key, version, clean text, and rule refusals put beside their field."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import HiddenInput

from app.db import db
from app.i18n.formats import instant
from app.national_number import contains_national_number
from app.web.both_texts import Row, both_texts, says_something, take_what_stands
from app.web.errors import Conflict, DoneBefore, Refusal, SentBefore, Stale
from app.web.form_texts import FormTexts
from app.web.oneself import by_oneself
from app.web.typed import clean

FORM_KEY = "form_key"
KEY_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")  # as `secrets.token_urlsafe(16)` makes them
# Sent by who was told that they sent the same before, and sends it for a second time all the same.
SENT_AGAIN = "sent_again"
# Sent beside what was typed before a session ended: show it again, do nothing yet.
RESUMED = "resumed"
# Sent by the search of a `RecordField`, with its name: show the form again with what is found, do nothing yet.
LOOK_UP = "look_up"
# Sent by the Enter key alone: it looks for what was typed in a search since that search was last made.
ENTERED = "entered"


def looked_for(sent: Mapping[str, str]) -> str | None:
    """Name of the `RecordField` whose search was sent."""
    if LOOK_UP in sent or ENTERED not in sent:
        return sent.get(LOOK_UP)
    names = (name.removesuffix("-text") for name in sent if name.endswith("-text"))
    return next((one for one in names if sent[f"{one}-text"].strip() not in ("", sent.get(f"{one}-seen"))), None)


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
TOO_EARLY = "form.day_too_early"
LARGEST = 2**31 - 1


def nonsense(day: Any, first_day: date = FIRST_DAY) -> str | None:
    """Key of what is wrong with a day that lies outside living memory and plans, by a slip of the keyboard."""
    if not isinstance(day, date) or first_day <= day <= LAST_DAY:
        return None
    return TOO_EARLY if day < first_day else "form.day_too_late"


def _is_secret(field_class: type) -> bool:
    """A password is taken as it was typed, its spaces included, and is nobody's to read (S-19)."""
    return issubclass(field_class, PasswordField)


def _asks(validator: Any) -> bool:
    """Whether a validator only asks that something was sent."""
    return type(validator) is InputRequired


class KeyField(HiddenField):
    """A one-time key; where none was sent, the form bears the fresh one it began with."""

    was_sent = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist and KEY_SHAPE.fullmatch(str(valuelist[0])):
            self.data, self.was_sent = valuelist[0], True


class BaseForm(FlaskForm):
    """A form that acts. `accepted(act)` is the whole route: validate, run the act, put refusals beside fields.

    `overtaken` are the fields somebody else changed meanwhile, `conflict` says who is in the way (if `own`, themselves)
    """

    overtaken: list[Row] | None = None
    conflict: str | None = None
    own: bool = False
    sent_before: str | None = None  # where the same words led, sent by the same person a moment ago
    tells_doubles: bool = True  # whether that is told here; a service may answer for it better
    foresee: Callable[[], Any] | None = None  # raises what rules would refuse of a form that is not all valid
    form_key = KeyField(default=lambda: secrets.token_urlsafe(16))

    class Meta:
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            text = issubclass(unbound_field.field_class, StringField) and not _is_secret(unbound_field.field_class)
            filters = [*unbound_field.kwargs.get("filters", ()), *([clean] if text else ())]
            field = unbound_field.bind(form=form, filters=filters, **options)
            if text:  # blanks alone are no answer: what counts is what can be seen
                field.validators = [DataRequired(one.message) if _asks(one) else one for one in field.validators]
            return field

        def get_translations(self, form: Any) -> FormTexts:
            return FormTexts()

    @property
    def values(self) -> dict[str, Any]:
        """What the person entered, without the form's own machinery; empty text is None."""
        own = {"csrf_token", FORM_KEY, "version"}
        return {name: (None if data == "" else data) for name, data in self.data.items() if name not in own}

    def validate(self, extra_validators: Any = None) -> bool:
        self._refuse_huge_numbers()
        valid = super().validate(extra_validators)
        return self._bears_its_key() and self._without_national_numbers() and self._within_memory() and valid

    def _refuse_huge_numbers(self) -> None:
        """A number no column holds is said to be wrong before any validator computes with it (S-66)."""
        for field in self:
            if isinstance(field, IntegerField) and isinstance(field.data, int) and abs(field.data) > LARGEST:
                field.process_errors = [*field.process_errors, gettext("form.number_nonsense")]
                field.data = None

    def _within_memory(self) -> bool:
        """Every day lies within living memory and plans: a slip such as 0206 or 9999 is said at once, in any form."""
        wrong = [(field, nonsense(field.data)) for field in self if isinstance(field, DateField)]
        told = [(field, gettext(key)) for field, key in wrong if key]
        for field, text in told:
            field.errors = [*(one for one in field.errors if one != text), text]
        return not told

    def _without_national_numbers(self) -> bool:
        """No field takes a national register number: the product has no right to hold one (domain rule 42)."""
        clean = True
        for field in self:
            text = isinstance(field, (StringField, TextAreaField)) and not _is_secret(type(field))
            if text and contains_national_number(field.data or ""):
                field.errors = [*field.errors, gettext("form.national_number")]
                clean = False
        return clean

    def _bears_its_key(self) -> bool:
        """A form that creates is sent with the key it was given, so that sent twice it acts once (R-09).

        Without one it comes back with a fresh key and all that was typed. A version does the same for what is edited;
        nobody signed in creates nothing.
        """
        if isinstance(self, VersionedForm) or not current_user.is_authenticated or self.form_key.was_sent:
            return True
        self.form_errors.append(gettext("form.without_key"))
        return False

    def accepted(self, act: Callable[[], Any]) -> bool:
        """Whether the form was sent, is valid, and `act` was carried out. Refusals end beside their field."""
        if request.method != "POST" or RESUMED in request.form or looked_for(request.form):
            return False
        if not self._may_act():
            self._tell_foreseen()
            return False
        try:
            with db.session.begin_nested():
                act()
                self._refuse_double()
        except Stale as stale:
            self._show_both(stale)
            return False
        except Conflict:
            raise
        except Refusal as refusal:
            for one in refusal.every:
                self.refuse(one)
            return False
        return True

    def _refuse_double(self) -> None:
        """Raise `SentBefore` where nothing refused the act, and who went back to a form they had sent sends the same
        words again: the page came with a fresh key, so that nothing else tells (R-09)."""
        words = g.get("sent_before")
        if words is None or not self.tells_doubles or isinstance(self, VersionedForm) or SENT_AGAIN in request.form:
            return
        earlier = words.just_sent() if says_something(self) else None
        if earlier is not None:
            raise SentBefore(instant(earlier.used_at), earlier.location)

    def _tells_double(self) -> bool:
        """Show what the same words made before; who means a second time sends the form once more."""
        double: SentBefore | None = g.get("double")
        if double is not None:
            self.conflict, self.own = gettext(double.key, **double.values_named), True
            self.sent_before = double.location
        return double is not None

    def _may_act(self) -> bool:
        if self.validate():
            return not self._tells_double()
        if self._was_overtaken():
            self._show_both(Stale())
        return False

    def _tell_foreseen(self) -> None:
        """What rules refuse of that which could be read, beside what could not: all is mended in one round."""
        if self.foresee is None or self.status != 422:
            return
        try:
            self.foresee()
        except Refusal as refusal:
            for one in refusal.every:
                self.refuse(one)

    def _was_overtaken(self) -> bool:
        """Whether the record moved on since it was opened: a choice that is no longer there is nobody's slip."""
        if "version" not in self or not isinstance(self.version.data, int):
            return False
        return self.version.object_data is not None and self.version.data != self.version.object_data

    def _show_both(self, stale: Stale) -> None:
        """Keep what was typed beside what stands. Raises `Stale` where that was read before the other one saved,
        `DoneBefore` where it was the same person, in the same words."""
        own = by_oneself(stale)
        if isinstance(own, DoneBefore):
            raise own
        if stale.theirs is None and "version" in self and self.version.data == self.version.object_data:
            raise stale
        self.overtaken = both_texts(self, stale.theirs)
        take_what_stands(self)

    @property
    def looking_up(self) -> Any:
        """The field in which a record is looked for, where this was sent for no more."""
        name = looked_for(request.form) if request.method == "POST" else None
        return self[name] if name in self and hasattr(self[name], "among") else None

    @property
    def status(self) -> int:
        """Status of the page that shows this form."""
        if self.overtaken is not None or self.conflict:
            return 409
        return 422 if self.errors else 200

    def refuse(self, refusal: Refusal) -> None:
        """Show a rule's refusal beside its field, or on top where it has none here."""
        text = gettext(refusal.key, **refusal.values_named)
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)


class VersionedForm(BaseForm):
    """Edits a record that others may edit too: carries the version that was opened."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
