"""The rows behind the figures: each query gives one row per thing counted, as of a day, as we know it now.

`subject_id` is what is counted once (a person, a unit, an organisation); `since` the day that made it count.
Nothing is scoped here: figures count everybody; pages that open them mask what their reader may not see.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.supports import Support, SupportPerson
from axes.models.assessments import Assignment
from axes.models.programmes import Axis, Team
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay, StayObjective, StayPerson
from occupancy.queries.journeys import exits_of_people, outcome_of_exit
from occupancy.vocab import ObjectiveKind, OutcomeClass
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability
from sites.vocab import UnitUse

Rows = sa.Select[*tuple[Any, ...]]
DURABLE = (OutcomeClass.DURABLE, OutcomeClass.HOUSING_FIRST)


def in_programme(programme_id: int | None) -> sa.ColumnElement[bool]:
    """Condition on `stay`: its household was, at some time, with a team of the programme."""
    if programme_id is None:
        return sa.true()
    return (
        sa.exists()
        .where(Assignment.household_id == Stay.household_id, Assignment.team_id == Team.id)
        .where(Team.axis_id == Axis.id, Axis.programme_id == programme_id)
    )


def persons_housed(day: date, programme_id: int | None) -> Rows:
    """Distinct persons who have had a stay."""
    return _persons(_nights(day, programme_id))


def persons_present(day: date, programme_id: int | None) -> Rows:
    """Distinct persons who sleep in a unit on the day."""
    there = sa.or_(StayPerson.end_on.is_(None), StayPerson.end_on > day)
    return _persons(_nights(day, programme_id).where(there))


def persons_accompanied(day: date, programme_id: int | None) -> Rows:
    """Distinct persons housed, or in a support whatever their roof (squatters, family and friends)."""
    supported = sa.select(SupportPerson.person_id, SupportPerson.start_on).where(SupportPerson.start_on <= day)
    if programme_id is not None:
        supported = supported.join(Support).where(Support.programme_id == programme_id)
    return _persons(sa.union_all(_nights(day, programme_id), supported))


def dwellings_since_start(day: date, programme_id: int | None) -> Rows:
    """Distinct dwellings opened."""
    return (
        sa.select(Unit.id.label("subject_id"), sa.func.min(UnitAvailability.first_day, type_=sa.Date).label("since"))
        .join(UnitAvailability, UnitAvailability.unit_id == Unit.id)
        .where(Unit.use == UnitUse.DWELLING, UnitAvailability.first_day <= day)
        .group_by(Unit.id)
    )


def housing_partners(day: date, programme_id: int | None) -> Rows:
    """Distinct housing operators of dwellings opened."""
    return (
        sa.select(
            HousingOperator.organisation_id.label("subject_id"),
            sa.func.min(UnitAvailability.first_day, type_=sa.Date).label("since"),
        )
        .join(Site, Site.housing_operator_id == HousingOperator.id)
        .join(Unit, Unit.site_id == Site.id)
        .join(UnitAvailability, UnitAvailability.unit_id == Unit.id)
        .where(Unit.use == UnitUse.DWELLING, UnitAvailability.first_day <= day)
        .group_by(HousingOperator.organisation_id)
    )


def persons_left(day: date, programme_id: int | None) -> Rows:
    """Distinct persons with an exit: their last one, once each (rule 28)."""
    return _last_exits(day, programme_id)


def persons_to_durable_housing(day: date, programme_id: int | None) -> Rows:
    """Distinct persons whose last exit is durable, Housing First included."""
    return _last_exits(day, programme_id).where(outcome_of_exit().in_([code.value for code in DURABLE]))


def persons_to_housing_first(day: date, programme_id: int | None) -> Rows:
    """Of these, distinct persons whose last exit is to Housing First."""
    return _last_exits(day, programme_id).where(outcome_of_exit() == OutcomeClass.HOUSING_FIRST.value)


def persons_with_papers_objective(day: date, programme_id: int | None) -> Rows:
    """Distinct persons housed whose objective it was to put their papers in order."""
    return _persons(_with_papers(day, programme_id))


def persons_papers_in_order(day: date, programme_id: int | None) -> Rows:
    """Of these, distinct persons for whom it was reached."""
    return _persons(_with_papers(day, programme_id).where(StayObjective.reached_on <= day))


def _nights(day: date, programme_id: int | None) -> Rows:
    return (
        sa.select(StayPerson.person_id, StayPerson.start_on)
        .join(Stay, Stay.id == StayPerson.stay_id)
        .where(StayPerson.start_on <= day, in_programme(programme_id))
    )


def _with_papers(day: date, programme_id: int | None) -> Rows:
    papers = sa.and_(StayObjective.stay_id == Stay.id, StayObjective.kind == ObjectiveKind.PAPERS)
    return _nights(day, programme_id).join(StayObjective, papers)


def _persons(nights: Any) -> Rows:
    """One row per person of `nights` (person, day)."""
    each = nights.subquery("nights")
    person, since = each.c
    return sa.select(person.label("subject_id"), sa.func.min(since, type_=sa.Date).label("since")).group_by(person)


def _last_exits(day: date, programme_id: int | None) -> Rows:
    """One row per person who left by the day and has not come back: `stay_exit` in reach of conditions."""
    columns = (StayPerson.person_id.label("subject_id"), StayExit.left_on.label("since"))
    gone = exits_of_people(day).with_only_columns(*columns, maintain_column_froms=True)
    return gone.where(in_programme(programme_id)).order_by(None)
