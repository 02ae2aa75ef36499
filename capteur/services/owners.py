"""Owners: added, described anew, moved in the relation, spoken with. Each one act."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.crypto import index_tokens
from app.db import count_as_changed, db
from app.happenings import Happening
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all, refuse_stale
from axes.models.programmes import Programme
from axes.services.references import write_under_reference
from capteur.models.owners import Owner, OwnerContact, OwnerEvent, OwnerWord
from capteur.queries.owners import came_back_since, last_event, twin_of
from capteur.rules.owners import EMAIL, NAME, PHONE, may_go, same_address, same_number
from capteur.services.days import wrong_day
from capteur.services.lead_steps import NextStep, plan_next
from capteur.vocab_owners import (
    Initiative,
    LeadSource,
    OwnerAnswer,
    OwnerChannel,
    OwnerKind,
    OwnerRefusal,
    OwnerStage,
)

LEFT_ALONE = Happening()  # owner, actor: the owner asked not to be contacted


@dataclass(frozen=True, kw_only=True)
class OwnerFacts:
    """Who an owner is."""

    kind: OwnerKind
    name: str
    source: LeadSource
    phone: str | None = None
    email: str | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True)
class MoveFacts:
    """Where the relation comes to stand, since which day, and why."""

    stage: OwnerStage
    effective_on: date
    recall_on: date | None = None
    refusal: OwnerRefusal | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class OwnerContactFacts:
    """What was said, who began, how many minutes it took."""

    initiative: Initiative
    channel: OwnerChannel
    answer: OwnerAnswer
    happened_on: date
    minutes: int | None = None
    note: str | None = None


def add_owner(
    *, programme: Programme, facts: OwnerFacts, step: NextStep, actor: Actor, since: date | None = None
) -> Owner:
    """Write an owner of the programme down, identified today, or on the day that they came to be known.

    Raises `Refusal` for a telephone or an e-mail that the programme knows already: it names the owner, or says that
    they asked to be left alone.
    """
    refuse_all(_twins(programme.id, facts))
    made = Owner(programme_id=programme.id, organisation_id=actor.organisation_id, **asdict(facts))
    write_under_reference(made, today(), letter="P")
    index_owner(made)
    write_event(made, None, MoveFacts(stage=OwnerStage.IDENTIFIED, effective_on=since or today()), actor)
    plan_next(made, None, step, actor)
    record("owner.added", made, actor=actor, kind=facts.kind, source=facts.source, programme=programme)
    return made


def edit_owner(*, owner: Owner, version: int | None, facts: OwnerFacts, actor: Actor) -> None:
    """Say anew who an owner is. Raises as `add_owner`, and `Stale`."""
    refuse_stale(owner, version)
    refuse_all(_twins(owner.programme_id, facts, but=owner))
    for name, value in asdict(facts).items():
        setattr(owner, name, value)
    index_owner(owner)
    count_as_changed(owner)
    db.session.flush()
    record("owner.edited", owner, actor=actor, kind=facts.kind, source=facts.source)


def _twins(programme_id: int, facts: OwnerFacts, but: Owner | None = None) -> Iterator[Refusal]:
    for field, value in (("phone", facts.phone), ("email", facts.email)):
        twin = twin_of(programme_id, **{field: value}, but=but) if value else None
        if twin is not None and twin.stage is OwnerStage.DO_NOT_CONTACT:
            yield Refusal("owner.refusal.left_alone", field)
        elif twin is not None:
            yield Refusal("owner.refusal.known", field, reference=twin.reference)


def index_owner(owner: Owner) -> None:
    """Make the owner's words those of the name, the telephone and the e-mail."""
    words = index_tokens(owner.name, NAME)
    words |= index_tokens(same_number(owner.phone), PHONE) if owner.phone else set()
    words |= index_tokens(same_address(owner.email), EMAIL) if owner.email else set()
    db.session.execute(sa.delete(OwnerWord).where(OwnerWord.owner_id == owner.id))
    if words:
        db.session.execute(sa.insert(OwnerWord), [{"token": one, "owner_id": owner.id} for one in sorted(words)])


def move_owner(*, owner: Owner, version: int | None, facts: MoveFacts, step: NextStep, actor: Actor) -> None:
    """Say where the relation stands now.

    Raises `Stale` when somebody moved it meanwhile; `Refusal` for a way there is not, a day to come or before the last
    move, a recall without its day, a refusal without its reason. Who wanted no contact is spoken with again only after
    they came back by themselves.
    """
    refuse_stale(owner, version)
    take_owner(owner)
    last = last_event(owner.id)
    refuse_all([*_wrong_move(owner, last, facts), *step.wrong()])
    write_event(owner, last, facts, actor)
    plan_next(owner, None, step, actor)
    record("owner.moved", owner, actor=actor, before=last.stage, stage=facts.stage, since=facts.effective_on)
    if facts.stage is OwnerStage.DO_NOT_CONTACT:
        LEFT_ALONE.tell(owner=owner, actor=actor)


def _wrong_move(owner: Owner, last: OwnerEvent, facts: MoveFacts) -> Iterator[Refusal]:
    if not may_go(last.stage, facts.stage) or facts.stage is OwnerStage.ACTIVE:
        yield Refusal("owner.refusal.no_way", "stage")
    if last.stage is OwnerStage.DO_NOT_CONTACT and not came_back_since(owner.id, last.effective_on):
        yield Refusal("owner.refusal.still_left_alone", "stage", day=shown(last.effective_on))
    yield from wrong_day(facts.effective_on, "effective_on", last.effective_on)
    if (facts.stage is OwnerStage.DORMANT) != (facts.recall_on is not None):
        yield Refusal("owner.refusal.recall", "recall_on")
    if facts.recall_on is not None and facts.recall_on < today():
        yield Refusal("lead.refusal.past", "recall_on", day=shown(today()))
    if (facts.stage is OwnerStage.REFUSED) != (facts.refusal is not None):
        yield Refusal("owner.refusal.why", "refusal")


def take_owner(owner: Owner) -> None:
    """Before its last event is read: of two who act on an owner at once, the second begins again on what stands now."""
    count_as_changed(owner)
    db.session.flush()


def write_event(owner: Owner, last: OwnerEvent | None, facts: MoveFacts, actor: Actor) -> None:
    """Where the relation comes to stand after its last event; the one place that says so."""
    place = {"position": last.position + 1 if last else 1, "before": last.stage if last else None}
    db.session.add(OwnerEvent(owner_id=owner.id, user_id=actor.user_id, **place, **asdict(facts)))
    db.session.flush()


def note_owner_contact(*, owner: Owner, facts: OwnerContactFacts, step: NextStep, actor: Actor) -> OwnerContact:
    """Write a contact down. The first one makes an owner contacted. Whoever wants no contact may call, and is not
    called: raises `Refusal`; also for a day to come."""
    take_owner(owner)
    last = last_event(owner.id)
    refuse_all([*_wrong_contact(last, facts), *step.wrong()])
    made = OwnerContact(owner_id=owner.id, author_id=actor.user_id, **asdict(facts))
    db.session.add(made)
    db.session.flush()
    if last.stage is OwnerStage.IDENTIFIED:
        since = max(facts.happened_on, last.effective_on)
        write_event(owner, last, MoveFacts(stage=OwnerStage.CONTACTED, effective_on=since), actor)
    plan_next(owner, None, step, actor)
    told = {"initiative": facts.initiative, "channel": facts.channel, "answer": facts.answer, "minutes": facts.minutes}
    record("owner.contacted", owner, actor=actor, on=facts.happened_on, **told)
    return made


def _wrong_contact(last: OwnerEvent, facts: OwnerContactFacts) -> Iterator[Refusal]:
    yield from wrong_day(facts.happened_on, "happened_on")
    alone = last.stage is OwnerStage.DO_NOT_CONTACT
    if alone and facts.initiative is Initiative.US and facts.happened_on >= last.effective_on:
        yield Refusal("owner.refusal.wants_no_contact", "initiative", day=shown(last.effective_on))
