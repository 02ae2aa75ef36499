"""Forms on households at risk, and on cases against the loss of a home."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.vocab_prevention import (
    CaseAct,
    CaseOutcome,
    EvictionGround,
    LegalStage,
    MeetingResult,
    RiskSign,
    SetAside,
)
from app.clock import today
from app.i18n.labels import choices, label
from app.web.forms import BaseForm, VersionedForm
from app.web.records import RecordField


def one_of(text, enum):
    """One of an enum's members, none chosen beforehand."""
    return SelectField(text, [InputRequired()], choices=lambda: [("", "—"), *((one.value, label(one)) for one in enum)])


class DetectionFields(BaseForm):
    found_on = DateField(_l("detection.found_on"), [InputRequired()], default=today)
    sign = one_of(_l("detection.sign"), RiskSign)


class NoteDetectionForm(DetectionFields):
    detected_by = RecordField(_l("detection.detected_by"), [InputRequired()])
    told = TextAreaField(_l("detection.told"), [Optional(), Length(max=1000)])


class GiveDetectionForm(DetectionFields):
    organisation = RecordField(_l("detection.organisation"), [InputRequired()])
    told = TextAreaField(
        _l("detection.told"), [InputRequired(), Length(max=1000)], description=_l("detection.told_help")
    )


class TakeUpForm(VersionedForm):
    household = RecordField(_l("support.household"), [InputRequired()])


class SetAsideForm(VersionedForm):
    reason = one_of(_l("detection.reason"), SetAside)


class MeetingForm(VersionedForm):
    met_on = DateField(_l("detection.met_on"), [InputRequired()], default=today)
    result = RadioField(_l("detection.result"), [InputRequired()], choices=lambda: choices(MeetingResult))


class CaseFields(BaseForm):
    ground = one_of(_l("prevention.ground"), EvictionGround)
    worker = RecordField(_l("prevention.worker"), [InputRequired()])
    landlord = RecordField(_l("prevention.landlord"), [Optional()])


class StageFields(BaseForm):
    stage = one_of(_l("prevention.stage"), LegalStage)
    reached_on = DateField(_l("prevention.reached_on"), [InputRequired()], default=today)


class OpenCaseForm(StageFields, CaseFields):
    pass


class EditCaseForm(VersionedForm, CaseFields):
    pass


class StageForm(VersionedForm, StageFields):
    pass


class ActionForm(VersionedForm):
    kind = one_of(_l("prevention.kind"), CaseAct)
    said = TextAreaField(_l("prevention.said"), [Optional(), Length(max=500)])
    due_on = DateField(_l("prevention.due_on"), [Optional()])
    done_on = DateField(_l("prevention.done_on"), [Optional()], description=_l("prevention.done_help"))


class CloseCaseForm(VersionedForm):
    closed_on = DateField(_l("prevention.closed_on"), [InputRequired()], default=today)
    outcome = RadioField(_l("prevention.outcome"), [InputRequired()], choices=lambda: choices(CaseOutcome))


class StageDelayForm(VersionedForm):
    days = IntegerField(
        _l("prevention.days"), [Optional(), NumberRange(1, 365)], description=_l("prevention.days_help")
    )
