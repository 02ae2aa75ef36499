"""Visits of dwellings: planned, held with their sheet, or not held; pictures. Each moves the dwelling along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import count_as_changed, db
from app.files.content import PDF
from app.files.sound import sound
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Refusal, refuse_all, refuse_stale
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.models.visits import Visit, VisitCheck, VisitPhoto
from capteur.queries.opportunities import last_stage
from capteur.queries.visits import last_held
from capteur.rules.dwellings import after_visit, may_go
from capteur.services.days import refuse_day, wrong_day
from capteur.services.lead_steps import NextStep, plan_next
from capteur.services.opportunities import StageFacts, change_stage, refuse_left_alone
from capteur.services.owners import LEFT_ALONE
from capteur.vocab_dwellings import CheckItem, CheckVerdict, EnergyClass, OpportunityStage, Verdict, VisitOutcome
from capteur.vocab_owners import LeadAction

MOST_PHOTOS = 20
LONGEST_SIDE = 1600  # pixels: enough to see the damp, and twenty of them stay small
FOR_SAFETY = (CheckItem.SAFETY, CheckItem.HEALTH)  # nobody is housed where these were not looked at
Found = Mapping[CheckItem, tuple[CheckVerdict, str | None]]  # the verdict of each item, and a note


@dataclass(frozen=True, kw_only=True)
class SheetFacts:
    """What was seen; amounts are in cents a month."""

    happened_on: date
    verdict: Verdict
    rooms: int | None = None
    rent_cents: int | None = None
    charges_cents: int | None = None
    energy: EnergyClass = EnergyClass.UNKNOWN
    available_on: date | None = None
    minutes: int | None = None
    revisit: bool = False
    works: str | None = None


def plan_visit(
    *,
    opportunity: Opportunity,
    version: int | None,
    planned_on: date,
    actor: Actor,
    planned_at: time | None = None,
) -> Visit:
    """Somebody goes to see the dwelling on a day, at an hour if agreed; one that has passed, for a visit noted
    afterwards.

    Raises `Stale`; `Refusal` where a visit is planned already, or the dwelling is won or over, for an owner who wants
    no contact, or a day before the dwelling came to stand where it stands.
    """
    refuse_stale(opportunity, version)
    refuse_left_alone(opportunity.owner)
    last, since = last_stage(opportunity.id), min(planned_on, today())
    if not may_go(last.stage, OpportunityStage.VISIT_PLANNED):
        raise Refusal("visit.refusal.no_way", "planned_on", stage=label(last.stage))
    refuse_day(since, "planned_on", last.effective_on)
    change_stage(opportunity, last, StageFacts(stage=OpportunityStage.VISIT_PLANNED, effective_on=since), actor)
    when = {"planned_on": planned_on, "planned_at": planned_at}
    made = Visit(opportunity=opportunity, visitor_id=actor.user_id, checks=[], **when)
    db.session.add(made)
    ahead = planned_on >= today()
    step = NextStep(action=LeadAction.VISIT, due_on=planned_on) if ahead else NextStep()
    plan_next(opportunity.owner, opportunity, step, actor)
    record("visit.planned", made, actor=actor, dwelling=opportunity, on=planned_on)
    return made


def write_sheet(
    *, visit: Visit, version: int | None, facts: SheetFacts, found: Found, step: NextStep, actor: Actor
) -> None:
    """The visit took place: what was found, and the dwelling is suitable or not. Corrected by the same act, until
    something else follows. What was seen of the price, the energy and the availability is the dwelling's from now on.

    Raises `Stale`; `Refusal` for a visit that is settled, a day to come or before it was planned, a suitable dwelling
    with a blocking item or one of `FOR_SAFETY` that nobody saw, an unsuitable one without.
    """
    refuse_stale(visit, version)
    last = last_stage(visit.opportunity_id)
    _refuse_settled(visit, last)
    blocking = [item for item in CheckItem if found[item][0] is CheckVerdict.BLOCKING]
    corrects = not visit.is_planned
    refuse_all([*_wrong(facts, found, blocking, None if corrects else last.effective_on), *step.wrong()])
    visit.outcome, visit.blocking = VisitOutcome.HELD, blocking[0] if blocking else None
    for name, value in asdict(facts).items():
        setattr(visit, name, value)
    _write_checks(visit, found)
    _tell_dwelling(visit.opportunity, facts)
    _move(visit, last, facts, actor)
    if not corrects or step.action is not None:
        plan_next(visit.opportunity.owner, visit.opportunity, step, actor)
    told = {"verdict": facts.verdict, "blocking": visit.blocking, "minutes": facts.minutes}
    record("visit.held", visit, actor=actor, dwelling=visit.opportunity, on=facts.happened_on, **told)


def _wrong(facts: SheetFacts, found: Found, blocking: Sequence[CheckItem], since: date | None) -> Iterator[Refusal]:
    yield from wrong_day(facts.happened_on, "happened_on", since)
    if facts.verdict is Verdict.SUITABLE and blocking:
        yield Refusal("visit.refusal.blocked", "verdict", item=label(blocking[0]))
    for item in FOR_SAFETY:
        if facts.verdict is Verdict.SUITABLE and found[item][0] is CheckVerdict.NOT_SEEN:
            yield Refusal("visit.refusal.not_seen", item.value)
    if facts.verdict is Verdict.UNSUITABLE and not blocking:
        yield Refusal("visit.refusal.what_blocks", "verdict")
    if facts.revisit and facts.verdict is Verdict.SUITABLE:
        yield Refusal("visit.refusal.revisit", "revisit")


def _refuse_settled(visit: Visit, last: OpportunityEvent) -> None:
    """Raise `Refusal` for a visit that did not take place, or that something followed."""
    if visit.is_planned and last.stage is OpportunityStage.VISIT_PLANNED:
        return
    held = last_held(visit.opportunity_id) if visit.outcome is VisitOutcome.HELD else None
    stands = last.stage in (OpportunityStage.VISITED, OpportunityStage.SUITABLE)
    if not stands or held is None or held.id != visit.id:
        raise Refusal("visit.refusal.settled", None, stage=label(last.stage))


def _write_checks(visit: Visit, found: Found) -> None:
    known = {one.item: one for one in visit.checks}
    for item, (verdict, note) in found.items():
        one = known.get(item)
        if one is None:
            one = VisitCheck(visit_id=visit.id, item=item)
            visit.checks.append(one)
        one.verdict, one.note = verdict, note


def _tell_dwelling(opportunity: Opportunity, facts: SheetFacts) -> None:
    for name in ("rent_cents", "charges_cents", "available_on"):
        if getattr(facts, name) is not None:
            setattr(opportunity, name, getattr(facts, name))
    if facts.energy is not EnergyClass.UNKNOWN:
        opportunity.energy = facts.energy


def _move(visit: Visit, last: OpportunityEvent, facts: SheetFacts, actor: Actor) -> None:
    """To where the verdict brings the dwelling; an edit that changes no verdict moves nothing."""
    count_as_changed(visit)
    stage = after_visit(facts.verdict)
    if stage is last.stage:
        db.session.flush()
        return
    since = max(facts.happened_on, last.effective_on)
    change_stage(visit.opportunity, last, StageFacts(stage=stage, effective_on=since), actor)


def miss_visit(*, visit: Visit, version: int | None, outcome: VisitOutcome, step: NextStep, actor: Actor) -> None:
    """The visit did not take place: the dwelling stands again where it stood by its last visit, or as a lead.

    Raises `Stale`, or `Refusal` for a visit that is settled, or a day to come that nobody can have missed.
    """
    refuse_stale(visit, version)
    last = last_stage(visit.opportunity_id)
    if not visit.is_planned or last.stage is not OpportunityStage.VISIT_PLANNED:
        raise Refusal("visit.refusal.settled", None, stage=label(last.stage))
    if visit.planned_on > today() and outcome is not VisitOutcome.CANCELLED:
        raise Refusal("visit.refusal.not_yet", "outcome", day=shown(visit.planned_on))
    before = last_held(visit.opportunity_id)
    visit.outcome, visit.happened_on = outcome, min(visit.planned_on, today())
    stage = after_visit(before.verdict if before else None)
    since = max(visit.happened_on, last.effective_on)
    change_stage(visit.opportunity, last, StageFacts(stage=stage, effective_on=since), actor)
    plan_next(visit.opportunity.owner, visit.opportunity, step, actor)
    record("visit.not_held", visit, actor=actor, dwelling=visit.opportunity, outcome=outcome)


def _call_off(*, owner: Owner, actor: Actor) -> None:
    """Nobody goes to see a dwelling of an owner who wants no contact."""
    query = sa.select(Visit).join(Visit.opportunity).where(Opportunity.owner_id == owner.id, Visit.is_planned)
    whole = contains_eager(Visit.opportunity).joinedload(Opportunity.owner)
    for visit in db.session.scalars(query.options(whole).order_by(Visit.id)).all():
        outcome, version = VisitOutcome.CANCELLED, visit.version
        miss_visit(visit=visit, version=version, outcome=outcome, step=NextStep(), actor=actor)


LEFT_ALONE.listen(_call_off)


def add_photos(*, visit: Visit, photos: Sequence[tuple[str, bytes]], actor: Actor) -> None:
    """Keep pictures of a visit: JPEG or PNG of 5 MB at most, drawn anew and smaller, twenty in all.

    Raises `Refusal` beside the field for anything else, and for a visit that did not take place.
    """
    if visit.outcome not in (None, VisitOutcome.HELD):
        raise Refusal("visit.refusal.settled", None, stage=label(visit.outcome))
    count = sa.select(sa.func.count()).where(VisitPhoto.visit_id == visit.id)
    if not photos or (db.session.scalar(count) or 0) + len(photos) > MOST_PHOTOS:
        raise Refusal("visit.refusal.photos", "photos", most=MOST_PHOTOS)
    for _, content in photos:
        media_type, kept = sound(content, "photos", LONGEST_SIDE)
        if media_type == PDF:
            raise Refusal("visit.refusal.not_a_photo", "photos")
        made = VisitPhoto(visit_id=visit.id, media_type=media_type, size=len(kept))
        made.content = kept
        db.session.add(made)
    db.session.flush()
    record("visit.photographed", visit, actor=actor, photos=len(photos))


def remove_photo(*, photo: VisitPhoto, actor: Actor) -> None:
    """Take a picture away for good: somebody is on it, or it shows nothing."""
    record("visit.photo_removed", photo.visit, actor=actor)
    db.session.delete(photo)
    db.session.flush()
