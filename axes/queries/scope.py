"""Which households a reader may open, and whose names: the policy's relations as SQL (DESIGN §4).

Every query over households, referrals, assignments, allocations and stays passes through here.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Relation, Role
from app.clock import today
from app.db import at_instant, looked_up, prebuilt
from axes.models.assessments import Assignment
from axes.models.people import BreakGlass, Consent, Household, ProtectedReader
from axes.models.programmes import Team
from axes.vocab import ConsentScope

BREAK_GLASS_LASTS = timedelta(hours=4)
# Conditions are built once and kept: the clock is asked when they are executed, never when they are built.
TODAY: Any = looked_up("scope_today", today, sa.Date())
OPENED_AFTER: Any = at_instant(-BREAK_GLASS_LASTS)
Works = Callable[[Any], sa.ColumnElement[bool]]
_named_while: dict[Role, Works] = {}


@prebuilt
def readable(reader: Reader, action: Action) -> sa.ColumnElement[bool]:
    """Condition on `household`: the reader may do `action` on it. On one that was erased nobody may do anything."""
    return sa.and_(Household.erased_on.is_(None), countable(reader, action))


@prebuilt
def countable(reader: Reader, action: Action) -> sa.ColumnElement[bool]:
    """Condition on `household`: the reader may do `action` on it, or could until it was erased: for numbers, which stay
    as they were (rule 47).

    A protected household needs both: a relation as for any other, and to be one of the workers named.
    """
    relations = reader.relations(action)
    related = _related(reader, action, relations)
    if Relation.PROTECTED in relations:
        return sa.and_(related, in_the_open(reader))
    return sa.and_(related, Household.is_protected.is_(False))


def _related(reader: Reader, action: Action, relations: frozenset[Relation]) -> sa.ColumnElement[bool]:
    if Relation.OTHER in relations:
        return sa.true()
    ways: list[sa.ColumnElement[bool]] = []
    if Relation.OWN in relations:
        ways.append(in_charge(reader))
    if Relation.SHARED in relations:
        ways.append(shared_with(reader, ConsentScope.SHARE_FILE))
        if action is Action.HOUSEHOLD_HEALTH:
            ways[-1] = sa.and_(ways[-1], shared_with(reader, ConsentScope.SHARE_HEALTH))
    return sa.or_(*ways) if ways else sa.false()


def within_reach(reader: Reader, action: Action) -> sa.ColumnElement[bool]:
    """Beside `readable` in long lists: the households that could be, so that the database starts from those.

    Alone, `readable` would be tried on each household of the region.
    """
    keys = reach(reader, action)
    return sa.true() if keys is None else Household.id.in_(keys)


def reach(reader: Reader, action: Action) -> Any:
    """Keys of those households, where it is not all of them: whatever the reader's organisation brought, ever followed
    or was ever given a share of. Wider than `readable`, never a scope by itself."""
    if Relation.OTHER in reader.relations(action):
        return None
    mine = reader.organisation_id
    brought = sa.select(Household.id).where(Household.organisation_id == mine).correlate(None)
    followed = sa.select(Assignment.household_id).join(Team, Team.id == Assignment.team_id)
    shared = sa.select(Consent.household_id).where(Consent.organisation_id == mine).correlate(None)
    return brought.union_all(followed.where(Team.organisation_id == mine).correlate(None), shared)


def in_charge(reader: Reader) -> sa.ColumnElement[bool]:
    """The reader's organisation brought the household, or its team is the last to follow it, or will be next."""
    return sa.or_(Household.organisation_id == reader.organisation_id, followed_by(reader.organisation_id))


def followed_by(organisation_id: int) -> sa.ColumnElement[bool]:
    """A team of the organisation follows the household, was the last to, or was chosen for a day to come."""
    episode, later = aliased(Assignment), aliased(Assignment)
    superseded = _exists(
        later.household_id == episode.household_id,
        later.start_on > episode.start_on,
        later.start_on <= TODAY,
        within=episode,
    )
    teams = sa.select(Team.id).where(Team.organisation_id == organisation_id).correlate(None)
    return _exists(episode.household_id == Household.id, episode.team_id.in_(teams), ~superseded)


def _exists(*conditions: sa.ColumnElement[bool], within: Any = Household) -> sa.ColumnElement[bool]:
    """A row that meets the conditions exists for this household.

    Only `within` is taken from the query around it: left to itself, SQLAlchemy would also borrow that query's own
    assignments or consents, and the scope would change with the page that asks.
    """
    return sa.exists().where(*conditions).correlate(within)


def shared_with(reader: Reader, scope: ConsentScope) -> sa.ColumnElement[bool]:
    """A consent in force today shares the file with the reader's organisation (rule 44)."""
    return _exists(
        Consent.household_id == Household.id,
        Consent.organisation_id == reader.organisation_id,
        Consent.scope == scope,
        *in_force(),
    )


def in_force(consent: Any = Consent) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `consent`: given, not past its last day, not withdrawn."""
    return (
        consent.given_on <= TODAY,
        sa.or_(consent.last_day.is_(None), consent.last_day >= TODAY),
        consent.withdrawn_on.is_(None),
    )


def in_the_open(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `household`: not protected from this reader. For numbers of households that say nothing else."""
    return sa.or_(Household.is_protected.is_(False), named_for(reader))


def named_for(reader: Reader) -> sa.ColumnElement[bool]:
    """The reader is one of the workers named for this protected household, and still works with it where their role is
    named for that work alone."""
    named = _exists(ProtectedReader.household_id == Household.id, ProtectedReader.user_id == reader.user_id)
    works = _named_while.get(reader.role)
    return named if works is None else sa.and_(named, works(reader.user_id))


def register_named_while(role: Role, works: Works) -> None:
    """Accounts of `role` named for a protected household open it only while `works`: a condition on `household`, for
    the key of an account."""
    _named_while[role] = works


def still_named() -> sa.ColumnElement[bool]:
    """Condition on `app_user`, named for a `household`: it is of no role that `register_named_while` bounds, or works
    with it still."""
    bound = (sa.or_(User.role != role, works(User.id)) for role, works in _named_while.items())
    return sa.and_(sa.true(), *bound)


@prebuilt
def nameable(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `household`: the reader may see who they are.

    Field workers and senders for the files they may open; allocation and coordination only where the people agreed
    to be known to the partnership, or while their own break-glass is open (four hours).
    """
    ways = [readable(reader, Action.HOUSEHOLD_IDENTITY)]
    if reader.may(Action.BREAK_GLASS):
        agreed = _exists(
            Consent.household_id == Household.id,
            Consent.scope == ConsentScope.KNOWN_TO_PARTNERSHIP,
            *in_force(),
        )
        ways.append(sa.and_(readable(reader, Action.BREAK_GLASS), sa.or_(agreed, opened_by(reader))))
    return sa.or_(*ways)


def opened_by(reader: Reader) -> sa.ColumnElement[bool]:
    """The reader's own break-glass on the household is still open."""
    return _exists(BreakGlass.household_id == Household.id, still_open(reader))


def still_open(reader: Reader, grant: Any = BreakGlass) -> sa.ColumnElement[bool]:
    """Condition on `break_glass`: the reader's, of this very session, and less than four hours old, to the second.

    Whoever signs out, or is signed out, has nothing open any more: another session is another opening.
    """
    mine = sa.and_(grant.user_id == reader.user_id, grant.session_id == reader.session_id)
    return sa.and_(mine, grant.created_at > OPENED_AFTER)
