"""Small worlds in which any history can be played through the services."""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from app.audit.actor import system
from app.audit.journal import record
from app.clock import now, today
from app.db import db, transaction
from app.web.errors import Refusal
from axes.models.assessments import Assignment
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.stays import Absence, Stay, StayPerson
from occupancy.queries.exits import exit_of
from occupancy.services.absences import cancel_absence, note_absence
from occupancy.services.contributions import Amount
from occupancy.services.entry_cancellations import cancel_entry
from occupancy.services.exits import Departure, correct_exit, end_stay
from occupancy.services.stay_people import see_off
from occupancy.services.stays import Entry, open_stay
from occupancy.services.transfers import Where, transfer
from occupancy.vocab import AllocationStepKind, ContributionBasis, ExitDecider, ExitReason
from sites.models.units import Unit

DAY = timedelta(days=1)
ACTOR = system("tests")
START = today() - timedelta(days=60)
ACTS = ["enter", "transfer", "leave", "see_off", "correct", "change_axis", "take_back", "be_away", "not_away"]


class World:
    """Three households, four units, two axes. Acts go through the services; a refusal changes nothing and is no end."""

    def __init__(self, make):
        self.make = make
        programme = make.programme()
        self.teams = programme.teams[2, "DIOGENES"], programme.teams[3, "Smes"]
        self.units = [make.home(first_day=START - 10 * DAY) for _ in range(4)]
        self.households = [make.household(adults=2, since=START - 5 * DAY) for _ in range(3)]
        self.destination = make.destinations()["PRIV"]
        self.author = make.user()
        self.done = Counter()
        for household in self.households:
            make.assignment(household, self.teams[0], start_on=START - 5 * DAY)

    def act(self, which, what, unit, day):
        """Play one act; count it when it was carried out."""
        household, unit = self.households[which], self.units[unit]
        with self.make.app.app_context(), transaction("write"):
            try:
                carried_out = getattr(self, what)(household, unit, day)
                db.session.commit()
                self.done[what] += bool(carried_out)
            except Refusal:
                db.session.rollback()

    def enter(self, household, unit, day):
        if _stay(household) is not None:
            return False
        team = _followed(household) or self._follow_again(household)
        held = Allocation(
            unit_id=unit.id,
            household_id=household.id,
            assignment_id=team.id,
            start_on=day,
            end_on=day + DAY,
            ranking="[]",
            proposed_by_id=self.author.id,
        )
        db.session.add(held)
        try:
            db.session.flush()
        except sa.exc.IntegrityError as error:
            raise Refusal("test.unit_taken") from error
        _plan(held, day)
        amount = Amount(0, ContributionBasis.NO_INCOME)
        return open_stay(
            allocation=held, entry=Entry(start_on=day, planned_end_on=today() + 90 * DAY, amount=amount), actor=ACTOR
        )

    def _follow_again(self, household):
        last = sa.select(sa.func.max(Assignment.end_on, type_=sa.Date))
        start_on = db.session.scalar(last.where(Assignment.household_id == household.id))
        made = Assignment(household_id=household.id, team_id=self.teams[0].id, start_on=start_on)
        db.session.add(made)
        db.session.flush()
        return made

    def transfer(self, household, unit, day):
        stay = _stay(household)
        into = db.session.get_one(Unit, unit.id)
        end = today() + 60 * DAY
        return stay and transfer(
            stay=stay, version=None, where=Where(unit=into, on=day, planned_end_on=end), actor=ACTOR
        )

    def leave(self, household, _unit, day):
        stay = _stay(household)
        return stay and end_stay(stay=stay, version=None, departure=self._gone(day), actor=ACTOR)

    def correct(self, household, _unit, day):
        query = sa.select(Stay).where(Stay.household_id == household.id, Stay.end_on.is_not(None))
        stay = db.session.scalar(query.order_by(Stay.start_on.desc()).limit(1))
        standing = stay and exit_of(stay)
        if standing is None:
            return False
        departure = self._gone(day)
        return correct_exit(stay=stay, before=standing.public_id, departure=departure, reason="Erreur", actor=ACTOR)

    def _gone(self, day):
        return Departure(
            left_on=day,
            destination=db.session.merge(self.destination, load=False),
            decided_by=ExitDecider.OCCUPANT,
            reason=ExitReason.HOME_FOUND,
            voluntary=True,
        )

    def take_back(self, household, _unit, _day):
        stay = _stay(household)
        if stay is None:
            return False
        cancel_entry(stay=stay, version=None, why="Erreur", actor=ACTOR)
        return True

    def be_away(self, household, _unit, day):
        """Nobody sleeps there, and the nights are theirs all the same."""
        stay = _stay(household)
        return stay and note_absence(stay=stay, start_on=day, end_on=None, reason="Hôpital", actor=ACTOR)

    def not_away(self, household, _unit, _day):
        stay = _stay(household)
        query = sa.select(Absence).where(Absence.stay_id == (stay and stay.id), Absence.cancelled_at.is_(None))
        absence = db.session.scalars(query.order_by(Absence.id)).first()
        if absence is None:
            return False
        cancel_absence(stay=stay, absence=absence, version=absence.version, why="Erreur", actor=ACTOR)
        return True

    def see_off(self, household, _unit, day):
        stay = _stay(household)
        if stay is None:
            return False
        query = sa.select(StayPerson).where(StayPerson.stay_id == stay.id, StayPerson.end_on.is_(None))
        person = db.session.scalars(query.order_by(StayPerson.id)).first()
        see_off(stay=stay, person=person, end_on=day, leaves_household=True, actor=ACTOR)
        return True

    def change_axis(self, household, _unit, day):
        followed = _followed(household)
        if followed is None or day <= followed.start_on:
            return False
        followed.end_on = day
        db.session.flush()
        db.session.add(Assignment(household_id=household.id, team_id=self.teams[1].id, start_on=day))
        record("test.axis_changed", None, actor=ACTOR)
        return True


def _stay(household):
    query = sa.select(Stay).where(Stay.household_id == household.id, Stay.end_on.is_(None))
    return db.session.scalar(query.options(sa.orm.joinedload(Stay.household)))


def _followed(household):
    query = sa.select(Assignment).where(Assignment.household_id == household.id, Assignment.end_on.is_(None))
    return db.session.scalar(query)


def _plan(held, day):
    db.session.add(
        AllocationStep(allocation_id=held.id, kind=AllocationStepKind.ENTRY_PLANNED, at=now(), planned_on=day)
    )
    db.session.flush()
