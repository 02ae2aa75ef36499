"""Criteria and rules of a programme, answers the reader may see, and the axis decided last."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import local
from app.db import db
from axes.models.assessments import AssessmentAnswer, AxisAssessment
from axes.models.people import Household, HouseholdMember
from axes.models.programmes import Axis, AxisRule, Criterion, Programme
from axes.models.referrals import Referral, ReferralEvent
from axes.queries.scope import readable
from axes.rules.eligibility import AxisRules
from axes.vocab import Answer


def latest_decision(household_id: int) -> AxisAssessment | None:
    """The assessment whose axis was decided last for a household, with that axis."""
    query = (
        sa.select(AxisAssessment)
        .where(AxisAssessment.household_id == household_id, AxisAssessment.decided_axis_id.is_not(None))
        .order_by(AxisAssessment.decided_at.desc(), AxisAssessment.id.desc())
        .limit(1)
        .options(joinedload(AxisAssessment.decided_axis))
    )
    return db.session.scalar(query)


def decided_axes() -> sa.Subquery:
    """Household and programme → axis decided last there, at most one row each; join on both.

    Columns: `household_id, assessment_id, programme_id, decided_at, axis_id, axis_number, name_fr, name_nl, name_en,
    target_days`.
    """
    return (
        sa.select(
            AxisAssessment.household_id,
            AxisAssessment.id.label("assessment_id"),
            AxisAssessment.programme_id,
            AxisAssessment.decided_at,
            Axis.id.label("axis_id"),
            Axis.number.label("axis_number"),
            Axis.name_fr,
            Axis.name_nl,
            Axis.name_en,
            Axis.target_days,
        )
        .join(Axis, Axis.id == AxisAssessment.decided_axis_id)
        .where(~_decided_again())
        .subquery("decided_axis")
    )


def _decided_again() -> sa.ColumnElement[bool]:
    """Another assessment of the household in the same programme was decided later."""
    later = aliased(AxisAssessment)
    return sa.exists().where(
        later.household_id == AxisAssessment.household_id,
        later.programme_id == AxisAssessment.programme_id,
        later.decided_axis_id.is_not(None),
        sa.or_(
            later.decided_at > AxisAssessment.decided_at,
            sa.and_(later.decided_at == AxisAssessment.decided_at, later.id > AxisAssessment.id),
        ),
    )


def last_assessment(household_id: int, programme_id: int) -> AxisAssessment | None:
    """The latest assessment of a household in a programme, with its answers; for readers let into the household."""
    query = (
        sa.select(AxisAssessment)
        .where(AxisAssessment.household_id == household_id, AxisAssessment.programme_id == programme_id)
        .order_by(AxisAssessment.assessed_on.desc(), AxisAssessment.id.desc())
        .limit(1)
        .options(selectinload(AxisAssessment.answers).joinedload(AssessmentAnswer.criterion))
    )
    return db.session.scalar(query)


def newer_than(assessment: AxisAssessment) -> AxisAssessment | None:
    """The latest assessment of the household in the same programme, where this one is not it."""
    query = (
        sa.select(AxisAssessment)
        .where(
            AxisAssessment.household_id == assessment.household_id,
            AxisAssessment.programme_id == assessment.programme_id,
            sa.tuple_(AxisAssessment.assessed_on, AxisAssessment.id)
            > sa.tuple_(sa.literal(assessment.assessed_on), sa.literal(assessment.id)),
        )
        .order_by(AxisAssessment.assessed_on.desc(), AxisAssessment.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def known_since(household_id: int) -> date:
    """The first day that says anything of a household: its file, its first member, its first request."""
    member = sa.select(sa.func.min(HouseholdMember.start_on)).where(HouseholdMember.household_id == household_id)
    asked = sa.select(sa.func.min(ReferralEvent.at)).join(Referral).where(Referral.household_id == household_id)
    columns = (Household.created_at, member.scalar_subquery(), asked.scalar_subquery())
    opened, came, sent = db.session.execute(sa.select(*columns).where(Household.id == household_id)).one()
    return min(local(opened).date(), *([came] if came else []), *([local(sent).date()] if sent else []))


def readable_assessment(reader: Reader, action: Action, public_id: str) -> AxisAssessment | None:
    """An assessment on whose household `reader` may do `action`, with answers, axes and authors. One statement."""
    query = (
        sa.select(AxisAssessment)
        .join(AxisAssessment.household)
        .where(AxisAssessment.public_id == public_id, readable(reader, action))
        .options(
            contains_eager(AxisAssessment.household),
            joinedload(AxisAssessment.programme),
            joinedload(AxisAssessment.proposed_axis),
            joinedload(AxisAssessment.decided_axis),
            joinedload(AxisAssessment.assessor),
            joinedload(AxisAssessment.decided_by),
            joinedload(AxisAssessment.answers).joinedload(AssessmentAnswer.criterion),
        )
    )
    return db.session.scalars(query).unique().one_or_none()


def household_for(reader: Reader, action: Action, public_id: str) -> tuple[Household, bool] | None:
    """A household on which `reader` may do `action`, and whether its health area is open to them."""
    health = readable(reader, Action.HOUSEHOLD_HEALTH)
    query = sa.select(Household, health).where(Household.public_id == public_id, readable(reader, action))
    row = db.session.execute(query).first()
    return None if row is None else (row[0], bool(row[1]))


def health_is_open(reader: Reader, household_id: int) -> bool:
    """Whether `reader` may read and write the health area of the household."""
    if not reader.may(Action.HOUSEHOLD_HEALTH):
        return False
    query = sa.select(Household.id).where(Household.id == household_id, readable(reader, Action.HOUSEHOLD_HEALTH))
    return db.session.scalar(query) is not None


def criteria_of(programme_id: int) -> Sequence[Criterion]:
    """Criteria asked today, in the order they are asked."""
    query = sa.select(Criterion).where(Criterion.programme_id == programme_id, Criterion.closed_on.is_(None))
    return db.session.scalars(query.order_by(Criterion.position, Criterion.id)).all()


def axes_of(programme_id: int) -> Sequence[Axis]:
    """Axes open today, by number."""
    query = sa.select(Axis).where(Axis.programme_id == programme_id, Axis.closed_on.is_(None))
    return db.session.scalars(query.order_by(Axis.number)).all()


def rules_of(axes: Sequence[Axis]) -> list[AxisRules]:
    """The rules in force of these axes, as the pure rule reads them."""
    query = (
        sa.select(AxisRule.axis_id, Criterion.code, AxisRule.kind)
        .join(Criterion, Criterion.id == AxisRule.criterion_id)
        .where(AxisRule.axis_id.in_([axis.id for axis in axes]))
        .where(AxisRule.closed_on.is_(None), Criterion.closed_on.is_(None))
        .order_by(Criterion.position, Criterion.id)
    )
    rows = db.session.execute(query).all()
    return [
        AxisRules(axis.number, axis.priority, tuple((code, kind) for axis_id, code, kind in rows if axis_id == axis.id))
        for axis in axes
    ]


def programme_by_public_id(public_id: str) -> Programme | None:
    return db.session.scalar(sa.select(Programme).where(Programme.public_id == public_id))


def visible_answers(assessment: AxisAssessment, *, health: bool) -> Mapping[str, Answer]:
    """Answers by criterion code; the sensitive ones only where the health area is open."""
    return {
        one.criterion.code: Answer(one.answer) for one in assessment.answers if health or not one.criterion.sensitive
    }


def all_axes() -> Sequence[Axis]:
    """Open axes of all programmes, with their programme, for the filter of a list."""
    query = sa.select(Axis).join(Axis.programme).where(Axis.closed_on.is_(None)).options(contains_eager(Axis.programme))
    return db.session.scalars(query.order_by(Programme.sort_name, Axis.number, Axis.id)).all()


def decision_of(reader: Reader, household_id: int) -> AxisAssessment | None:
    """`latest_decision`, for a household whose axis the reader may know."""
    return latest_decision(household_id) if reader.may(Action.ASSESSMENT_VIEW) else None


def programme_for(household_id: int, asked: str | None) -> Programme | None:
    """The programme named by its public id, else that of the household's last referral, else the first."""
    if asked:
        return programme_by_public_id(asked)
    referred = (
        sa.select(Referral.programme_id)
        .where(Referral.household_id == household_id)
        .order_by(Referral.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(Programme).order_by(Programme.id != sa.func.coalesce(referred, 0), Programme.id).limit(1)
    return db.session.scalar(query)
