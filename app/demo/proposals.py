"""Open and past proposals of the demonstration, one in each state, made by the services themselves."""

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.auth.models.users import User
from app.auth.reader import Reader
from app.db import db
from axes.models.people import Household
from occupancy.models.allocations import Allocation
from occupancy.queries.matching import Match
from occupancy.queries.offers import offer_of, offers
from occupancy.services.allocations import answer, propose
from occupancy.services.contributions import Amount
from occupancy.services.entry_cancellations import cancel_entry
from occupancy.services.stays import Entry, extend_stay, open_stay
from occupancy.vocab import AllocationStepKind as Step
from occupancy.vocab import ContributionBasis, DeclineReason
from sites.models.units import Unit

if TYPE_CHECKING:
    from app.demo.story import Story

# How far each proposal goes.
PATHS = (
    (),
    (Step.TEAM_ACCEPTED,),
    (Step.TEAM_ACCEPTED, Step.HOUSEHOLD_ACCEPTED),
    (Step.TEAM_ACCEPTED, Step.HOUSEHOLD_ACCEPTED, Step.ENTRY_PLANNED),
    (Step.TEAM_DECLINED,),
    (Step.TEAM_ACCEPTED, Step.HOUSEHOLD_DECLINED),
)
REASONS = {Step.TEAM_DECLINED: DeclineReason.TEAM_FULL, Step.HOUSEHOLD_DECLINED: DeclineReason.PLACE_UNSUITABLE}


def propose_some(story: "Story") -> None:
    """Propose free units to the first of the list, and take each proposal a step further than the last."""
    proposer = reader_for(story.users["allocation"])
    for path in PATHS:
        allocation = _propose_next(story, proposer)
        if allocation is not None:
            _go(allocation, path, reader_for(story.users["axe2"]), story)
            if path[-1:] == (Step.ENTRY_PLANNED,):
                _enter_by_mistake(allocation, reader_for(story.users["axe2"]), story)


def reader_for(user: User) -> Reader:
    """The person as the services know them."""
    return Reader(
        user_id=user.id,
        organisation_id=user.organisation_id,
        role=user.role,
        name=user.name,
        organisation_name="",
        session_token="",
        health_right=user.health_right,
    )


def _propose_next(story: "Story", proposer: Reader) -> Allocation | None:
    for row in db.session.execute(offers(proposer, story.today)).all():
        offer = offer_of(proposer, row.unit_id, story.today)
        best = offer and db.session.execute(Match.of_unit(offer, proposer).candidates().limit(1)).first()
        if best:
            unit = db.session.get_one(Unit, row.unit_id)
            household = db.session.scalars(sa.select(Household).where(Household.id == best.household_id)).one()
            return propose(unit=unit, household=household, start_on=story.today, actor=proposer)
    return None


def _go(allocation: Allocation, path: tuple[Step, ...], worker: Reader, story: "Story") -> None:
    for kind in path:
        answer(
            allocation=allocation,
            kind=kind,
            actor=worker,
            reason=REASONS.get(kind),
            planned_on=story.today + timedelta(days=5) if kind is Step.ENTRY_PLANNED else None,
        )


def _enter_by_mistake(allocation: Allocation, worker: Reader, story: "Story") -> None:
    """Somebody wrote the entry of a neighbour here and shortened it, then took it back at once."""
    amount = Amount(0, ContributionBasis.NO_INCOME)
    entry = Entry(start_on=story.today, planned_end_on=story.today + timedelta(days=90), amount=amount)
    stay = open_stay(allocation=allocation, entry=entry, actor=worker)
    sooner = {"new_end_on": story.today + timedelta(days=60), "reason": "Un bail commence à cette date."}
    extend_stay(stay=stay, version=stay.version, actor=worker, **sooner)
    cancel_entry(stay=stay, version=stay.version, why="Entrée du ménage voisin, encodée ici par erreur.", actor=worker)
