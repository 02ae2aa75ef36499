"""Handing over all that somebody who leaves has under way: prepared, chosen file by file, carried out in one act."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact
from accompaniment.models.hand_overs import HandOver, HandOverChoice
from accompaniment.models.prevention import PreventionCase
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries.hand_overs import UnderWay, files_of, members_by_team, receivers_for, receivers_of
from accompaniment.rules.hand_overs import hand_over_state
from accompaniment.vocab_hand_overs import HandOverState
from app.audit.journal import record
from app.auth.models.users import User
from app.auth.reader import Reader
from app.clock import local, now, today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.assessments import Assignment
from axes.models.people import Household, ProtectedReader
from axes.services.assignments import pass_on
from axes.services.protection import name_instead


def prepare(*, leaver: User, receiver: User, actor: Reader) -> HandOver:
    """Say who receives the files of somebody who leaves. Raises `Refusal` for a receiver of another organisation,
    `Conflict` while another hand-over of theirs is prepared."""
    _check(leaver, receiver)
    made = HandOver(
        organisation_id=leaver.organisation_id,
        leaver_id=leaver.id,
        receiver_id=receiver.id,
        author_id=actor.user_id,
    )
    with guarded({"uq_hand_over_open": Conflict("hand_over.conflict.prepared", name=leaver.name)}):
        db.session.add(made)
    record("hand_over.prepared", made, actor=actor, leaver=leaver, receiver=receiver)
    return made


def choose_receivers(
    *, hand_over: HandOver, version: int | None, chosen: Mapping[int, User | None], actor: Reader
) -> None:
    """Say who receives these files (by key of household); None is whoever receives all others."""
    refuse_over(hand_over)
    refuse_stale(hand_over, version)
    for receiver in {one for one in chosen.values() if one is not None}:
        _check(hand_over.leaver, receiver)
    rows = sa.select(HandOverChoice).where(HandOverChoice.hand_over_id == hand_over.id)
    standing = {one.household_id: one for one in db.session.scalars(rows)}
    protected = _protected_among(chosen)
    for household_id, wanted in chosen.items():
        known = standing.get(household_id)
        if wanted is None:
            if known is not None:
                db.session.delete(known)
            continue
        choice = known or HandOverChoice(hand_over_id=hand_over.id, household_id=household_id)
        choice.receiver_id, choice.chosen_by_id = wanted.id, actor.user_id
        choice.was_protected = household_id in protected
        db.session.add(choice)
    count_as_changed(hand_over)
    db.session.flush()
    record("hand_over.chosen", hand_over, actor=actor)


def _protected_among(household_ids: Iterable[int]) -> set[int]:
    query = sa.select(Household.id).where(Household.id.in_(list(household_ids)), Household.is_protected)
    return set(db.session.scalars(query))


def drop_hand_over(*, hand_over: HandOver, version: int | None, actor: Reader) -> None:
    """Nothing is passed on after all."""
    refuse_over(hand_over)
    refuse_stale(hand_over, version)
    hand_over.dropped_at = now()
    db.session.flush()
    record("hand_over.dropped", hand_over, actor=actor)


def carry_out(*, hand_over: HandOver, version: int | None, actor: Reader) -> int:
    """Pass on everything at once: how many files, those protected not counted. What somebody noted for themselves alone
    stays theirs; so does a protected file for which nobody named for it chose who receives it.

    Raises `Stale` when it changed since `version`, `Conflict` when somebody else carried it out, `Refusal` while a file
    has nobody who may receive it.
    """
    refuse_over(hand_over)
    refuse_stale(hand_over, version)
    files = _files(hand_over, actor)
    without = sum(receiver is None for _, receiver, _ in files)
    if without:
        raise Refusal("hand_over.refusal.receiver", None, count=without)
    counted = sum(not protected for _, _, protected in files)
    hand_over.done_at, hand_over.files = now(), counted
    db.session.flush()  # of two who carry it out at once, the second stops here
    for household_id, receiver, _ in files:
        assert receiver is not None
        _pass_file(hand_over, household_id, receiver, actor)
    for task in db.session.scalars(sa.select(Task).where(_under_way(hand_over).tasks(), Task.household_id.is_(None))):
        task.worker_id = hand_over.receiver_id
    _forget_plans(hand_over, actor)
    db.session.flush()
    record("hand_over.done", hand_over, actor=actor, leaver=hand_over.leaver, files=counted)
    return counted


def refuse_over(hand_over: HandOver) -> None:
    """Raise `Conflict` when it was carried out, or given up."""
    state = hand_over_state(hand_over.done_at, hand_over.dropped_at)
    if state is not HandOverState.PREPARED:
        at = hand_over.done_at or hand_over.dropped_at or hand_over.created_at
        raise Conflict(f"hand_over.conflict.{state.value}", name=hand_over.leaver.name, day=shown(local(at).date()))


def _check(leaver: User, receiver: User) -> None:
    if receiver.id not in {one.id for one in receivers_for(leaver)}:
        raise Refusal("hand_over.refusal.elsewhere", "receiver")


def _under_way(hand_over: HandOver) -> UnderWay:
    return UnderWay(hand_over.leaver_id, today())


def _files(hand_over: HandOver, actor: Reader) -> list[tuple[int, User | None, bool]]:
    """Each file that passes, who receives it (None where they may not), and whether it is protected."""
    passing = passing_files(hand_over, actor)
    return [(row.household_id, receiver, row.is_protected) for row, receiver in passing]


def passing_files(hand_over: HandOver, reader: Reader) -> list[tuple[Any, User | None]]:
    """The files that pass (rows of `files_of`), each with who receives it; None where they may not."""
    workers = receivers_for(hand_over.leaver)
    members = members_by_team(hand_over.organisation_id, today())
    rows = db.session.execute(files_of(reader, hand_over.leaver_id, hand_over.id)).all()
    pass_now = [row for row in rows if row.receiver_id or not row.is_protected]
    return [(row, receiver_of(row, hand_over, workers, members)) for row in pass_now]


def receiver_of(row: Any, hand_over: HandOver, workers: Sequence[User], members: Mapping[int, set[int]]) -> User | None:
    """Who receives a file of `files_of`: the one chosen for it, else the one chosen for all, unless it is protected;
    None if they may not."""
    wanted = row.receiver_id or (None if row.is_protected else hand_over.receiver_id)
    return next((one for one in receivers_of(row.team_id, workers, members) if one.id == wanted), None)


def _pass_file(hand_over: HandOver, household_id: int, receiver: User, actor: Reader) -> None:
    """All that is under way on one household, with its entry in the journal."""
    household, under_way = db.session.get_one(Household, household_id), _under_way(hand_over)
    leaver = hand_over.leaver
    episodes = _of(Assignment, household_id, under_way.episodes())
    for episode in episodes:
        pass_on(assignment=episode, leaver=leaver, receiver=receiver, actor=actor)
    supports, followed = (_of(Support, household_id, one) for one in (under_way.supports(), under_way.followed()))
    for support in supports:
        support.reference_worker_id = receiver.id
    for support in followed:
        support.follow_up_worker_id = receiver.id
    tasks, steps = _of(Task, household_id, under_way.tasks()), _of(Contact, household_id, under_way.steps())
    for task in tasks:
        task.worker_id = receiver.id
    for contact in steps:
        contact.next_worker_id = receiver.id
    cases = _of(PreventionCase, household_id, under_way.cases())
    for case in cases:
        case.worker_id = receiver.id
    works = bool(episodes or supports or followed or tasks or steps or cases)
    _pass_protection(household, hand_over, receiver, works, actor)
    db.session.flush()
    counts = {"supports": len(supports), "follow_ups": len(followed), "tasks": len(tasks), "steps": len(steps)}
    counts["cases"] = len(cases)
    people = {"leaver": leaver, "receiver": receiver}
    record("household.handed_over", household, actor=actor, **people, episodes=len(episodes), **counts)


def _of(model: Any, household_id: int, condition: sa.ColumnElement[bool]) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(model.household_id == household_id, condition)))


def _pass_protection(household: Household, hand_over: HandOver, receiver: User, works: bool, actor: Reader) -> None:
    """The receiver is named in the leaver's place; on a file where the leaver had nothing to do, only if nobody of the
    organisation would be left."""
    if not household.is_protected:
        return
    others = sa.select(ProtectedReader.user_id).join(User, User.id == ProtectedReader.user_id)
    others = others.where(ProtectedReader.household_id == household.id, User.id != hand_over.leaver_id)
    others = others.where(User.organisation_id == hand_over.organisation_id, User.deactivated_at.is_(None))
    needed = works or db.session.scalar(others.limit(1)) is None
    name_instead(household=household, leaver=hand_over.leaver, receiver=receiver if needed else None, actor=actor)


def _forget_plans(hand_over: HandOver, actor: Reader) -> None:
    """Hand-overs prepared in favour of who leaves are given up: they have to be thought anew."""
    plans = sa.select(HandOver).where(HandOver.is_open)
    to_leaver = sa.exists().where(
        HandOverChoice.hand_over_id == HandOver.id, HandOverChoice.receiver_id == hand_over.leaver_id
    )
    for plan in db.session.scalars(plans.where(sa.or_(HandOver.receiver_id == hand_over.leaver_id, to_leaver))):
        plan.dropped_at = now()
        record("hand_over.dropped", plan, actor=actor)
