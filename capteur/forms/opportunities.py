"""Forms on dwellings of owners: what they are, where their card moves."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.labels import choices, label
from app.web.days import lived
from app.web.fields import ChosenField, EurosField
from app.web.forms import BaseForm, VersionedForm
from capteur.forms.owners import NextFields
from capteur.services.opportunities import DwellingFacts, StageFacts
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import DwellingKind, EnergyClass, LossReason, OpportunityStage
from capteur.vocab_owners import LeadSource


class KnownField(SelectField):
    """Yes, no, or not known yet; `known` is True, False or None."""

    def __init__(self, text=None, **options):
        super().__init__(text, choices=self._answers, **options)

    @staticmethod
    def _answers():
        told = {"": "opportunity.unknown", "yes": "housing_request.yes", "no": "housing_request.no"}
        return [(value, gettext(key)) for value, key in told.items()]

    @staticmethod
    def told(known):
        """What the field shows of a column."""
        return "" if known is None else "yes" if known else "no"

    @property
    def known(self):
        return None if not self.data else self.data == "yes"


class DwellingFields(BaseForm):
    """`offer` first: the areas of the programme."""

    kind = ChosenField(_l("opportunity.kind"), enum=DwellingKind)
    bedrooms = IntegerField(_l("opportunity.bedrooms"), [InputRequired(), NumberRange(0, 12)])
    address = StringField(_l("opportunity.address"), [DataRequired(), Length(max=200)])
    area = SelectField(_l("opportunity.area"))
    rent = EurosField(_l("opportunity.rent"), [Optional()])
    charges = EurosField(_l("opportunity.charges"), [Optional()])
    reference_rent = EurosField(
        _l("opportunity.reference_rent"), [Optional()], description=_l("opportunity.reference_rent_help")
    )
    reference_rent_on = DateField(_l("opportunity.reference_rent_on"), [Optional(), lived])
    energy = SelectField(
        _l("opportunity.energy"), choices=lambda: choices(EnergyClass), default=EnergyClass.UNKNOWN.value
    )
    available_on = DateField(_l("opportunity.available_on"), [Optional()])
    floor = IntegerField(_l("opportunity.floor"), [Optional(), NumberRange(-2, 60)])
    has_lift = KnownField(_l("opportunity.has_lift"))
    step_free = KnownField(_l("opportunity.step_free"))
    animals = KnownField(_l("opportunity.animals"))
    track = SelectField(
        _l("opportunity.track"), choices=lambda: [("", gettext("opportunity.anyone")), *choices(RequestTrack)]
    )
    for_exits = BooleanField(_l("opportunity.for_exits"), description=_l("opportunity.for_exits_help"))
    source = ChosenField(_l("owner.source"), enum=LeadSource)

    def offer(self, areas):
        self.areas = {"": None} | {one.public_id: one.id for one in areas}
        self.area.choices = [("", "—"), *((one.public_id, one.name) for one in areas)]

    @property
    def facts(self):
        """What was entered."""
        return DwellingFacts(
            kind=self.kind.data,
            bedrooms=self.bedrooms.data,
            address=self.address.data,
            area_id=self.areas[self.area.data],
            rent_cents=self.rent.cents,
            charges_cents=self.charges.cents,
            reference_rent_cents=self.reference_rent.cents,
            reference_rent_on=self.reference_rent_on.data,
            energy=EnergyClass(self.energy.data),
            available_on=self.available_on.data,
            floor=self.floor.data,
            has_lift=self.has_lift.known,
            step_free=self.step_free.known,
            animals=self.animals.known,
            track=RequestTrack(self.track.data) if self.track.data else None,
            for_exits=self.for_exits.data,
            source=self.source.data,
        )


class NewDwellingForm(DwellingFields, NextFields):
    pass


class EditDwellingForm(DwellingFields, VersionedForm):
    pass


class MoveDwellingForm(VersionedForm, NextFields):
    """`offer` first: where the card may move."""

    stage = RadioField(_l("opportunity.stage"), validators=[InputRequired()])
    effective_on = DateField(_l("lead.effective_on"), [InputRequired(), lived], default=today)
    loss = SelectField(_l("opportunity.loss"), choices=lambda: choices(LossReason, empty=True))
    reason = TextAreaField(_l("lead.reason"), [Optional(), Length(max=500)], render_kw={"rows": 3})

    def offer(self, before, found):
        """Where it stands, and where it may move."""
        self.stage.choices = [(one.value, label(one)) for one in OpportunityStage if one is before or one in found]

    @property
    def facts(self):
        loss = self.loss.data
        return StageFacts(
            stage=OpportunityStage(self.stage.data),
            effective_on=self.effective_on.data,
            loss=LossReason(loss) if loss else None,
            reason=self.reason.data or None,
        )
