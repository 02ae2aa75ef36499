"""Supports that follow what happens below: an entry opens one, a change of team hands it on."""

import sqlalchemy as sa

from accompaniment.models.supports import Support, SupportPerson
from accompaniment.services.supports import Setting, begin, close, settle_people
from accompaniment.vocab import Roof, SupportEnd
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import today
from app.db import db
from app.periods.days import ONE_DAY
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.assignments import open_assignment
from axes.services.assignments import CHANGED, UNDONE
from occupancy.models.stays import Stay
from occupancy.services.stays import ENTERED, members_on


def open_at_entry(*, stay: Stay, actor: Actor) -> Support | None:
    """The team that follows the household on the day of the entry accompanies its people; one open already goes on,
    under its new roof."""
    episode = open_assignment(stay.household_id, stay.start_on)
    if episode is None:
        return None
    standing = _standing(stay.household_id, episode.team)
    if standing is not None:
        standing.roof, standing.stay_id, standing.place = Roof.STAY, stay.id, None
        settle_people(standing, set(members_on(stay.household_id, stay.start_on)), stay.start_on)
        db.session.flush()
        record("support.edited", standing, actor=actor, roof=Roof.STAY)
        return standing
    worker = db.session.get(User, episode.reference_worker_id) if episode.reference_worker_id else None
    setting = Setting(team=episode.team, reference_worker=worker, roof=Roof.STAY, stay=stay)
    household = db.session.get_one(Household, stay.household_id)
    return begin(household, members_on(household.id, stay.start_on), setting, stay.start_on, actor)


def hand_on(*, made: Assignment, actor: Actor) -> None:
    """Another team, or another worker, follows the household: its open supports in that programme go along.

    Within one organisation the support goes on with the new team; to another one it ends, and the next begins.
    """
    team = db.session.get_one(Team, made.team_id)
    worker = db.session.get(User, made.reference_worker_id) if made.reference_worker_id else None
    for support in _open_in_programme(made, team):
        if support.organisation_id == team.organisation_id:
            support.team_id, support.reference_worker_id = team.id, made.reference_worker_id
            db.session.flush()
            record("support.edited", support, actor=actor, team=team, roof=support.roof)
        elif support.roof is Roof.STAY:
            _pass_on(support, team, worker, made, actor)


def _pass_on(support: Support, team: Team, worker: User | None, made: Assignment, actor: Actor) -> None:
    """The roof is a stay: it goes with the team that follows the household there, from the same day."""
    end_on = max(made.start_on, support.start_on + ONE_DAY)
    close(support, end_on, SupportEnd.TEAM_CHANGED)
    record("support.ended", support, actor=actor, end_on=end_on, reason=SupportEnd.TEAM_CHANGED)
    if _standing(support.household_id, team) is None:
        household = db.session.get_one(Household, support.household_id)
        stay = db.session.get_one(Stay, support.stay_id)
        setting = Setting(team=team, reference_worker=worker, roof=Roof.STAY, stay=stay)
        begin(household, members_on(household.id, made.start_on), setting, made.start_on, actor)


def take_back(*, episode: Assignment) -> None:
    """The change of team will not be: the support that was to begin with it goes, the one it followed goes on."""
    query = sa.select(Support).where(
        Support.household_id == episode.household_id, Support.roof == Roof.STAY, Support.start_on > today()
    )
    for planned in db.session.scalars(query.where(Support.team_id == episode.team_id)).all():
        _reopen_before(planned)
        db.session.execute(sa.delete(SupportPerson).where(SupportPerson.support_id == planned.id))
        db.session.delete(planned)
        db.session.flush()


def _reopen_before(planned: Support) -> None:
    query = sa.select(Support).where(
        Support.household_id == planned.household_id,
        Support.end_on == planned.start_on,
        Support.end_reason == SupportEnd.TEAM_CHANGED,
    )
    for before in db.session.scalars(query):
        people = sa.update(SupportPerson).where(SupportPerson.support_id == before.id)
        db.session.execute(people.where(SupportPerson.end_on == planned.start_on).values(end_on=None))
        before.end_on = before.end_reason = None


def _open_in_programme(made: Assignment, team: Team) -> list[Support]:
    programme = sa.select(Axis.programme_id).where(Axis.id == team.axis_id).scalar_subquery()
    query = sa.select(Support).where(
        Support.household_id == made.household_id, Support.programme_id == programme, Support.end_on.is_(None)
    )
    return list(db.session.scalars(query.order_by(Support.id)))


def _standing(household_id: int, team: Team) -> Support | None:
    programme = sa.select(Axis.programme_id).where(Axis.id == team.axis_id).scalar_subquery()
    query = sa.select(Support).where(
        Support.household_id == household_id,
        Support.organisation_id == team.organisation_id,
        Support.programme_id == programme,
        Support.end_on.is_(None),
    )
    return db.session.scalar(query.limit(1))


ENTERED.listen(open_at_entry)
CHANGED.listen(hand_on)
UNDONE.listen(take_back)
