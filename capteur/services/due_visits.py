"""Visits that support bodies owe: written ahead from the conventions #2, then noted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.db import db, insert_of, new_public_id
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all, refuse_stale
from capteur.models.follow_up import DueVisit
from capteur.models.lettings import Letting
from capteur.models.tripartites import Tripartite
from capteur.queries.tripartites import signed_by_all
from capteur.rules.follow_up import visit_days
from capteur.rules.tripartites import begins_on, last_in_force
from capteur.services.days import wrong_day
from capteur.vocab_follow_up import VisitResult

AHEAD = timedelta(days=28)  # how far ahead visits are written, so that they can be planned
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """What became of a visit, on which day, how long it took."""

    result: VisitResult
    happened_on: date
    minutes: int | None = None
    note: str | None = None


def plan_due_visits(*, actor: Actor) -> int:
    """Write the visits that follow from each convention #2, up to four weeks ahead; how many are new.

    Again, it adds nothing; after days without, it adds what was left out, each on its own day.
    """
    known = sa.select(DueVisit.tripartite_id, sa.func.max(DueVisit.due_on)).group_by(DueVisit.tripartite_id)
    written = {row[0]: row[1] for row in db.session.execute(known)}
    return sum(_write(letting, paper, written.get(paper.id), actor) for letting, paper in _supported())


def _supported() -> Iterable[sa.Row[Letting, Tripartite]]:
    query = sa.select(Letting, Tripartite).join(Tripartite, Tripartite.proposal_id == Letting.proposal_id)
    query = query.where(Tripartite.is_kept, signed_by_all()).order_by(Letting.id, Tripartite.number)
    return db.session.execute(query.options(selectinload(Tripartite.signatures))).all()


def _write(letting: Letting, paper: Tripartite, written: date | None, actor: Actor) -> int:
    begun = begins_on(paper)
    if begun is None:
        return 0
    ends = letting.end_on - DAY if letting.end_on else date.max
    last = min(today() + AHEAD, last_in_force(paper), ends)
    days = visit_days(max(begun, letting.start_on), paper.visit_every, paper.visit_unit, last)
    new = [day for day in days if written is None or day > written]
    count = sum(_insert(letting, paper, day) for day in new)
    if count:
        record("due_visit.planned", paper, actor=actor, letting=letting, visits=count)
    return count


def _insert(letting: Letting, paper: Tripartite, day: date) -> bool:
    """Add the visit unless another run did."""
    keys = {"letting_id": letting.id, "tripartite_id": paper.id, "due_on": day}
    values = keys | {"public_id": new_public_id(), "created_at": now(), "version": 1}
    added = insert_of(DueVisit).values(**values).on_conflict_do_nothing().returning(DueVisit.id)
    return db.session.scalar(added) is not None


def note_visit(*, visit: DueVisit, version: int | None, facts: VisitFacts, actor: Actor) -> None:
    """Say what became of a visit; corrected by the same act.

    Raises `Stale`; `Refusal` for a day to come or before the letting, for one said to be missed before its day has
    come, or minutes of one that did not take place.
    """
    refuse_stale(visit, version)
    refuse_all(_wrong(visit, facts))
    visit.result, visit.happened_on, visit.minutes = facts.result, facts.happened_on, facts.minutes
    visit.note, visit.author_id = facts.note, actor.user_id
    db.session.flush()
    told = {"result": facts.result, "on": facts.happened_on, "minutes": facts.minutes}
    record("due_visit.noted", visit, actor=actor, letting=visit.letting, **told)


def _wrong(visit: DueVisit, facts: VisitFacts) -> Iterator[Refusal]:
    yield from wrong_day(facts.happened_on, "happened_on", visit.letting.start_on)
    took_place = facts.result in (VisitResult.HELD, VisitResult.BY_PHONE)
    if not took_place and visit.due_on > today():
        yield Refusal("due_visit.refusal.not_yet", "result", day=shown(visit.due_on))
    if not took_place and facts.minutes:
        yield Refusal("due_visit.refusal.minutes", "minutes")
