"""Forms on visits of dwellings: planned, the sheet filled in on a telephone, missed, photographed."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.files.fields import PapersField
from app.i18n.labels import choices, key_of, label
from app.web.days import lived, to_be_done
from app.web.fields import EurosField
from app.web.forms import BaseForm, VersionedForm
from capteur.forms.owners import NextFields
from capteur.services.visits import SheetFacts
from capteur.vocab_dwellings import CheckItem, CheckVerdict, EnergyClass, Verdict, VisitOutcome

PICTURES = "image/jpeg,image/png"


class PlanVisitForm(VersionedForm):
    planned_on = DateField(
        _l("visit.planned_on"), [InputRequired(), to_be_done], default=today, description=_l("visit.planned_help")
    )
    planned_at = TimeField(_l("visit.planned_at"), [Optional()])


def _verdict_on(item):
    return RadioField(
        _l(key_of(item)),
        choices=lambda: choices(CheckVerdict),
        default=CheckVerdict.NOT_SEEN.value,
    )


def _note_on(item):
    return StringField(_l(f"visit.note_on.{item}"), [Optional(), Length(max=300)])


class SheetForm(VersionedForm, NextFields):
    """One pair of fields for each item looked at, named after it."""

    happened_on = DateField(_l("visit.happened_on"), [InputRequired(), lived], default=today)
    rooms = IntegerField(_l("visit.rooms"), [Optional(), NumberRange(1, 30)])
    rent = EurosField(_l("opportunity.rent"), [Optional()])
    charges = EurosField(_l("opportunity.charges"), [Optional()])
    energy = SelectField(
        _l("opportunity.energy"), choices=lambda: choices(EnergyClass), default=EnergyClass.UNKNOWN.value
    )
    available_on = DateField(_l("opportunity.available_on"), [Optional()])
    safety, safety_note = _verdict_on(CheckItem.SAFETY), _note_on(CheckItem.SAFETY)
    health, health_note = _verdict_on(CheckItem.HEALTH), _note_on(CheckItem.HEALTH)
    permit, permit_note = _verdict_on(CheckItem.PERMIT), _note_on(CheckItem.PERMIT)
    urbanism, urbanism_note = _verdict_on(CheckItem.URBANISM), _note_on(CheckItem.URBANISM)
    works = TextAreaField(_l("visit.works"), [Optional(), Length(max=1000)], render_kw={"rows": 3})
    verdict = RadioField(_l("visit.verdict"), choices=lambda: choices(Verdict), validators=[InputRequired()])
    revisit = BooleanField(_l("visit.revisit"), description=_l("visit.revisit_help"))
    minutes = IntegerField(_l("lead.minutes"), [Optional(), NumberRange(1, 600)], description=_l("lead.minutes_help"))

    @property
    def items(self):
        """Each item looked at with its two fields."""
        return [(item, self[item], self[f"{item}_note"]) for item in CheckItem]

    @property
    def facts(self):
        return SheetFacts(
            happened_on=self.happened_on.data,
            verdict=Verdict(self.verdict.data),
            rooms=self.rooms.data,
            rent_cents=self.rent.cents,
            charges_cents=self.charges.cents,
            energy=EnergyClass(self.energy.data),
            available_on=self.available_on.data,
            minutes=self.minutes.data,
            revisit=self.revisit.data,
            works=self.works.data or None,
        )

    @property
    def found(self):
        return {item: (CheckVerdict(verdict.data), note.data or None) for item, verdict, note in self.items}


class MissedVisitForm(VersionedForm, NextFields):
    outcome = RadioField(
        _l("visit.outcome"),
        choices=lambda: [(one.value, label(one)) for one in VisitOutcome if one is not VisitOutcome.HELD],
        validators=[InputRequired()],
    )

    @property
    def chosen(self):
        return VisitOutcome(self.outcome.data)


class PhotosForm(BaseForm):
    photos = PapersField(
        _l("visit.photos"), [FileRequired()], description=_l("visit.photos_help"), render_kw={"accept": PICTURES}
    )
