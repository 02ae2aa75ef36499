"""Forms on the choice between works in a home and a move."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.services.home_decisions import Comparison
from accompaniment.vocab_prevention import HomeChoice
from app.clock import today
from app.i18n.labels import choices
from app.web.fields import EurosField
from app.web.forms import BaseForm, VersionedForm

MONEY = ("works", "premium", "move", "rent_now", "rent_then")


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
