"""Forms on proposals: made, answered by each side, visited, selected, given back."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import today
from app.i18n.labels import choices, label
from app.web.days import lived, to_be_done
from app.web.forms import BaseForm, VersionedForm
from capteur.services.proposals import Answer
from capteur.vocab_lettings import CandidateDoubt, OwnerDoubt, ProposalEnd, Reply

BY_HAND = (ProposalEnd.RESERVATION_OVER, ProposalEnd.DROPPED)
USUAL_RESERVATION = timedelta(days=14)


class ProposeForm(BaseForm):
    """One button, once what was compared is read; with a reason where something fails."""

    misfit_reason = TextAreaField(
        _l("proposal.misfit_reason"),
        [Optional(), Length(max=500)],
        description=_l("proposal.misfit_help"),
        render_kw={"rows": 3},
    )


class AnswerFields(VersionedForm):
    """What one side answers; `doubt` comes with each side's own reasons."""

    reply = RadioField(_l("proposal.reply"), [InputRequired()], choices=lambda: choices(Reply))
    on = DateField(_l("proposal.answered_on"), [InputRequired(), lived], default=today)

    @property
    def answer(self):
        doubt = self.reasons(self.doubt.data) if self.doubt.data else None
        words = self.words.data or None
        return Answer(reply=Reply(self.reply.data), on=self.on.data, doubt=doubt, words=words)


class OwnerAnswerForm(AnswerFields):
    reasons = OwnerDoubt
    doubt = SelectField(
        _l("proposal.owner_doubt"),
        choices=lambda: choices(OwnerDoubt, empty=True),
        description=_l("proposal.owner_doubt_help"),
    )
    words = TextAreaField(_l("proposal.words"), [Optional(), Length(max=500)], render_kw={"rows": 3})


class CandidateAnswerForm(AnswerFields):
    reasons = CandidateDoubt
    doubt = SelectField(
        _l("proposal.candidate_doubt"),
        choices=lambda: choices(CandidateDoubt, empty=True),
        description=_l("proposal.doubt_help"),
    )
    visited_on = DateField(_l("proposal.visited_on"), [Optional(), lived])
    words = TextAreaField(_l("proposal.words"), [Optional(), Length(max=500)], render_kw={"rows": 3})


class CandidateVisitForm(VersionedForm):
    visit_on = DateField(_l("proposal.visit_on"), [InputRequired(), to_be_done], default=today)


class SelectHouseholdForm(VersionedForm):
    reserved_until = DateField(
        _l("opportunity.reserved_until"),
        [InputRequired(), to_be_done],
        default=lambda: today() + USUAL_RESERVATION,
        description=_l("proposal.reserved_help"),
    )


class GiveBackForm(VersionedForm):
    reason = RadioField(
        _l("proposal.end_reason"),
        [InputRequired()],
        choices=lambda: [(one.value, label(one)) for one in BY_HAND],
    )
