"""A household's support as its readers may see it: the head of its page, its supports, what is offered there.

`readable_support(reader)` is the scope of every list over supports; `of_team`, `in_force` narrow it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from accompaniment.models.supports import Support
from app.auth.models.users import User
from app.auth.policy import may
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.crypto import unseal_column
from app.db import db
from app.periods import lived_contains, paper_contains
from axes.models.people import Household, Person
from axes.models.programmes import Axis, Team
from axes.queries.persons import reference_person
from axes.queries.scope import nameable, readable, within_reach
from occupancy.models.stays import Stay
from sites.models.units import Unit


@dataclass(frozen=True, kw_only=True)
class SupportFile:
    """Head of a household's support, and what its reader may do there. `name` is whom it is called after, for readers
    who may know."""

    household: Household
    name: str | None
    named: bool
    acts: bool
    health: bool


def support_file(public_id: str, reader: Reader, action: Action = Action.SUPPORT_VIEW) -> SupportFile | None:
    """The head of the page in one statement; None unless `reader` may do `action` there."""
    columns: tuple[Any, ...] = (
        Household,
        nameable(reader).label("named"),
        readable(reader, Action.SUPPORT_ACT).label("acts"),
        readable(reader, Action.HOUSEHOLD_HEALTH).label("health"),
    )
    who = aliased(Person)
    query = (
        sa.select(*columns, who.public_id.label("who"), who.name_sealed)
        .outerjoin(who, sa.and_(who.id == reference_person(), nameable(reader)))
        .where(Household.public_id == public_id, readable(reader, action))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    name = unseal_column(Person, "name", row.who, row.name_sealed) if row.who else None
    return SupportFile(household=row[0], name=name, named=row.named, acts=row.acts, health=row.health)


def readable_support(reader: Reader, action: Action = Action.SUPPORT_VIEW) -> sa.Select[Support]:
    """Supports of the households on which `reader` may do `action`, the household loaded; order and columns are the
    caller's. Whose support it is stays readable to all of them: narrow with `of_organisation` to act."""
    return (
        sa.select(Support)
        .join(Support.household)
        .options(contains_eager(Support.household))
        .where(within_reach(reader, action), readable(reader, action))
    )


def of_organisation(organisation_id: int) -> sa.ColumnElement[bool]:
    """Condition on `support`: the organisation accompanies."""
    return Support.organisation_id == organisation_id


def of_team(team_id: int) -> sa.ColumnElement[bool]:
    """Condition on `support`: the team accompanies."""
    return Support.team_id == team_id


def in_force(day: date) -> sa.ColumnElement[bool]:
    """Condition on `support`: it goes on on that day."""
    return lived_contains(Support.start_on, Support.end_on, day)


def supports_of(household_id: int) -> list[Support]:
    """The household's supports, those open first, with all that their cards show."""
    query = (
        sa.select(Support)
        .where(Support.household_id == household_id)
        .options(
            joinedload(Support.organisation),
            joinedload(Support.team).joinedload(Team.axis),
            joinedload(Support.reference_worker),
            joinedload(Support.stay).joinedload(Stay.unit).joinedload(Unit.site),
        )
        .order_by(Support.end_on.is_not(None), Support.start_on.desc(), Support.id.desc())
    )
    return list(db.session.scalars(query))


def support_to_act_on(public_id: str, reader: Reader) -> Support | None:
    """A support of the reader's own organisation, on a household on which they may act."""
    query = readable_support(reader, Action.SUPPORT_ACT).where(
        Support.public_id == public_id, of_organisation(reader.organisation_id)
    )
    whole = (
        selectinload(Support.people),
        joinedload(Support.team).joinedload(Team.axis),
        joinedload(Support.reference_worker),
        joinedload(Support.stay),
    )
    return db.session.scalar(query.options(*whole))


def people_in(support: Support) -> set[int]:
    """Keys of the persons whom a support, loaded to act on, accompanies until its end."""
    return {one.person_id for one in support.people if one.end_on == support.end_on}


def open_support_of(household_id: int, organisation_id: int) -> Support | None:
    """The organisation's open support of the household today, the latest where there are several."""
    query = sa.select(Support).where(
        Support.household_id == household_id, of_organisation(organisation_id), in_force(today())
    )
    return db.session.scalar(query.order_by(Support.start_on.desc(), Support.id.desc()).limit(1))


def current_stay(household_id: int) -> Stay | None:
    """Where the household lives today, with its unit and site."""
    query = (
        sa.select(Stay)
        .where(Stay.household_id == household_id, lived_contains(Stay.start_on, Stay.end_on, today()))
        .options(joinedload(Stay.unit).joinedload(Unit.site))
        .order_by(Stay.start_on.desc(), Stay.id.desc())
    )
    return db.session.scalar(query.limit(1))


def own_teams(organisation_id: int) -> list[Team]:
    """Teams of the organisation allowed today, with their axis, by number."""
    query = (
        sa.select(Team)
        .join(Team.axis)
        .options(contains_eager(Team.axis))
        .where(Team.organisation_id == organisation_id, paper_contains(Team.first_day, Team.last_day, today()))
        .order_by(Axis.number, Team.id)
    )
    return list(db.session.scalars(query))


def workers_of(organisation_id: int) -> sa.Select[User]:
    """Open accounts of the organisation that may accompany people, by name."""
    roles = [role for role in Role if may(role, Action.SUPPORT_ACT)]
    query = sa.select(User).where(
        User.organisation_id == organisation_id, User.role.in_(roles), User.deactivated_at.is_(None)
    )
    return query.order_by(User.sort_name, User.id)


def own_workers(organisation_id: int) -> list[User]:
    """All of them."""
    return list(db.session.scalars(workers_of(organisation_id)))


def as_worker(reader: Reader) -> User | None:
    """The reader's own account, if they are one of them."""
    return db.session.scalar(workers_of(reader.organisation_id).where(User.id == reader.user_id))
