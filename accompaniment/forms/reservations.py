"""Forms on reservation conventions and on reserved dwellings."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.vocab_housing import Chooser, ReleaseReason, ReservedFor, ReservedKind
from app.clock import today
from app.i18n.labels import choices, label
from app.web.fields import CheckboxesField, CodeField
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


def _count(key):
    return IntegerField(_l(key), [InputRequired(), NumberRange(0, 999)], default=0)


def _days(key, default, help_key):
    return IntegerField(_l(key), [InputRequired(), NumberRange(1, 365)], default=default, description=_l(help_key))


class PartyFields(BaseForm):
    """Between whom; asked first, and never changed."""

    landlord = RecordField(_l("reservation.landlord"), [InputRequired()])
    organisation = RecordField(_l("reservation.association"), [InputRequired()])


class ReservationFields(BaseForm):
    signed_on = DateField(_l("reservation.signed_on"), [InputRequired()], default=today)
    first_day = DateField(_l("setting.first_day"), [InputRequired()], default=today)
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("setting.last_day_help"))
    studios = _count("ReservedKind.studio")
    one_bedrooms = _count("ReservedKind.one_bedroom")
    two_bedrooms = _count("ReservedKind.two_bedrooms")
    larger = _count("ReservedKind.larger")
    publics = CheckboxesField(
        _l("reservation.publics"), validators=[InputRequired()], choices=lambda: choices(ReservedFor)
    )
    chooser = CodeField(_l("reservation.chooser"), enum=Chooser)
    answer_days = _days("reservation.answer_days", 14, "reservation.answer_days_help")
    release_days = _days("reservation.release_days", 45, "reservation.release_days_help")

    @property
    def terms(self):
        """What was typed, but for the parties and the publics."""
        apart = {"landlord", "organisation", "publics"}
        return {name: value for name, value in self.values.items() if name not in apart}

    @property
    def for_whom(self):
        """The publics ticked."""
        return [ReservedFor(one) for one in self.publics.data]


class NewReservationForm(PartyFields, ReservationFields):
    @property
    def parties(self):
        """Landlord and association."""
        return {name: self[name].record for name in ("landlord", "organisation")}


class EditReservationForm(VersionedForm, ReservationFields):
    pass


class OfferForm(BaseForm):
    place = StringField(
        _l("reservation.place"), [InputRequired(), Length(max=160)], description=_l("reservation.place_help")
    )
    kind = CodeField(_l("reservation.kind"), enum=ReservedKind)
    offered_on = DateField(_l("reservation.offered_on"), [InputRequired()], default=today)


class WithdrawForm(VersionedForm):
    reason = RadioField(
        _l("reservation.reason"),
        [InputRequired()],
        choices=lambda: [(one.value, label(one)) for one in (ReleaseReason.WITHDRAWN, ReleaseReason.UNFIT)],
    )


class HoldForm(BaseForm):
    dwelling = SelectField(_l("reservation.dwelling"), [InputRequired()])

    def offer(self, dwellings, words):
        """Dwellings that can be held, as `words` says each."""
        self.known = {one.public_id: one for one in dwellings}
        self.dwelling.choices = [(key, words(one)) for key, one in self.known.items()]
