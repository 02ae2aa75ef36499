"""Referrals: drafted, sent and completed by the sender; sent back, accepted or refused by those who decide.

Each act adds an event, in which the state is read. Acts take the version that their author saw: the second of two
who decide at once is told, never overwrites.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import instant
from app.i18n.labels import label
from app.periods import PaperPeriod
from app.web.errors import Conflict, Refusal, Stale, refuse_stale
from axes.models.people import Household, HouseholdMember
from axes.models.programmes import PartnerConvention
from axes.models.referrals import Referral, ReferralComment, ReferralEvent
from axes.queries.referrals import open_referral_of, written_since_asked
from axes.rules.referrals import COMMENTABLE, Content, may_happen, missing, state_of
from axes.services.needs import set_needs
from axes.vocab import NeedKind, ReferralEventKind, ReferralState, RefusalReason

CONTENT = frozenset({"living_situation", "situation", "urgency", "wish", "axis_wished_id", "wished_from"})


def start_referral(*, household: Household, convention: PartnerConvention, actor: Actor) -> Referral:
    """Open a draft for a household under a convention in force today.

    Raises `Refusal` when the convention is not in force, `Conflict` when the household has a referral under way.
    """
    _check_convention(convention)
    _refuse_second(household)
    referral = Referral(
        programme_id=convention.programme_id,
        organisation_id=convention.organisation_id,
        convention_id=convention.id,
        household_id=household.id,
        author_id=actor.user_id,
    )
    db.session.add(referral)
    db.session.flush()
    record("referral.drafted", referral, actor=actor, household=household)
    return referral


def _refuse_second(household: Household) -> None:
    """One referral at a time. The household's row is the lock, where the database does not already have one."""
    db.session.execute(sa.select(Household.id).where(Household.id == household.id).with_for_update())
    if open_referral_of(household.id) is not None:
        raise Conflict("referral.conflict.open")


def _check_convention(convention: PartnerConvention) -> None:
    if not PaperPeriod(convention.first_day, convention.last_day).contains(today()):
        raise Refusal("referral.refusal.no_convention")


def change_content(
    *,
    referral: Referral,
    content: Mapping[str, Any],
    needs: set[NeedKind] | None,
    version: int,
    actor: Actor,
    only: frozenset[str] | None = None,
) -> bool:
    """Save what the sender wrote; `only` names the fields that are open (all of a draft's). Whether anything changed.

    Raises `Stale` when the referral changed since `version`, `Conflict` when it is no longer the sender's turn.
    """
    refuse_stale(referral, version)
    state = _claim(referral, version)
    if state not in {ReferralState.DRAFT, ReferralState.TO_COMPLETE}:
        raise _changed(referral, state)
    opened = {one.removesuffix("_id") for one in (CONTENT if only is None else only)}
    written = {name: value for name, value in content.items() if name in CONTENT and name.removesuffix("_id") in opened}
    changed = sorted(name for name, value in written.items() if getattr(referral, name) != value)
    for name, value in written.items():
        setattr(referral, name, value)
    if needs is not None and (only is None or "needs" in only):
        needs_changed = set_needs(household=referral.household, kinds=needs, actor=actor)
        changed += ["needs"] if needs_changed else []
    record("referral.written", referral, actor=actor, changed=len(changed))
    db.session.flush()
    return bool(changed)


def submit_referral(*, referral: Referral, version: int, actor: Actor) -> None:
    """Send a complete draft. Raises `Refusal` naming the first field to fill in, or for want of a convention."""
    _check_convention(db.session.get_one(PartnerConvention, referral.convention_id))
    lacking = missing(content_of(referral))
    if lacking:
        raise Refusal("referral.refusal.incomplete", lacking[0])
    _add(referral, ReferralEventKind.SUBMITTED, version, actor)


def content_of(referral: Referral) -> Content:
    """What the referral says, for the rule of completeness."""
    count = sa.select(sa.func.count()).where(
        HouseholdMember.household_id == referral.household_id,
        sa.or_(HouseholdMember.end_on.is_(None), HouseholdMember.end_on > today()),
    )
    members = db.session.scalar(count) or 0
    return Content(members, referral.living_situation, referral.situation, referral.wish)


def ask_completion(
    *, referral: Referral, comments: Mapping[str, str], text: str | None, version: int, actor: Actor
) -> None:
    """Send the referral back with a question on each field named; only these reopen. Raises `Refusal` without any."""
    asked = {name: comments[name] for name in COMMENTABLE if comments.get(name)}
    if not asked:
        raise Refusal("referral.refusal.no_question")
    event = _add(referral, ReferralEventKind.COMPLETION_ASKED, version, actor, text=text)
    db.session.add_all([ReferralComment(event_id=event.id, field=name, text=asked[name]) for name in asked])
    db.session.flush()


def complete_referral(
    *, referral: Referral, text: str | None, changed: bool, asked: frozenset[str], version: int, actor: Actor
) -> None:
    """Answer the questions `asked`: back to those who decide. What was told then is kept beside them.

    Raises `Refusal` when a field was emptied, or when nothing changed since they were asked and no word says why.
    """
    lacking = missing(content_of(referral))
    if lacking:
        raise Refusal("referral.refusal.incomplete", lacking[0])
    if not text and not changed and not written_since_asked(referral):
        raise Refusal("referral.refusal.unchanged", "text")
    event = _add(referral, ReferralEventKind.COMPLETED, version, actor, text=text)
    told = {name: getattr(referral, name) for name in ("situation", "wish") if name in asked}
    db.session.add_all([ReferralComment(event_id=event.id, field=name, text=told[name]) for name in told])
    db.session.flush()


def accept_referral(*, referral: Referral, version: int, actor: Actor) -> None:
    """Take the household on the waiting list; its wait counts from now (rule 21)."""
    _add(referral, ReferralEventKind.ACCEPTED, version, actor)


def refuse_referral(*, referral: Referral, reason: RefusalReason, text: str | None, version: int, actor: Actor) -> None:
    """Refuse with a reason of the list and words for the sender; "other" needs the words. Raises `Refusal`."""
    if reason is RefusalReason.OTHER and not text:
        raise Refusal("referral.refusal.other_needs_text", "text")
    _add(referral, ReferralEventKind.REFUSED, version, actor, refusal_reason=reason, text=text)


def withdraw_referral(*, referral: Referral, text: str | None, version: int, actor: Actor) -> None:
    """The sender takes the request, or the draft, back."""
    _add(referral, ReferralEventKind.WITHDRAWN, version, actor, text=text)


def note_news(*, referral: Referral, text: str, version: int, actor: Actor) -> None:
    """Say how the household is doing while it waits."""
    _add(referral, ReferralEventKind.NEWS, version, actor, text=text)


def mark_housed(*, household_id: int, actor: Actor) -> None:
    """The household entered a unit: its waiting referral, if any, is done. For the act that opens a stay."""
    referral = open_referral_of(household_id)
    if referral is not None and _state(referral) is ReferralState.WAITING:
        _add(referral, ReferralEventKind.HOUSED, referral.version, actor)


def mark_waiting_again(*, household_id: int, since: datetime, actor: Actor) -> None:
    """The entry that answered a referral at `since` or later was not: the household waits as before, from the same day.

    Nothing to do where it has another referral under way.
    """
    answered = (ReferralEvent.kind == ReferralEventKind.HOUSED, ReferralEvent.at >= since)
    query = sa.select(Referral).join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
    query = query.where(Referral.household_id == household_id, *answered).order_by(ReferralEvent.id.desc()).limit(1)
    referral = db.session.scalar(query)
    if referral is None or open_referral_of(household_id) is not None:
        return
    if _state(referral) is ReferralState.HOUSED:
        _add(referral, ReferralEventKind.ENTRY_CANCELLED, referral.version, actor)


def _add(referral: Referral, kind: ReferralEventKind, version: int, actor: Actor, **values: Any) -> ReferralEvent:
    state = _claim(referral, version)
    if not may_happen(state, kind):
        raise _changed(referral, state)
    event = ReferralEvent(referral_id=referral.id, kind=kind, user_id=actor.user_id, **values)
    db.session.add(event)
    db.session.flush()
    facts = {"refusal_reason": values["refusal_reason"]} if values.get("refusal_reason") else {}
    record(f"referral.{kind.value}", referral, actor=actor, **facts)
    return event


def _claim(referral: Referral, version: int) -> ReferralState:
    """Move the version on, which locks the row until the end: of two at once, one finds it moved. Gives the state."""
    moved = db.session.execute(
        sa.update(Referral)
        .where(Referral.id == referral.id, Referral.version == version)
        .values(version=Referral.version + 1)
        .execution_options(synchronize_session=False)
    )
    state = _state(referral)
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise _changed(referral, state)
    db.session.refresh(referral, ["version"])
    return state


def _state(referral: Referral) -> ReferralState:
    query = sa.select(ReferralEvent.kind).where(ReferralEvent.referral_id == referral.id).order_by(ReferralEvent.id)
    return state_of(db.session.scalars(query))


def _changed(referral: Referral, state: ReferralState) -> Conflict:
    last = sa.select(sa.func.max(ReferralEvent.id)).where(ReferralEvent.referral_id == referral.id).scalar_subquery()
    at = db.session.scalar(sa.select(ReferralEvent.at).where(ReferralEvent.id == last))
    if at is None:
        return Stale()
    return Conflict("referral.conflict.changed", state=label(state), at=instant(at))
