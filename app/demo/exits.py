"""Exit plans in the demonstration: each column of the board has somebody; follow-ups, some of them missed."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.exit_plans import (
    CandidacyEvent,
    ExitCandidacy,
    ExitMove,
    ExitPlan,
    ExitStep,
    ExitStepModel,
)
from accompaniment.models.follow_ups import FollowUp
from accompaniment.rules.follow_ups import MILESTONES, due_on
from accompaniment.rules.settlements import objective_proposed
from accompaniment.services.exit_steps import load_exit_steps
from accompaniment.vocab_exits import (
    CandidacyEventKind,
    ExitStage,
    ExitTarget,
    FollowUpResult,
    HomeEndReason,
)
from app.audit.actor import Actor
from app.auth.models.users import User
from app.db import db
from app.demo.documents import file_receipt
from axes.models.assessments import Assignment
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Stay, StayObjective
from occupancy.queries.journeys import outcome_of_exit
from occupancy.vocab import ExitDecider, ObjectiveState

K, S, T = CandidacyEventKind, ExitStage, ExitTarget
# target, the stages gone through, where they are candidates, what stands in the way
PLANS = (
    (T.AIS, (S.SEARCHING, S.FILED), "AIS Les Trois Pommiers", "debts"),
    (T.HOUSING_FIRST, (S.SEARCHING, S.FILED, S.OFFER), "Équipe Housing First du Smes", "papers"),
    (T.PRIVATE, (S.SEARCHING,), None, "income,size"),
    (T.SISP_RESERVED, (S.SEARCHING, S.FILED), "Bruss’help, part réservée", None),
    (T.SISP, (S.SEARCHING, S.FILED), "Le Logement Molenbeekois", "size"),
    (T.AIS, (S.SEARCHING, S.FILED, S.OFFER, S.MOVE_PLANNED), "AIS Quartiers", None),
    (T.FAMILY, (S.SEARCHING,), None, "residence"),
)
WHY = {
    S.FILED: None,
    S.OFFER: None,
    S.MOVE_PLANNED: "Bail signé, clés dans trois semaines.",
}
EVENTS = {S.FILED: K.FILED, S.OFFER: K.OFFERED, S.MOVE_PLANNED: K.ACCEPTED}


def plan_exits(today: date, actor: Actor) -> None:
    """Most households have a plan; those who left for good are followed up."""
    load_exit_steps(actor=actor)
    planner = Planner(today)
    query = sa.select(Stay, Assignment).join(Assignment, Assignment.household_id == Stay.household_id)
    query = query.where(Stay.end_on.is_(None), Assignment.end_on.is_(None)).order_by(Stay.id)
    for turn, (stay, episode) in enumerate(db.session.execute(query).all()):
        if turn % 7 not in {2, 5}:
            story = PLANS[planner.turn % len(PLANS)]
            planner.plan(stay, db.session.get_one(User, episode.reference_worker_id), story)
    planner.follow_up()
    settle_left()
    db.session.flush()


def settle_left() -> None:
    """What became of the objectives of those who left: their home says it, or they were not reached."""
    last = aliased(Stay)
    columns: tuple[Any, ...] = (StayObjective, StayExit.left_on, outcome_of_exit())
    query = sa.select(*columns).join(Stay, Stay.id == StayObjective.stay_id)
    query = query.join(last, last.household_id == Stay.household_id).join(StayExit, StayExit.stay_id == last.id)
    query = query.where(StayExit.replaced_at.is_(None), StayExit.left_on > Stay.start_on, StayObjective.is_open)
    for objective, left_on, outcome in db.session.execute(query.order_by(StayExit.left_on, StayObjective.id)).all():
        if objective.reached_on or objective.dropped_on:
            continue
        if objective_proposed(objective.kind, outcome) is ObjectiveState.REACHED:
            objective.reached_on = left_on
        else:
            objective.dropped_on, objective.drop_reason = left_on, "Pas atteint à la sortie."


class Planner:
    """Writes plans and follow-ups, the same ones each time."""

    def __init__(self, today: date) -> None:
        self.today, self.turn = today, 0
        query = sa.select(ExitStepModel).order_by(ExitStepModel.position)
        self.models = list(db.session.scalars(query))
        self.destinations = {one.code: one for one in db.session.scalars(sa.select(Destination))}

    def plan(
        self, stay: Stay, worker: User, story: tuple[ExitTarget, tuple[ExitStage, ...], str | None, str | None]
    ) -> None:
        target, stages, where, obstacles = story
        self.turn += 1
        started = max(stay.start_on, self.today - timedelta(days=70))
        moving = stages[-1] is S.MOVE_PLANNED
        plan = ExitPlan(
            household_id=stay.household_id,
            organisation_id=worker.organisation_id,
            target=target,
            reserved_year=self.today.year if target is T.SISP_RESERVED else None,
            started_on=started,
            planned_on=self.today + timedelta(days=21) if moving else None,
            obstacles=obstacles,
            obstacle_note="Plan d’apurement demandé au service de médiation." if obstacles == "debts" else None,
        )
        db.session.add(plan)
        db.session.flush()
        days = [started + (self.today - started) * n // len(stages) for n in range(len(stages))]
        self._move(plan, worker, list(zip(stages, days, strict=True)))
        self._steps(plan, worker, done=len(stages))
        if where is not None:
            self._candidacy(plan, worker, where, list(zip(stages, days, strict=True)))

    def _move(self, plan: ExitPlan, worker: User, moves: list[tuple[ExitStage, date]]) -> None:
        for stage, day in moves:
            made = ExitMove(plan_id=plan.id, stage=stage, moved_on=day, user_id=worker.id)
            made.reason = WHY.get(stage)
            db.session.add(made)
            db.session.flush()

    def _steps(self, plan: ExitPlan, worker: User, *, done: int) -> None:
        for n, model in enumerate(one for one in self.models if one.target is plan.target):
            step = ExitStep(plan_id=plan.id, model_id=model.id, due_on=plan.started_on + timedelta(days=model.days))
            if n < done:
                step.done_on, step.proof = plan.started_on, "Accusé de réception au dossier" if n == 0 else None
                step.document_id = file_receipt(plan.household_id, worker).id if n == 0 else None
            db.session.add(step)

    def _candidacy(self, plan: ExitPlan, worker: User, where: str, moves: list[tuple[ExitStage, date]]) -> None:
        made = ExitCandidacy(plan_id=plan.id, target=plan.target, where=where)
        if plan.target is T.HOUSING_FIRST:
            made.criteria = "street_or_shelter,mental_illness,addiction"
        db.session.add(made)
        db.session.flush()
        for stage, day in moves:
            if stage in EVENTS:
                self._event(made, worker, EVENTS[stage], day)
        if plan.target is T.SISP:
            self._event(made, worker, K.RANKED, self.today, rank=214)

    def _event(
        self, made: ExitCandidacy, worker: User, kind: CandidacyEventKind, day: date, rank: int | None = None
    ) -> None:
        event = CandidacyEvent(candidacy_id=made.id, kind=kind, happened_on=day, rank=rank, user_id=worker.id)
        event.note = "Dossier complet." if kind is K.FILED else None
        db.session.add(event)
        db.session.flush()

    def follow_up(self) -> None:
        """What was found after the exits to a home; every fourth follow-up is left undone."""
        homes = ("PRIV", "AIS", "SISP", "COMM", "HF")
        ids = [self.destinations[code].id for code in homes]
        query = sa.select(StayExit, Assignment).join(Stay, Stay.id == StayExit.stay_id)
        query = query.join(Assignment, Assignment.household_id == Stay.household_id)
        query = query.where(StayExit.destination_id.in_(ids), StayExit.replaced_at.is_(None))
        for turn, (leaving, episode) in enumerate(db.session.execute(query.order_by(StayExit.id)).all()):
            worker = db.session.get_one(User, episode.reference_worker_id)
            lost = turn % 5 == 3
            for n, months in enumerate(MILESTONES):
                if due_on(leaving.left_on, months) > self.today or (turn + n) % 4 == 3:
                    continue
                ended = lost and n >= 1
                self._found(leaving, worker, months, ended=ended, will=turn % 2 == 0)
                if ended:
                    break

    def _found(self, leaving: StayExit, worker: User, months: int, *, ended: bool, will: bool) -> None:
        due = due_on(leaving.left_on, months)
        found = FollowUp(stay_id=leaving.stay_id, months=months, organisation_id=worker.organisation_id)
        found.author_id, found.done_on = worker.id, min(due + timedelta(days=6), self.today)
        found.result, found.note = FollowUpResult.STILL_THERE, "Rencontrés chez eux, tout va bien."
        if ended:
            found.result = FollowUpResult.MOVED_LASTING if will else FollowUpResult.LOST
            found.home_end_on, found.voluntary = due - timedelta(days=20), will
            found.end_reason = HomeEndReason.BETTER_HOME if will else HomeEndReason.ARREARS
            found.ended_by = ExitDecider.OCCUPANT if will else ExitDecider.COURT
            found.destination_id = self.destinations["AIS" if will else "SHEL"].id
            found.note = "Nouveau logement plus grand." if will else "Jugement d’expulsion, hébergés en urgence."
        db.session.add(found)
