"""Forms on funding calls, on their actions, and on the funding of a household."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.services.funding_lines import Asked, Decided
from accompaniment.vocab_housing import FundingDecision, FundingRefusal, JustificationCheck, TargetKind
from app.clock import today
from app.i18n.labels import choices
from app.web.fields import EurosField
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField

LONG = 2000


def _text(key, help_key, validator):
    return TextAreaField(_l(key), [validator, Length(max=LONG)], description=_l(help_key), render_kw={"rows": 5})


class FunderField(BaseForm):
    """Whose call it is; asked first, and never changed."""

    funder = RecordField(_l("funding.funder"), [InputRequired()])


class CallFields(BaseForm):
    name = StringField(_l("funding.name"), [InputRequired(), Length(max=120)])
    year = IntegerField(_l("funding.year"), [InputRequired(), NumberRange(2000, 2100)], default=lambda: today().year)
    envelope = EurosField(_l("funding.envelope"), [InputRequired()])
    first_day = DateField(_l("funding.first_day"), [InputRequired()], default=today)
    asked_until = DateField(_l("funding.asked_until"), [InputRequired()])
    justified_until = DateField(_l("funding.justified_until"), [InputRequired()])

    @property
    def terms(self):
        """What was typed, money in cents."""
        names = ("name", "year", "first_day", "asked_until", "justified_until")
        return {name: self[name].data for name in names} | {"envelope_cents": self.envelope.cents}


class NewCallForm(FunderField, CallFields):
    pass


class EditCallForm(VersionedForm, CallFields):
    pass


class ActionFields(BaseForm):
    name = StringField(_l("funding.action.name"), [InputRequired(), Length(max=160)])
    organisation = RecordField(
        _l("funding.action.organisation"), [Optional()], description=_l("funding.action.organisation_help")
    )
    new_target = IntegerField(_l("funding.new_target"), [InputRequired(), NumberRange(0, 9999)], default=0)
    tenant_target = IntegerField(_l("funding.tenant_target"), [InputRequired(), NumberRange(0, 9999)], default=0)

    @property
    def terms(self):
        """What was typed."""
        chosen = self.organisation.record
        targets = {name: self[name].data for name in ("name", "new_target", "tenant_target")}
        return targets | {"organisation_id": chosen.id if chosen else None}


class NewActionForm(ActionFields):
    pass


class EditActionForm(VersionedForm, ActionFields):
    pass


class AskFields(BaseForm):
    action = SelectField(_l("funding.action"), [InputRequired()])
    kind = RadioField(_l("funding.kind"), [InputRequired()], choices=lambda: choices(TargetKind))
    commitment = _text("funding.commitment", "funding.commitment_help", InputRequired())

    def offer(self, actions):
        """Actions, their call loaded, by call."""
        self.known = {one.public_id: one for one in actions}
        self.action.choices = [(key, f"{one.call.name} · {one.name}") for key, one in self.known.items()]

    @property
    def asked(self):
        """What was typed."""
        action, kind = self.known[self.action.data], TargetKind(self.kind.data)
        return Asked(action=action, kind=kind, commitment=self.commitment.data)


class AskForm(AskFields):
    pass


class EditAskForm(VersionedForm, AskFields):
    pass


class DecideForm(VersionedForm):
    decision = RadioField(_l("funding.decision"), [InputRequired()], choices=lambda: choices(FundingDecision))
    amount = EurosField(_l("funding.amount"), [Optional()], description=_l("funding.amount_help"))
    refusal = SelectField(_l("funding.refusal"), [Optional()], choices=lambda: choices(FundingRefusal, empty=True))
    comment = _text("funding.comment", "funding.comment_help", Optional())

    @property
    def decided(self):
        """What was typed."""
        refusal = FundingRefusal(self.refusal.data) if self.refusal.data else None
        decision, comment = FundingDecision(self.decision.data), self.comment.data or None
        return Decided(decision=decision, cents=self.amount.cents, refusal=refusal, comment=comment)


class JustifyForm(VersionedForm):
    amount = EurosField(_l("funding.justified"), [InputRequired()])
    justification = _text("funding.justification", "funding.justification_help", InputRequired())


class CheckForm(VersionedForm):
    check = RadioField(_l("funding.check"), [InputRequired()], choices=lambda: choices(JustificationCheck))
    comment = _text("funding.comment", "funding.comment_help", Optional())


class DropLineForm(VersionedForm):
    pass
