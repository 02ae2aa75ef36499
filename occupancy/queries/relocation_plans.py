"""Plans of relocation that were kept: the list, and one with its lines as far as the reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.agreements import Agreement
from occupancy.models.allocations import Allocation
from occupancy.models.relocations import RelocationLine, RelocationPlan
from occupancy.models.stays import Stay
from occupancy.queries.agreements import site_periods
from occupancy.queries.sight import in_sight
from occupancy.rules.scenarios import Assumptions, Openings, Told, Totals, totals
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites

PROPOSE = Action.ALLOCATION_PROPOSE


def list_plans(reader: Reader, site: str | None = None) -> sa.Select[Any]:
    """Plans kept, the newest first: with the site and who made them."""
    columns: tuple[Any, ...] = (
        RelocationPlan.public_id,
        RelocationPlan.name,
        RelocationPlan.last_day,
        RelocationPlan.computed_on,
        RelocationPlan.proposed_at,
        Site.name.label("site_name"),
        User.name.label("author"),
    )
    query = (
        sa.select(*columns)
        .join(Site, Site.id == RelocationPlan.site_id)
        .join(User, User.id == RelocationPlan.author_id)
        .where(readable_sites(reader))
        .order_by(RelocationPlan.id.desc())
    )
    return query if site is None else query.where(Site.public_id == site)


def find_plan(public_id: str, reader: Reader) -> RelocationPlan | None:
    """The plan an address names, with its site and author."""
    if not reader.may(PROPOSE):
        return None
    query = sa.select(RelocationPlan).where(RelocationPlan.public_id == public_id)
    return db.session.scalar(query.options(joinedload(RelocationPlan.site), joinedload(RelocationPlan.author)))


def assumed_by(plan: RelocationPlan) -> Assumptions:
    """What the plan assumed, to compute it again."""
    openings = None
    if plan.opening_count and plan.opening_first_day and plan.opening_last_day:
        openings = Openings(
            count=plan.opening_count,
            persons=plan.opening_persons or 0,
            bedrooms=plan.opening_bedrooms or 0,
            step_free=plan.opening_step_free,
            animals=plan.opening_animals,
            postal_code=plan.opening_postal_code,
            first_day=plan.opening_first_day,
            last_day=plan.opening_last_day,
        )
    return Assumptions(
        last_day=plan.last_day, moves_from=plan.moves_from, with_planned=plan.with_planned, openings=openings
    )


@dataclass(frozen=True)
class KeptLine:
    """A line of a plan with what it stood for: `row` has the household, its home and the unit proposed."""

    row: Any
    told: Told


@dataclass(frozen=True)
class Kept:
    """The lines that the reader may know; households of others are not counted."""

    lines: Sequence[KeptLine]

    @property
    def totals(self) -> Totals:
        return totals([line.told for line in self.lines])

    @property
    def proposed(self) -> int:
        """How many of the lines were proposed."""
        return sum(line.row.allocation_public_id is not None for line in self.lines)

    @property
    def proposed_by(self) -> str:
        """Who proposed them, by name."""
        names = {line.row.proposed_by for line in self.lines if line.row.proposed_by}
        return " · ".join(sorted(names))

    @property
    def to_propose(self) -> list[KeptLine]:
        """Lines with a unit that exists and was not proposed yet."""
        return [line for line in self.lines if line.row.unit_public_id and line.row.allocation_public_id is None]


HOME, HOME_SITE = aliased(Unit), aliased(Site)
COLUMNS: tuple[Any, ...] = (
    RelocationLine.public_id,
    RelocationLine.facts,
    RelocationLine.is_opening,
    RelocationLine.move_on,
    Stay.public_id.label("stay_public_id"),
    Stay.end_on,
    Household.reference,
    HOME.code.label("home_code"),
    Unit.public_id.label("unit_public_id"),
    Unit.code.label("unit_code"),
    Site.name.label("site_name"),
    Site.postal_code,
    Allocation.public_id.label("allocation_public_id"),
    User.name.label("proposed_by"),
)


def lines_of(plan: RelocationPlan, reader: Reader) -> Kept:
    """The lines of a plan, as kept: those with a place first. One statement."""
    query = (
        sa.select(*COLUMNS)
        .select_from(RelocationLine)
        .join(Stay, Stay.id == RelocationLine.stay_id)
        .join(Household, Household.id == Stay.household_id)
        .join(HOME, HOME.id == Stay.unit_id)
        .outerjoin(Unit, Unit.id == RelocationLine.unit_id)
        .outerjoin(Site, Site.id == Unit.site_id)
        .outerjoin(Allocation, Allocation.id == RelocationLine.allocation_id)
        .outerjoin(User, User.id == Allocation.proposed_by_id)
        .where(RelocationLine.plan_id == plan.id, readable(reader, PROPOSE))
        .order_by(RelocationLine.id)
    )
    return Kept([KeptLine(row, Told.read(row.facts)) for row in db.session.execute(query)])


def lines_to_act_on(plan: RelocationPlan, reader: Reader) -> list[RelocationLine]:
    """The lines to turn into proposals, with stay, household and unit; in the order of the plan."""
    query = (
        sa.select(RelocationLine)
        .join(Stay, Stay.id == RelocationLine.stay_id)
        .join(Household, Household.id == Stay.household_id)
        .where(RelocationLine.plan_id == plan.id, RelocationLine.unit_id.is_not(None))
        .where(RelocationLine.allocation_id.is_(None), readable(reader, PROPOSE))
        .options(
            joinedload(RelocationLine.stay).joinedload(Stay.household),
            joinedload(RelocationLine.stay).joinedload(Stay.unit),
            joinedload(RelocationLine.unit),
        )
        .order_by(RelocationLine.id)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def site_and_end(reader: Reader, public_id: str, day: date) -> tuple[Site, date | None] | None:
    """A site, and its last day as known on a day: that of its closing, else of its agreements. One statement."""
    site = sa.select(Site.id).where(Site.public_id == public_id).scalar_subquery()
    period = site_periods(day, among=Agreement.site_id == site)
    query = sa.select(Site, period.c.final_last_day).outerjoin(period, period.c.site_id == Site.id)
    row = db.session.execute(query.where(Site.public_id == public_id, readable_sites(reader))).one_or_none()
    return None if row is None else (row[0], row[1])


def sites_lived_in(reader: Reader) -> list[Any]:
    """Sites where somebody lives whom the reader may know, by name: public_id and name."""
    here = (Stay.unit_id == Unit.id, Unit.site_id == Site.id, Stay.end_on.is_(None))
    lived = sa.exists().where(*here, *in_sight(reader, Stay))
    query = sa.select(Site.public_id, Site.name).where(readable_sites(reader), lived)
    return list(db.session.execute(query.order_by(Site.sort_name, Site.id)))
