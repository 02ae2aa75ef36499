"""Whose day it is: conditions on what is due to a reader, or to their teams."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.contacts import Contact
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries.contacts import does_step, is_to_step
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.queries.tasks import my_teams, visible
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import Scoped
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import TeamMember
from axes.queries.scope import readable


@dataclass(frozen=True)
class DayScope(Scoped):
    """A reader's own day, or that of their teams (of one of them, by public id)."""

    reader: Reader
    day: date
    of_team: bool = False
    team: str | None = None

    def for_anybody(self) -> "DayScope | None":
        reader = self.reader.for_anybody()
        return None if reader is None else replace(self, reader=reader)

    @property
    def teams(self) -> sa.Select[Any]:
        """Keys of the teams asked for."""
        return my_teams(self.reader, self.day, self.team)

    @property
    def members(self) -> sa.Select[Any]:
        """Keys of who is in them."""
        inside = lived_contains(TeamMember.start_on, TeamMember.end_on, self.day)
        return sa.select(TeamMember.user_id).where(TeamMember.team_id.in_(self.teams), inside).correlate(None)

    def tasks(self) -> sa.ColumnElement[bool]:
        """Condition on `task`."""
        if not self.of_team:
            return sa.and_(Task.worker_id == self.reader.user_id, visible(self.reader))
        ours = sa.or_(Task.team_id.in_(self.teams), Task.worker_id.in_(self.members))
        return sa.and_(ours, visible(self.reader))

    def steps(self) -> sa.ColumnElement[bool]:
        """Condition on `contact`: who has to do its next step, or is the reference of its support."""
        support = sa.exists().where(Support.id == Contact.support_id, Support.end_on.is_(None))
        if not self.of_team:
            reference = support.where(Support.reference_worker_id == self.reader.user_id)
            return sa.or_(is_to_step(self.reader.user_id), reference.correlate(Contact))
        ours = support.where(Support.team_id.in_(self.teams)).correlate(Contact)
        return sa.or_(ours, sa.and_(Contact.support_id.is_(None), does_step().in_(self.members)))

    def household_keys(self) -> Any:
        """Keys of the households accompanied or followed by them today: lists begin with these."""
        support = sa.select(Support.household_id).where(
            of_organisation(self.reader.organisation_id), in_force(self.day)
        )
        episode = sa.select(Assignment.household_id)
        episode = episode.where(lived_contains(Assignment.start_on, Assignment.end_on, self.day))
        if self.of_team:
            ours = (Support.team_id.in_(self.teams), Assignment.team_id.in_(self.teams))
            return support.where(ours[0]).union(episode.where(ours[1]))
        me = self.reader.user_id
        mine = (episode.where(way == me) for way in (Assignment.reference_worker_id, Assignment.second_worker_id))
        return sa.union(support.where(Support.reference_worker_id == me), *mine)

    def acted_on(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Conditions on `household`: it is one of those, and the reader may act on it."""
        return Household.id.in_(self.household_keys()), readable(self.reader, Action.SUPPORT_ACT)

    def left_keys(self) -> Any:
        """Keys of the households that they were the last of the organisation to accompany, or took over."""
        later = aliased(Support)
        last = ~sa.exists().where(
            later.household_id == Support.household_id,
            later.organisation_id == Support.organisation_id,
            later.start_on > Support.start_on,
        )
        query = sa.select(Support.household_id).where(of_organisation(self.reader.organisation_id), last)
        if self.of_team:
            return query.where(Support.team_id.in_(self.teams))
        return query.where(is_to_follow_up(self.reader.user_id))

    def left(self, household_id: Any) -> sa.ColumnElement[bool]:
        """Condition: it is one of those. A team left too many to begin with them."""
        if not self.of_team:
            return sa.and_(household_id.in_(self.left_keys()))
        theirs = self.left_keys().where(Support.household_id == household_id)
        return sa.exists(theirs.correlate_except(Support))


def is_to_follow_up(user_id: Any) -> sa.ColumnElement[bool]:
    """Condition on `support`: they ask. As `follows_up`, but each way has its index."""
    kept = sa.and_(Support.reference_worker_id == user_id, Support.follow_up_worker_id.is_(None))
    return sa.or_(Support.follow_up_worker_id == user_id, kept)


def follows_up() -> sa.ColumnElement[Any]:
    """The key of who asks what became of the people after a `support`: its reference worker, unless handed over."""
    return sa.func.coalesce(Support.follow_up_worker_id, Support.reference_worker_id)
