"""Hand-overs: who may pass on whose files, what is under way with somebody, and who may receive it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from accompaniment.models.contacts import Contact
from accompaniment.models.hand_overs import HandOver, HandOverChoice
from accompaniment.models.prevention import PreventionCase
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries.contacts import asked, is_to_step
from accompaniment.queries.day_scope import is_to_follow_up
from accompaniment.queries.follow_ups import is_lasting
from accompaniment.rules.follow_ups import GRACE, MILESTONES
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.policy import may
from app.auth.reader import Reader
from app.auth.vocab import Action, Relation, Role
from app.clock import today
from app.db import db
from app.periods import add_months, lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household, ProtectedReader
from axes.models.programmes import TeamMember
from axes.queries.scope import in_the_open, readable
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay


def still_on(end_on: Any, day: date) -> sa.ColumnElement[bool]:
    """Condition on a lived period: it goes on, or is to come."""
    return sa.or_(end_on.is_(None), end_on > sa.literal(day, sa.Date))


def leavers(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `app_user`: the reader may hand over what is under way with them. Oneself; the members of a team
    that one leads; for coordination, every worker."""
    works = User.role.in_([role for role in Role if may(role, Action.SUPPORT_ACT)])
    if Relation.OTHER in reader.relations(Action.HAND_OVER):
        return works
    day = today()
    lead, member = aliased(TeamMember), aliased(TeamMember)
    led = sa.select(lead.team_id).where(
        lead.user_id == reader.user_id, lead.is_lead.is_(True), lived_contains(lead.start_on, lead.end_on, day)
    )
    ours = sa.exists().where(member.user_id == User.id, member.team_id.in_(led.correlate(None)))
    own = User.organisation_id == reader.organisation_id
    return sa.and_(works, own, sa.or_(User.id == reader.user_id, ours.correlate(User)))


def list_leavers(reader: Reader, text: str | None = None) -> sa.Select[Any]:
    """Whom the reader may hand over, themselves first: public_id, name, organisation, deactivated_at, and the
    hand-over prepared for them, if any."""
    columns: tuple[Any, ...] = (
        User.id,
        User.public_id,
        User.name,
        User.deactivated_at,
        Organisation.name.label("organisation"),
        HandOver.public_id.label("prepared"),
    )
    waits = sa.and_(HandOver.leaver_id == User.id, HandOver.is_open)
    query = (
        sa.select(*columns)
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(HandOver, waits)
        .where(leavers(reader))
    )
    if text:
        query = query.where(User.name.icontains(text, autoescape=True))
    return query.order_by(User.id != reader.user_id, User.deactivated_at.is_(None), User.sort_name, User.id)


def leaver_called(public_id: str, reader: Reader) -> User | None:
    """Somebody whose files the reader may pass on."""
    return db.session.scalar(sa.select(User).where(User.public_id == public_id, leavers(reader)))


def may_receive(leaver: User) -> sa.Select[User]:
    """Open accounts of the same organisation that may accompany people, by name."""
    roles = [role for role in Role if may(role, Action.SUPPORT_ACT)]
    query = sa.select(User).where(
        User.organisation_id == leaver.organisation_id, User.role.in_(roles), User.deactivated_at.is_(None)
    )
    return query.where(User.id != leaver.id).order_by(User.sort_name, User.id)


def receivers_for(leaver: User) -> list[User]:
    """All of them."""
    return list(db.session.scalars(may_receive(leaver)))


def hand_over_called(public_id: str, reader: Reader) -> HandOver | None:
    """A hand-over of somebody whose files the reader may pass on; leaver, receiver and author loaded."""
    query = (
        sa.select(HandOver)
        .join(User, User.id == HandOver.leaver_id)
        .options(joinedload(HandOver.leaver), joinedload(HandOver.receiver), joinedload(HandOver.author))
        .where(HandOver.public_id == public_id, leavers(reader))
    )
    return db.session.scalar(query)


def earlier_hand_overs(reader: Reader) -> Sequence[HandOver]:
    """The last ones carried out that the reader may see."""
    query = (
        sa.select(HandOver)
        .join(User, User.id == HandOver.leaver_id)
        .options(joinedload(HandOver.leaver), joinedload(HandOver.receiver), joinedload(HandOver.author))
        .where(HandOver.done_at.is_not(None), leavers(reader))
    )
    return db.session.scalars(query.order_by(HandOver.done_at.desc()).limit(10)).all()


@dataclass(frozen=True)
class UnderWay:
    """Conditions on what is under way with somebody (a key, or its column) on a day: each table's rows that a hand-over
    passes on."""

    user_id: Any
    day: date

    def episodes(self) -> sa.ColumnElement[bool]:
        """Condition on `assignment`."""
        mine = sa.or_(Assignment.reference_worker_id == self.user_id, Assignment.second_worker_id == self.user_id)
        return sa.and_(mine, still_on(Assignment.end_on, self.day))

    def supports(self) -> sa.ColumnElement[bool]:
        """Condition on `support`: it goes on."""
        return sa.and_(Support.reference_worker_id == self.user_id, still_on(Support.end_on, self.day))

    def followed(self) -> sa.ColumnElement[bool]:
        """Condition on `support`: over, but its people are still to be asked what became of them."""
        since = add_months(self.day, -max(MILESTONES)) - GRACE
        left = sa.exists().where(
            Stay.household_id == Support.household_id,
            StayExit.stay_id == Stay.id,
            is_lasting(),
            StayExit.left_on >= sa.literal(since, sa.Date),
        )
        over = sa.not_(still_on(Support.end_on, self.day))
        return sa.and_(is_to_follow_up(self.user_id), over, left.correlate(Support))

    def tasks(self) -> sa.ColumnElement[bool]:
        """Condition on `task`: those of another organisation, where they worked before, stay there."""
        worker = aliased(User)
        theirs = sa.exists().where(worker.id == Task.worker_id, worker.organisation_id == Task.organisation_id)
        return sa.and_(Task.worker_id == self.user_id, Task.is_open, theirs.correlate(Task))

    def steps(self) -> sa.ColumnElement[bool]:
        """Condition on `contact`."""
        return sa.and_(is_to_step(self.user_id), *asked())

    def cases(self) -> sa.ColumnElement[bool]:
        """Condition on `prevention_case`."""
        return sa.and_(PreventionCase.worker_id == self.user_id, PreventionCase.closed_on.is_(None))

    def named(self) -> sa.ColumnElement[bool]:
        """Condition on `protected_reader`."""
        return sa.and_(ProtectedReader.user_id == self.user_id)

    def by_table(self) -> tuple[tuple[str, Any, sa.ColumnElement[bool]], ...]:
        """(name, model, condition) of all of it."""
        return (
            ("episodes", Assignment, self.episodes()),
            ("supports", Support, self.supports()),
            ("follow_ups", Support, self.followed()),
            ("tasks", Task, self.tasks()),
            ("steps", Contact, self.steps()),
            ("cases", PreventionCase, self.cases()),
            ("named", ProtectedReader, self.named()),
        )


def files_of(reader: Reader, leaver_id: int, hand_over_id: int | None = None) -> sa.Select[Any]:
    """The files under way with somebody: household_id, public id and reference for who may open it, how much of each
    kind, the team of its episode, and who was chosen to receive it. One protected from the reader is left out: somebody
    named for it passes it on."""
    under_way = UnderWay(leaver_id, today())
    counted = [_count(model, condition).label(name) for name, model, condition in under_way.by_table()]
    known = readable(reader, Action.HAND_OVER)
    columns: tuple[Any, ...] = (
        Household.id.label("household_id"),
        Household.public_id.label("file_id"),
        sa.case((known, Household.public_id)).label("household_public_id"),
        sa.case((known, Household.reference)).label("reference"),
        _team(under_way).label("team_id"),
        _is_reference(under_way).label("reference_of"),
        Household.is_protected,
        HandOverChoice.receiver_id,
        *counted,
    )
    of_this = sa.and_(HandOverChoice.household_id == Household.id, HandOverChoice.hand_over_id == (hand_over_id or 0))
    chosen = sa.and_(of_this, sa.or_(Household.is_protected.is_(False), _chosen_by_one_named()))
    touched = sa.union(*(sa.select(model.household_id).where(one) for _, model, one in under_way.by_table()))
    query = sa.select(*columns).select_from(sa.outerjoin(Household, HandOverChoice, chosen))
    return query.where(Household.id.in_(touched), in_the_open(reader)).order_by(Household.reference)


def _chosen_by_one_named() -> sa.ColumnElement[bool]:
    """Condition on `hand_over_choice`: made of a protected file, by somebody who is named for it still. What was chosen
    before the household was protected is not known to be meant for it any more."""
    named = sa.exists().where(
        ProtectedReader.household_id == HandOverChoice.household_id,
        ProtectedReader.user_id == HandOverChoice.chosen_by_id,
    )
    return sa.and_(HandOverChoice.was_protected, named.correlate(HandOverChoice))


@dataclass(frozen=True)
class ProtectedFile:
    """A protected file under way with who leaves, and the name of who was chosen to receive it, if anybody was."""

    reference: str | None
    receiver: str | None


def protected_files(reader: Reader, hand_over: HandOver) -> list[ProtectedFile]:
    """Those that the reader is named for: each passes only to who was chosen for it."""
    files = files_of(reader, hand_over.leaver_id, hand_over.id).where(Household.is_protected)
    query = files.outerjoin(User, User.id == HandOverChoice.receiver_id).add_columns(User.name.label("receiver"))
    return [ProtectedFile(row.reference, row.receiver) for row in db.session.execute(query)]


def with_files(reader: Reader, user_ids: Collection[int]) -> set[int]:
    """Those of these accounts with whom something is under way that the reader may pass on."""
    theirs = UnderWay(User.id, today())
    files = [
        sa.exists().where(one, Household.id == model.household_id, in_the_open(reader)).correlate(User)
        for _, model, one in theirs.by_table()
    ]  # each kind by itself: the first thing found is enough
    alone = sa.exists().where(theirs.tasks(), Task.household_id.is_(None)).correlate(User)
    return set(db.session.scalars(sa.select(User.id).where(User.id.in_(user_ids), sa.or_(*files, alone))))


def _count(model: Any, condition: sa.ColumnElement[bool]) -> Any:
    query = sa.select(sa.func.count()).select_from(model).where(model.household_id == Household.id, condition)
    return query.correlate(Household).scalar_subquery()


def _team(under_way: UnderWay) -> Any:
    """The team whose member must receive the file; NULL without an episode."""
    query = sa.select(Assignment.team_id).where(Assignment.household_id == Household.id, under_way.episodes())
    return query.order_by(Assignment.start_on.desc()).limit(1).correlate(Household).scalar_subquery()


def _is_reference(under_way: UnderWay) -> Any:
    query = sa.exists().where(Assignment.household_id == Household.id, under_way.episodes())
    return query.where(Assignment.reference_worker_id == under_way.user_id).correlate(Household)


def totals_of(reader: Reader, leaver_id: int) -> Mapping[str, int]:
    """How many files, and how much of each kind, tasks on no household too: what the whole list adds up to."""
    row = files_of(reader, leaver_id).order_by(None).subquery("file").c
    names = [name for name, *_ in UnderWay(leaver_id, today()).by_table()]
    alone = sa.select(sa.func.count()).select_from(Task)
    alone = alone.where(UnderWay(leaver_id, today()).tasks(), Task.household_id.is_(None))
    sums = [sa.func.coalesce(sa.func.sum(row[name]), 0).label(name) for name in names]
    query = sa.select(sa.func.count(row.household_id).label("files"), *sums, alone.scalar_subquery().label("alone"))
    found = db.session.execute(query).mappings().one()
    return {name: int(count) for name, count in found.items()}


def members_by_team(organisation_id: int, day: date) -> dict[int, set[int]]:
    """Keys of who is in each team of an organisation on a day."""
    query = (
        sa.select(TeamMember.team_id, TeamMember.user_id)
        .join(User, User.id == TeamMember.user_id)
        .where(User.organisation_id == organisation_id, lived_contains(TeamMember.start_on, TeamMember.end_on, day))
    )
    found: dict[int, set[int]] = {}
    for team_id, user_id in db.session.execute(query):
        found.setdefault(team_id, set()).add(user_id)
    return found


def receivers_of(team_id: int | None, workers: Sequence[User], members: Mapping[int, Collection[int]]) -> list[User]:
    """Who may receive a file: whoever follows a household is in the team that follows it; else any colleague."""
    if team_id is None:
        return list(workers)
    return [one for one in workers if one.id in members.get(team_id, ())]
