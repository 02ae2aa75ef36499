"""Forms on sessions with many, acts of information, and the choice between works and a move."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.forms.prevention import one_of
from accompaniment.services.home_decisions import Comparison
from accompaniment.services.outreach import SessionFacts
from accompaniment.vocab_prevention import HomeChoice, InformedParty, SessionTheme
from app.clock import today
from app.i18n.labels import choices
from app.web.forms import BaseForm, VersionedForm
from sites.forms.fields import EurosField

MONEY = ("works", "premium", "move", "rent_now", "rent_then")


class SessionFields(BaseForm):
    theme = one_of(_l("collective.theme"), SessionTheme)
    held_on = DateField(_l("collective.held_on"), [InputRequired()], default=today)
    place = StringField(
        _l("collective.place"), [InputRequired(), Length(max=120)], description=_l("collective.place_help")
    )
    counted = IntegerField(
        _l("collective.counted"),
        [InputRequired(), NumberRange(0, 2000)],
        default=0,
        description=_l("collective.counted_help"),
    )
    materials = TextAreaField(_l("collective.materials"), [Optional(), Length(max=500)])
    asked = IntegerField(_l("collective.asked"), [Optional(), NumberRange(0, 2000)])
    pleased = IntegerField(_l("collective.pleased"), [Optional(), NumberRange(0, 2000)])

    def facts(self):
        """What was typed."""
        return SessionFacts(**(self.values | {"theme": SessionTheme(self.theme.data)}))


class NewSessionForm(SessionFields):
    pass


class EditSessionForm(VersionedForm, SessionFields):
    pass


class AttendeeForm(BaseForm):
    reference = StringField(
        _l("support.household"), [InputRequired(), Length(max=20)], description=_l("detection.reference_help")
    )
    people = IntegerField(
        _l("collective.people"),
        [InputRequired(), NumberRange(0, 30)],
        default=1,
        description=_l("collective.people_help"),
    )


class InformationFields(BaseForm):
    party = one_of(_l("information.party"), InformedParty)
    told_on = DateField(_l("information.told_on"), [InputRequired()], default=today)
    subject = StringField(
        _l("information.subject"), [InputRequired(), Length(max=200)], description=_l("information.subject_help")
    )
    reached = IntegerField(_l("information.reached"), [Optional(), NumberRange(1, 100_000)])

    def facts(self):
        """What was typed."""
        return self.values | {"party": InformedParty(self.party.data)}


class NewInformationForm(InformationFields):
    pass


class EditInformationForm(VersionedForm, InformationFields):
    pass


class DecisionFields(BaseForm):
    decided_on = DateField(_l("home_decision.decided_on"), [InputRequired()], default=today)
    works = EurosField(_l("home_decision.works"), [Optional()])
    works_weeks = IntegerField(_l("home_decision.works_weeks"), [Optional(), NumberRange(0, 520)])
    premium = EurosField(_l("home_decision.premium"), [Optional()])
    rent_now = EurosField(_l("home_decision.rent_now"), [Optional()])
    move = EurosField(_l("home_decision.move"), [Optional()])
    rent_then = EurosField(_l("home_decision.rent_then"), [Optional()])
    choice = RadioField(_l("home_decision.choice"), [InputRequired()], choices=lambda: choices(HomeChoice))
    agreed = BooleanField(_l("home_decision.agreed"))
    reason = TextAreaField(_l("home_decision.reason"), [Optional(), Length(max=1000)])
    premium_asked_on = DateField(_l("home_decision.premium_asked_on"), [Optional()])
    premium_got_on = DateField(_l("home_decision.premium_got_on"), [Optional()])
    works_done_on = DateField(_l("home_decision.works_done_on"), [Optional()])

    def comparison(self):
        """What was typed, money in cents."""
        cents = {f"{name}_cents": self[name].cents for name in MONEY}
        values = {name: value for name, value in self.values.items() if name not in MONEY}
        return Comparison(**(values | cents | {"choice": HomeChoice(self.choice.data)}))


class NewDecisionForm(DecisionFields):
    pass


class EditDecisionForm(VersionedForm, DecisionFields):
    pass
