"""Forms on exit plans: the plan, its moves across the board, its steps, its candidacies."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accompaniment.forms.documents import ACCEPTED, ProofForm
from accompaniment.services.candidacies import CandidacyFacts
from accompaniment.services.exit_plans import PlanFacts
from accompaniment.services.exit_steps import StepFacts
from accompaniment.vocab_exits import (
    TYPED_EVENTS,
    TYPED_STAGES,
    ExitTarget,
    HousingFirstCriterion,
    PlanEnd,
    PlanObstacle,
    StepState,
)
from app.clock import today
from app.files.fields import PapersField
from app.i18n.labels import choices, label
from app.web.days import lived, recent
from app.web.fields import CheckboxesField
from app.web.forms import BaseForm, VersionedForm


class PlanFields(BaseForm):
    target = SelectField(
        _l("exit_plan.target"), choices=lambda: choices(ExitTarget, empty=True), validators=[InputRequired()]
    )
    reserved_year = IntegerField(
        _l("exit_plan.reserved_year"),
        description=_l("exit_plan.reserved_year_help"),
        validators=[Optional(), NumberRange(min=2025, max=2060)],
    )
    planned_on = DateField(
        _l("exit_plan.planned_on"), description=_l("exit_plan.planned_on_help"), validators=[Optional()]
    )
    obstacles = CheckboxesField(_l("exit_plan.obstacles"), choices=lambda: choices(PlanObstacle))
    obstacle_note = TextAreaField(
        _l("exit_plan.obstacle_note"),
        description=_l("exit_plan.obstacle_help"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 3},
    )

    def facts(self):
        """What was entered."""
        values = self.values
        return PlanFacts(
            target=ExitTarget(values["target"]),
            planned_on=values["planned_on"],
            reserved_year=values["reserved_year"],
            obstacles=tuple(PlanObstacle(code) for code in values["obstacles"] or ()),
            obstacle_note=values["obstacle_note"],
        )


class NewPlanForm(PlanFields):
    pass


class EditPlanForm(VersionedForm, PlanFields):
    pass


class MovePlanForm(VersionedForm):
    stage = RadioField(
        _l("exit_plan.to_stage"),
        choices=lambda: [(one.value, label(one)) for one in TYPED_STAGES],
        validators=[InputRequired()],
    )
    moved_on = DateField(_l("exit_plan.moved_on"), default=today, validators=[InputRequired(), lived])
    reason = StringField(_l("exit_plan.reason"), validators=[InputRequired(), Length(max=300)])


class EndPlanForm(VersionedForm):
    reason = SelectField(
        _l("exit_plan.end_reason"),
        choices=lambda: [
            ("", "—"),
            *((one.value, label(one)) for one in PlanEnd if one not in {PlanEnd.LEFT, PlanEnd.REPLACED}),
        ],
        validators=[InputRequired()],
    )


class NewStepForm(BaseForm):
    name = StringField(_l("exit_step.name"), validators=[InputRequired(), Length(max=120)])
    due_on = DateField(_l("exit_step.due_on"), validators=[Optional(), lived])


class StepForm(ProofForm):
    """`files` are kept as a new document, in the place of the one chosen."""

    state = RadioField(
        _l("exit_step.state"),
        choices=lambda: [(one.value, label(one)) for one in StepState if one is not StepState.OVERDUE],
        validators=[InputRequired()],
    )
    on = DateField(_l("exit_step.on"), description=_l("exit_step.on_help"), validators=[Optional(), recent])
    due_on = DateField(_l("exit_step.due_on"), validators=[Optional(), lived])
    proof = StringField(
        _l("exit_step.proof"), description=_l("exit_step.proof_help"), validators=[Optional(), Length(max=300)]
    )
    files = PapersField(
        _l("exit_step.files"), [Optional()], description=_l("exit_step.files_help"), render_kw={"accept": ACCEPTED}
    )

    def offer_proofs(self, documents, standing):
        """`standing`: the key of the document that shows the step now. What there is none of is not asked, and one
        that its reader may not read stays as it is."""
        self.standing = standing
        self.offer(documents)
        if not documents or (standing is not None and standing not in {one.id for one in documents}):
            del self.document

    @property
    def facts(self):
        names = ("on", "due_on", "proof")
        chosen = self.chosen if "document" in self else None
        document_id = (chosen and chosen.id) if "document" in self else self.standing
        known = {name: self.values[name] for name in names}
        return StepFacts(state=StepState(self.state.data), document_id=document_id, **known)


class CandidacyFields(BaseForm):
    """`criteria` are shown and kept only where the health area is open."""

    target = SelectField(
        _l("candidacy.target"), choices=lambda: choices(ExitTarget, empty=True), validators=[InputRequired()]
    )
    where = StringField(_l("candidacy.where"), validators=[InputRequired(), Length(max=120)])
    criteria = CheckboxesField(_l("candidacy.criteria"), choices=lambda: choices(HousingFirstCriterion))
    criteria_reason = StringField(
        _l("candidacy.criteria_reason"),
        description=_l("candidacy.reason_help"),
        validators=[Optional(), Length(max=300)],
    )

    def offer(self, *, health):
        """Without the health right the field is not there at all."""
        if not health:
            del self.criteria
            del self.criteria_reason

    def facts(self):
        """What was entered."""
        told = {}
        if "criteria" in self:
            criteria = tuple(HousingFirstCriterion(code) for code in self.criteria.data or ())
            told = {"criteria": criteria, "criteria_reason": self.values["criteria_reason"]}
        return CandidacyFacts(target=ExitTarget(self.target.data), where=self.where.data, **told)


class NewCandidacyForm(CandidacyFields):
    filed_on = DateField(
        _l("candidacy.filed_on"), description=_l("candidacy.filed_on_help"), validators=[Optional(), recent]
    )


class EditCandidacyForm(VersionedForm, CandidacyFields):
    pass


class CandidacyEventForm(VersionedForm):
    kind = RadioField(_l("candidacy.event"), choices=lambda: choices(TYPED_EVENTS), validators=[InputRequired()])
    happened_on = DateField(_l("candidacy.happened_on"), default=today, validators=[InputRequired(), recent])
    rank = IntegerField(
        _l("candidacy.rank"),
        description=_l("candidacy.rank_help"),
        validators=[Optional(), NumberRange(min=1, max=99999)],
    )
    note = StringField(_l("candidacy.note"), validators=[Optional(), Length(max=300)])
