"""The exits board: households to be re-housed, by the column in which they stand, scoped to its reader.

On it: whoever lives in a dwelling today, whoever has a plan without living in one, whoever was housed lately, with a
plan or without.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.exit_plans import ExitPlan
from accompaniment.queries.exit_stages import last_exit, left_on, risk_on, stage_on, steps_open
from accompaniment.rules.settlements import other_than
from accompaniment.vocab_exits import COLUMNS, ExitRisk, ExitStage, ExitTarget
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import KEYS, ask, db, prebuilt
from app.periods import lived_contains
from app.web.asked import Filters
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable, within_reach
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Stay
from occupancy.queries.plans import awaits_answer, settled_move_on, without_plan
from occupancy.queries.stays import lived_on
from occupancy.queries.unit_ends import unit_ends
from sites.models.sites import Site
from sites.models.units import Unit

SHOWN_FOR = timedelta(days=90)  # in the last column, after the exit
CARDS = 8
DEADLINES = (30, 90, 180, 365)


@dataclass(frozen=True)
class BoardFilters(Filters):
    """What the board is narrowed to: axis, team, site (public ids), days to the deadline, risk, target."""

    axis: str | None = None
    team: str | None = None
    site: str | None = None
    deadline: str | None = None
    risk: str | None = None
    target: str | None = None


def _on_board(reader: Reader, day: date, households: Any, units: Any = None) -> sa.Select[Any]:
    """Plain columns of every card of some households (keys of theirs) that the reader may see, without order; `stage`
    and `risk` are codes. Their `units` (keys), where they are few."""
    card = _cards(reader, day, households, unit_ends(day, units)).subquery("card")
    risk = risk_on(
        day,
        deadline=card.c.last_day,
        stage=card.c.stage,
        steps=card.c.steps_open,
        planned_on=card.c.planned_on,
        moves_on=card.c.moves_on,
    )
    rows = sa.select(card, risk.label("risk")).subquery("row")
    lately = sa.literal(day - SHOWN_FOR, sa.Date)
    housed = sa.and_(rows.c.stage == ExitStage.HOUSED.value, rows.c.left_on >= lately)
    query = sa.select(rows).where(rows.c.stage.in_([code.value for code in COLUMNS]))
    return query.where(sa.or_(rows.c.stage != ExitStage.HOUSED.value, housed))


@prebuilt
def board_rows(reader: Reader, filters: BoardFilters, day: date) -> sa.Select[Any]:
    """The cards of the board, narrowed, without order."""
    row = _on_board(reader, day, _to_be_shown(day)).subquery("row_of_board")
    return sa.select(row).where(*_narrowed(row.c, filters, day))


def _cards(reader: Reader, day: date, households: Any, end: sa.Subquery) -> sa.Select[Any]:
    here = sa.and_(Stay.household_id == Household.id, lived_contains(Stay.start_on, Stay.end_on, day))
    live = sa.and_(ExitPlan.household_id == Household.id, ExitPlan.is_live)
    return (
        sa.select(*_columns(day, end))
        .select_from(Household)
        .outerjoin(Stay, here)
        .outerjoin(ExitPlan, live)
        .outerjoin(Unit, Unit.id == sa.func.coalesce(Stay.unit_id, last_exit(day, Stay.unit_id)))
        .outerjoin(Site, Site.id == Unit.site_id)
        .outerjoin(end, end.c.unit_id == Stay.unit_id)
        .outerjoin(Team, Team.id == _team(day))
        .outerjoin(Organisation, Organisation.id == Team.organisation_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .where(Household.id.in_(households))  # found first: all households ever known would be tried
        .where(within_reach(reader, Action.EXIT_VIEW), readable(reader, Action.EXIT_VIEW))
    )


def _columns(day: date, end: Any) -> tuple[Any, ...]:
    return (
        Household.id.label("household_id"),
        Household.public_id.label("household_public_id"),
        Household.reference,
        ExitPlan.public_id.label("plan_public_id"),
        ExitPlan.target,
        ExitPlan.planned_on,
        settled_move_on(day).label("moves_on"),
        Stay.planned_end_on,
        Site.name.label("site_name"),
        Site.sort_name.label("site_sort"),
        Site.public_id.label("site_public_id"),
        Unit.code.label("unit_code"),
        end.c.last_day,
        Team.public_id.label("team_public_id"),
        Organisation.name.label("team_name"),
        Axis.public_id.label("axis_public_id"),
        Axis.number.label("axis_number"),
        Axis.name_fr,
        Axis.name_nl,
        Axis.name_en,
        _stage(day).label("stage"),
        left_on(day).label("left_on"),
        sa.func.coalesce(steps_open(), 0).label("steps_open"),
        sa.and_(Stay.id.is_not(None), without_plan(day)).label("is_missing"),
        sa.and_(Stay.id.is_not(None), awaits_answer(day)).label("is_proposed"),
    )


def _stage(day: date) -> Any:
    """Who lives in a dwelling without a plan is to be planned, whatever dwelling they left before."""
    at_home = sa.and_(Stay.id.is_not(None), ExitPlan.id.is_(None))
    return sa.case((at_home, sa.literal(ExitStage.TO_PLAN.value, sa.String(40))), else_=stage_on(day))


def _to_be_shown(day: date) -> sa.CompoundSelect[Any]:
    """Keys of who lives in a dwelling, has a live plan, or left lately."""
    here = sa.select(Stay.household_id).where(lived_on(day)).correlate(None)
    planned = sa.select(ExitPlan.household_id).where(ExitPlan.is_live).correlate(None)
    return here.union(planned, _left_lately(day))


def _left_lately(day: date) -> sa.Select[Any]:
    earliest, latest = (sa.literal(one, sa.Date) for one in (day - SHOWN_FOR, day))
    query = sa.select(Stay.household_id).join(StayExit, StayExit.stay_id == Stay.id)
    return query.where(StayExit.replaced_at.is_(None), StayExit.left_on.between(earliest, latest)).correlate(None)


def _team(day: date) -> Any:
    """The team that follows the household, or was the last to."""
    query = (
        sa.select(Assignment.team_id)
        .where(Assignment.household_id == Household.id, Assignment.start_on <= sa.literal(day, sa.Date))
        .order_by(Assignment.start_on.desc(), Assignment.id.desc())
        .limit(1)
    )
    return query.correlate(Household).scalar_subquery()


def _narrowed(row: Any, filters: BoardFilters, day: date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    for name in ("axis", "team", "site"):
        asked = getattr(filters, name)
        if asked:
            conditions.append(row[f"{name}_public_id"] == asked)
    if filters.deadline in {str(days) for days in DEADLINES}:
        until = day + timedelta(days=int(filters.deadline or 0))
        conditions.append(row.last_day <= sa.literal(until, sa.Date))
    if filters.risk in set(ExitRisk):
        conditions.append(row.risk == filters.risk)
    if filters.target in set(ExitTarget):
        conditions.append(row.target == ExitTarget(filters.target))
    return conditions


def _ordered(row: Any) -> tuple[Any, ...]:
    """The first to end at the top; what has no end comes last."""
    return row.last_day.is_(None), row.last_day, row.reference


@dataclass(frozen=True)
class Board:
    """The first cards of each column, how many it holds in all, and how many of all cards are without a plan."""

    cards: dict[ExitStage, list[Any]]
    totals: dict[ExitStage, int]
    missing: int


def board_of(reader: Reader, filters: BoardFilters) -> Board:
    """In the order of the columns' own pages. Two statements: which households stand first, then their cards alone."""
    first = ask(_first_of_each(reader, filters, today())).all()
    totals, cards = dict.fromkeys(COLUMNS, 0), {stage: list[Any]() for stage in COLUMNS}
    for row in first:
        totals[ExitStage(row.stage)] = row.in_column
    for row in ask(_cards_of_keys(reader, today()), {"keys": [row.household_id for row in first]}):
        cards[ExitStage(row.stage)].append(row)
    shown = {stage: found[:CARDS] for stage, found in cards.items()}
    return Board(shown, totals, first[0].missing if first else 0)


@prebuilt
def _cards_of_keys(reader: Reader, day: date) -> sa.Select[Any]:
    units = sa.select(Stay.unit_id).where(Stay.household_id.in_(KEYS)).correlate(None)
    rows = _on_board(reader, day, KEYS, units).subquery()
    return sa.select(rows).order_by(*_ordered(rows.c))


@prebuilt
def _first_of_each(reader: Reader, filters: BoardFilters, day: date) -> sa.Select[Any]:
    """household_id, stage, how many stand in that column, and how many of all are without a plan."""
    rows = board_rows(reader, filters, day).subquery()
    place = sa.func.row_number().over(partition_by=rows.c.stage, order_by=_ordered(rows.c)).label("place")
    columns: tuple[Any, ...] = (
        rows.c.household_id,
        rows.c.stage,
        place,
        sa.func.count().over(partition_by=rows.c.stage).label("in_column"),
        sa.func.count(sa.case((rows.c.is_missing, 1))).over().label("missing"),
    )
    ranked = sa.select(*columns).subquery()
    return sa.select(ranked).where(ranked.c.place <= CARDS)


@prebuilt
def column_cards(reader: Reader, filters: BoardFilters, stage: ExitStage, day: date) -> sa.Select[Any]:
    """All cards of a column, to be paged."""
    rows = board_rows(reader, filters, day).subquery("card_of_column")
    return sa.select(rows).where(rows.c.stage == stage.value).order_by(*_ordered(rows.c))


@dataclass(frozen=True)
class Gone:
    """Where a household really went, and what its plan aimed at where that is something else."""

    destination: Destination
    aimed: ExitTarget | None


def gone_to(cards: Iterable[Any]) -> dict[int, Gone]:
    """Of the cards of who was housed, by the household's key: in one statement, or none."""
    targets = {row.household_id: row.target for row in cards if row.stage == ExitStage.HOUSED.value}
    columns: tuple[Any, ...] = (Stay.household_id, Destination)
    query = sa.select(*columns).select_from(StayExit).join(StayExit.stay).join(StayExit.destination)
    query = query.where(Stay.household_id.in_(targets), StayExit.replaced_at.is_(None), StayExit.left_on <= today())
    rows = db.session.execute(query.order_by(StayExit.left_on, StayExit.id)) if targets else ()
    return {key: Gone(home, other_than(targets[key], home.code)) for key, home in rows}


def sites_on_board(reader: Reader) -> list[tuple[str, str]]:
    """(public id, name) of the sites where somebody on the board lives, or lived until they left."""
    return [(public_id, name) for public_id, name, _ in ask(_sites_on_board(reader, today()))]


@prebuilt
def _sites_on_board(reader: Reader, day: date) -> sa.Select[Any]:
    rows = board_rows(reader, BoardFilters(), day).subquery()
    columns = (rows.c.site_public_id, rows.c.site_name, rows.c.site_sort)
    return sa.select(*columns).where(rows.c.site_public_id.is_not(None)).distinct().order_by(rows.c.site_sort)
