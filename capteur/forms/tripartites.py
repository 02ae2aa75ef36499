"""Forms on conventions #2: their terms, a signature, their end."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.clock import today
from app.i18n.labels import choices, label
from app.web.days import lived
from app.web.fields import CodeField
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField
from capteur.services.tripartites import SignatureFacts
from capteur.vocab_lettings import AlertChannel, Party, RhythmUnit, SignatureProof, TripartiteEnd

BY_HAND = (TripartiteEnd.SUPPORT_LEFT, TripartiteEnd.USER_LEFT, TripartiteEnd.COMMON)
WORDS = Length(max=2000)


class TermsFields(BaseForm):
    support = RecordField(_l("tripartite.support"), [InputRequired()], description=_l("tripartite.support_help"))
    first_day = DateField(_l("setting.first_day"), [InputRequired(), lived], default=today)
    last_day = DateField(_l("setting.last_day"), [Optional()], description=_l("tripartite.last_day_help"))
    visit_every = IntegerField(_l("tripartite.visit_every"), [InputRequired(), NumberRange(1, 90)], default=1)
    visit_unit = CodeField(_l("tripartite.visit_unit"), enum=RhythmUnit, default=RhythmUnit.WEEKS)
    alert_channel = CodeField(_l("tripartite.alert_channel"), enum=AlertChannel)
    alert_contact = StringField(
        _l("tripartite.alert_contact"), [DataRequired(), Length(max=120)], description=_l("tripartite.alert_help")
    )
    response_days = IntegerField(_l("convention.response_days"), [InputRequired(), NumberRange(1, 60)], default=2)
    consent_on = DateField(_l("tripartite.consent_on"), [Optional(), lived], description=_l("tripartite.consent_help"))
    end_terms = TextAreaField(_l("tripartite.end_terms"), [Optional(), WORDS], render_kw={"rows": 3})
    hand_over_terms = TextAreaField(_l("tripartite.hand_over_terms"), [Optional(), WORDS], render_kw={"rows": 3})

    @property
    def terms(self):
        """What was entered, as columns."""
        given = {name: value for name, value in self.values.items() if name != "support"}
        return given | {"support_id": self.support.record.id}


class NewTripartiteForm(TermsFields):
    pass


class EditTripartiteForm(VersionedForm, TermsFields):
    pass


class SignTripartiteForm(VersionedForm):
    """`offer` first: those who have still to sign."""

    party = RadioField(_l("tripartite.party"), [InputRequired()])
    name = StringField(_l("tripartite.name"), [DataRequired(), Length(max=120)], description=_l("tripartite.name_help"))
    signed_on = DateField(_l("setting.convention.signed_on"), [InputRequired(), lived], default=today)
    proof = RadioField(
        _l("tripartite.proof"),
        [InputRequired()],
        choices=lambda: choices(SignatureProof),
        default=SignatureProof.PAPER.value,
    )

    def offer(self, parties):
        self.party.choices = [(one.value, label(one)) for one in parties]

    @property
    def facts(self):
        return SignatureFacts(
            party=Party(self.party.data),
            name=self.name.data,
            signed_on=self.signed_on.data,
            proof=SignatureProof(self.proof.data),
        )


class EndTripartiteForm(VersionedForm):
    ended_on = DateField(
        _l("convention.ended_on"), [InputRequired()], default=today, description=_l("tripartite.ended_help")
    )
    reason = RadioField(
        _l("convention.end_reason"),
        [InputRequired()],
        choices=lambda: [(one.value, label(one)) for one in BY_HAND],
    )
