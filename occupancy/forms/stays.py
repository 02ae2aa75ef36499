"""Forms of entries and of what happens during a stay."""

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.clock import today
from app.i18n.labels import choices, named
from app.web.fields import CheckboxesField, ChosenField, DayField, EurosField
from app.web.forms import BaseForm, VersionedForm
from axes.data.ethos import by_group
from axes.services.persons import PersonFacts
from axes.vocab import MemberRole
from occupancy.models.stays import PAPERS
from occupancy.rules.objectives import state_of
from occupancy.services.contributions import Amount
from occupancy.services.stays import Entry, EntryDays
from occupancy.vocab import ContributionBasis, ObjectiveKind, ObjectiveState

SEEN = re.compile(r"(\d{4}-\d{2}-\d{2})=(\d{1,9})")
JOINING = [role for role in MemberRole if role is not MemberRole.REFERENCE]


class AmountFields(BaseForm):
    amount = EurosField(_l("stay.amount"), validators=[InputRequired()])
    basis = ChosenField(_l("stay.basis"), enum=ContributionBasis)

    @property
    def worked_out(self):
        return Amount(self.amount.cents, self.basis.data)


class EntryForm(AmountFields):
    start_on = DayField(_l("stay.entry.start_on"), [InputRequired()])
    planned_end_on = DayField(_l("stay.planned_end_on"), [InputRequired()])
    living_situation = SelectField(_l("stay.living_situation"), [InputRequired()])
    objectives = CheckboxesField(_l("stay.objectives"), choices=lambda: choices(ObjectiveKind))
    no_objective = BooleanField(_l("stay.no_objective"))  # asked once none was chosen: none is added later
    agreement_signed_on = DayField(_l("stay.agreement_signed_on"), [Optional()])
    inventory_on = DayField(_l("stay.inventory_on"), [Optional()])
    keys_given_on = DayField(_l("stay.keys_given_on"), [Optional()])

    def __init__(self, **given):
        super().__init__(**given)
        self.living_situation.choices = {
            "": [("", gettext("stay.choose"))],
            **{named(group): [(one.code, named(one)) for one in some] for group, some in by_group().items()},
        }

    def validate_objectives(self, field):
        if not field.data and not self.no_objective.data:
            raise ValidationError(gettext("stay.refusal.no_objective"))

    @property
    def days(self):
        """The days, where those of the stay could be read."""
        if self.start_on.errors or self.planned_end_on.errors:
            return None
        return EntryDays(**{name: self[name].data for name in ("start_on", "planned_end_on", *PAPERS)})

    @property
    def entry(self):
        plain = ("start_on", "planned_end_on", "living_situation", "agreement_signed_on", "inventory_on")
        return Entry(
            **{name: self.values[name] for name in (*plain, "keys_given_on")},
            amount=self.worked_out,
            objectives=tuple(ObjectiveKind(code) for code in self.objectives.data or ()),
        )


class PapersForm(VersionedForm):
    agreement_signed_on = DayField(_l("stay.agreement_signed_on"), [Optional()])
    inventory_on = DayField(_l("stay.inventory_on"), [Optional()])
    keys_given_on = DayField(_l("stay.keys_given_on"), [Optional()])


class ExtendForm(VersionedForm):
    new_end_on = DayField(_l("stay.extend.new_end_on"), [InputRequired()])
    reason = TextAreaField(
        _l("stay.extend.reason"), [InputRequired(), Length(max=300)], description=_l("stay.sealed_help")
    )


class ContributionForm(AmountFields):
    """`seen`: the amounts that stood when the page was read; only these are corrected."""

    start_on = DayField(_l("stay.contribution.start_on"), [InputRequired()], default=today)
    seen = HiddenField()

    @property
    def amount_seen(self):
        """Cents that stood on the day chosen, when the page was read."""
        amounts = dict(SEEN.findall(self.seen.data or ""))
        found = amounts.get(self.start_on.data.isoformat()) if self.start_on.data else None
        return int(found) if found else None

    def show(self, amounts):
        """Note the amounts that the page shows now."""
        self.seen.data = " ".join(f"{day.isoformat()}={cents}" for day, cents in amounts.items())


class ObjectiveForm(VersionedForm):
    """Where an objective set at entry stands; filled with it."""

    state = RadioField(_l("objective.state"), choices=lambda: choices(ObjectiveState), validators=[InputRequired()])
    on = DayField(_l("objective.on"), [Optional()], description=_l("objective.on_help"))
    reason = StringField(_l("objective.reason"), [Optional(), Length(max=300)], description=_l("objective.reason_help"))

    def __init__(self, objective):
        super().__init__(
            data={
                "version": objective.version,
                "state": state_of(objective.reached_on, objective.dropped_on).value,
                "on": objective.reached_on or objective.dropped_on,
                "reason": objective.drop_reason,
            }
        )

    @property
    def said(self):
        """For `settle_objective`."""
        state = ObjectiveState(self.state.data)
        return {"version": self.version.data, "state": state, "on": self.on.data, "reason": self.reason.data or None}


class AbsenceForm(BaseForm):
    start_on = DayField(_l("stay.absence.start_on"), [InputRequired()], default=today)
    end_on = DayField(_l("stay.absence.end_on"), [Optional()], description=_l("stay.absence.open_help"))
    reason = StringField(
        _l("stay.absence.reason"), [InputRequired(), Length(max=200)], description=_l("stay.sealed_help")
    )


class EndAbsenceForm(VersionedForm):
    end_on = DayField(_l("stay.absence.end_on"), [InputRequired()], default=today)


class ArrivalForm(BaseForm):
    """`who`: a member of the household who slept elsewhere, or nobody chosen for somebody new."""

    who = SelectField(_l("stay.arrival.who"), [Optional()])
    name = StringField(_l("person.name"), [Length(max=120)], description=_l("stay.arrival.name_help"))
    birth_on = DayField(_l("person.birth_on"), [Optional()])
    is_minor = BooleanField(_l("person.is_minor"), default=True)
    role = ChosenField(_l("stay.arrival.role"), enum=MemberRole, members=JOINING, default=MemberRole.CHILD)
    start_on = DayField(_l("stay.arrival.start_on"), [InputRequired()], default=today)

    def validate_name(self, field):
        if not self.who.data and not field.data:
            raise ValidationError(gettext("stay.arrival.name_needed"))

    @property
    def facts(self):
        return PersonFacts(name=self.name.data, birth_on=self.birth_on.data, is_minor=self.is_minor.data)


class DepartureForm(BaseForm):
    end_on = DayField(_l("stay.departure.end_on"), [InputRequired()], default=today)
    leaves_household = BooleanField(
        _l("stay.departure.leaves_household"), default=True, description=_l("stay.departure.leaves_help")
    )
