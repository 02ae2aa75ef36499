"""Follow-ups after a lasting exit: what was found, and put right later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accompaniment.models.follow_ups import FollowUp
from accompaniment.rules.follow_ups import EARLY, LATER, MILESTONES, due_on
from accompaniment.vocab_exits import ENDED_RESULTS, FollowUpResult, HomeEndReason
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from occupancy.models.exits import Destination, StayExit
from occupancy.vocab import ExitDecider


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found. Where the home ended: since which day, whether by their own will, by whom, why, where to."""

    done_on: date
    result: FollowUpResult
    home_end_on: date | None = None
    voluntary: bool | None = None
    ended_by: ExitDecider | None = None
    end_reason: HomeEndReason | None = None
    destination: Destination | None = None
    note: str | None = None


def write_follow_up(*, leaving: StayExit, months: int, finding: Finding, actor: Actor) -> FollowUp:
    """Write what a follow-up found, so many months after the exit. Raises `Conflict` when it was done already."""
    if months not in (*MILESTONES, *LATER):
        raise Refusal("follow_up.refusal.months", "done_on")
    refuse_all(_wrong(finding, leaving, due_on(leaving.left_on, months) - EARLY))
    made = FollowUp(
        stay_id=leaving.stay_id, months=months, organisation_id=actor.organisation_id, author_id=actor.user_id
    )
    _set(made, finding)
    with guarded({"uq_follow_up_stay_id_months": Conflict("follow_up.conflict.done")}):
        db.session.add(made)
    record("follow_up.written", made, actor=actor, months=months, result=finding.result, done_on=finding.done_on)
    return made


def correct_follow_up(
    *, follow_up: FollowUp, leaving: StayExit, version: int | None, finding: Finding, actor: Actor
) -> None:
    """Say what was really found."""
    refuse_stale(follow_up, version)
    refuse_all(_wrong(finding, leaving))
    before = follow_up.result
    _set(follow_up, finding)
    db.session.flush()
    record("follow_up.corrected", follow_up, actor=actor, result=finding.result, before=before)


def _wrong(finding: Finding, leaving: StayExit, first: date | None = None) -> Iterator[Refusal]:
    """What does not go together, for whoever notes it: `first` is the day before which nothing is due."""
    ended = finding.result in ENDED_RESULTS
    moved = ended and finding.result is not FollowUpResult.DECEASED
    if not leaving.left_on <= finding.done_on <= today():
        yield Refusal("follow_up.refusal.done_on", "done_on", first=shown(leaving.left_on), last=shown(today()))
    elif first is not None and finding.done_on < first:
        yield Refusal("follow_up.refusal.too_early", "done_on", day=shown(first))
    if ended and finding.home_end_on is None:
        yield Refusal("follow_up.refusal.no_end", "home_end_on")
    elif ended and not leaving.left_on <= (finding.home_end_on or leaving.left_on) <= finding.done_on:
        days = {"first": shown(leaving.left_on), "last": shown(finding.done_on)}
        yield Refusal("follow_up.refusal.end_outside", "home_end_on", **days)
    if moved and finding.voluntary is None:
        yield Refusal("follow_up.refusal.no_will", "voluntary")
    if moved and finding.end_reason is None:
        yield Refusal("follow_up.refusal.no_reason", "end_reason")


def _set(follow_up: FollowUp, finding: Finding) -> None:
    ended = finding.result in ENDED_RESULTS
    moved = ended and finding.result is not FollowUpResult.DECEASED
    follow_up.done_on, follow_up.result, follow_up.note = finding.done_on, finding.result, finding.note
    follow_up.home_end_on = finding.home_end_on if ended else None
    follow_up.voluntary = finding.voluntary if moved else None
    follow_up.ended_by = finding.ended_by if moved else None
    follow_up.end_reason = (finding.end_reason if moved else HomeEndReason.DEATH) if ended else None
    follow_up.destination_id = finding.destination.id if moved and finding.destination else None
