"""Accompaniment of the measured world: supports, contacts, plans, tasks, rights, follow-ups. All invented."""

from datetime import date, timedelta
from typing import Any

from accompaniment.rules.follow_ups import MILESTONES
from accompaniment.vocab import ContactKind, RightState, Roof, SupportEnd
from accompaniment.vocab_exits import ExitStage, ExitTarget, FollowUpResult, PlanEnd
from app.crypto import seal_text
from app.crypto.sealing import place_of
from app.periods import add_months
from benchmarks.world import Crew, World
from occupancy.vocab import ClosureCause, ClosureOutcomeKind

CLOSES_WITHIN = 180  # days before its end a site's closing is open
ORDINARY = (ContactKind.HOME_VISIT, ContactKind.PHONE, ContactKind.OFFICE, ContactKind.NO_SHOW)


def accompany(world: World, stay: dict[str, Any]) -> None:
    """What the team of a household does from its entry on, until its exit if it left."""
    start, end = stay["start_on"], stay["end_on"]
    crew, worker = _crew_of(world, stay["household_id"])
    keys = {"household_id": stay["household_id"], "organisation_id": crew.organisation}
    support = world.add(
        "support",
        **keys,
        programme_id=world.base.programme,
        team_id=crew.team,
        reference_worker_id=worker,
        roof=Roof.STAY,
        stay_id=stay["id"],
        start_on=start,
    )
    world.supports[stay["household_id"]] = support
    leave_support(world, stay["household_id"], end)
    for _ in range(2 if end else 4):
        _meet(world, support, worker, start, end)
    _plan(world, keys, start, end)
    _note_rights(world, keys, worker, start)
    if end is None and world.chance.random() < 0.5:
        _task(world, keys, worker)


def leave_support(world: World, household: int, end: date | None) -> None:
    """The support goes on as long as the household lives with us."""
    support = world.supports.get(household)
    if support is not None:
        support |= {"end_on": end, "end_reason": SupportEnd.LASTING_HOME if end else None}


def _crew_of(world: World, household: int) -> tuple[Crew, int]:
    episode = world.episodes[household]
    return world.base.crews[episode["team_id"]], episode["reference_worker_id"]


def _meet(world: World, support: dict[str, Any], worker: int, start: date, end: date | None) -> None:
    until = end or world.today
    on = start + timedelta(days=world.chance.randint(0, max(0, (until - start).days - 1)))
    asks = world.chance.random() < 0.2
    row = world.add(
        "contact",
        household_id=support["household_id"],
        organisation_id=support["organisation_id"],
        author_id=worker,
        support_id=support["id"],
        kind=world.chance.choice(ORDINARY),
        happened_on=on,
        minutes=30,
        next_step_sealed=None,
        next_on=None,
        next_done_on=None,
    )
    if asks:
        due = world.ahead(-10, 20) if end is None else on + timedelta(days=7)
        row |= {"next_on": max(on, due), "next_done_on": None if end is None else on + timedelta(days=7)}
        row["next_step_sealed"] = seal_text("Rappeler", place_of("contact", "next_step_sealed", row["public_id"]))


def _plan(world: World, keys: dict[str, int], start: date, end: date | None) -> None:
    if world.chance.random() > 0.7:
        return
    days = {"started_on": start, "planned_on": world.ahead(20, 200) if end is None else end}
    over = {"ended_on": end, "end_reason": PlanEnd.LEFT if end else None}
    plan = world.add("exit_plan", **keys, target=ExitTarget.PRIVATE, **days, **over)["id"]
    world.add("exit_move", plan_id=plan, stage=ExitStage.TO_PLAN, moved_on=start)
    if world.chance.random() < 0.8:
        world.add("exit_move", plan_id=plan, stage=ExitStage.SEARCHING, moved_on=start + timedelta(days=10))
    for number in range(3):
        due = start + timedelta(days=30 * number) if end else world.ahead(-20, 90)
        row = world.add("exit_step", plan_id=plan, due_on=due, done_on=due if end else None, name_sealed="")
        row["name_sealed"] = seal_text("Une étape", place_of("exit_step", "name_sealed", row["public_id"]))


def _note_rights(world: World, keys: dict[str, int], worker: int, start: date) -> None:
    person = world.members[keys["household_id"]][0]
    for right in world.chance.sample(world.base.rights, 2):
        noted = {"state": RightState.OBTAINED, "happened_on": start, "valid_until": world.ahead(-400, 400)}
        noted["valid_until"] = max(noted["valid_until"], start)
        world.add("entitlement_event", **keys, person_id=person, entitlement_id=right, author_id=worker, **noted)


def _task(world: World, keys: dict[str, int], worker: int) -> None:
    row = world.add(
        "task", **keys, author_id=worker, worker_id=worker, due_on=world.ahead(-10, 40), title_sealed="", done_at=None
    )
    row["title_sealed"] = seal_text("Une tâche", place_of("task", "title_sealed", row["public_id"]))


def follow_up(world: World, stay: dict[str, Any]) -> None:
    """Three follow-ups in five were done."""
    for months in MILESTONES:
        due = add_months(stay["end_on"], months)
        if due <= world.today and world.chance.random() < 0.6:
            crew, worker = _crew_of(world, stay["household_id"])
            who = {"organisation_id": crew.organisation, "author_id": worker}
            found = {"done_on": due, "result": FollowUpResult.STILL_THERE}
            world.add("follow_up", stay_id=stay["id"], months=months, **who, **found)


def begin_closing(world: World, site: int, last_day: date, stays: list[dict[str, Any]]) -> None:
    """A site that ends within half a year closes; for one household in three something is planned."""
    if (last_day - world.today).days > CLOSES_WITHIN:
        return
    days = {"opened_on": last_day - timedelta(days=CLOSES_WITHIN), "last_day": last_day, "winter_confirmed": True}
    closure = world.add("closure", site_id=site, cause=ClosureCause.END_OF_AGREEMENT, **days, handed_back_on=None)["id"]
    for stay in stays:
        if world.chance.random() < 0.33:
            planned = {"kind": ClosureOutcomeKind.EXIT_PLANNED, "planned_on": last_day}
            world.add("closure_outcome", closure_id=closure, stay_id=stay["id"], **planned)
