"""Detections as their readers may see them: an association its own, a landlord what it gave; and how far each came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from accompaniment.models.detections import AdviserMeeting, Detection
from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkTheme
from accompaniment.queries.mobilisations import told
from accompaniment.vocab_network import MobilisationAnswer
from accompaniment.vocab_prevention import FunnelStep, MeetingResult, SetAside
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask, db
from app.periods import add_months
from axes.models.people import Household
from axes.queries.scope import readable, within_reach

EARLIEST, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
VIEW, ACT = Action.PREVENTION_VIEW, Action.PREVENTION_ACT


@dataclass(frozen=True)
class FunnelFilters:
    """Which detections: seen from `first` to `last`, both included; at least as far as `step`; waiting or set aside
    (`state`)."""

    first: date
    last: date
    step: str | None = None
    state: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], day: date) -> "FunnelFilters":
        """From the address; without days the twelve months up to `day`, nonsense too."""
        last = _day(args.get("last", "")) or day
        first = _day(args.get("first", "")) or add_months(last, -12)
        step, state = (args.get(name, "").strip()[:22] or None for name in ("step", "state"))
        return cls(min(first, last), last, step, state)

    @property
    def kept(self) -> dict[str, str]:
        """What an address keeps of them, but the step."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


def _day(text: str) -> date | None:
    """None for nonsense, and for days before there was anything: twelve months before them are no days."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def in_sight(reader: Reader, action: Action = VIEW) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `detection`, its household joined if there is one: of the reader's association, and readable."""
    nobody = sa.and_(Detection.household_id.is_(None), sa.true() if reader.may(action) else sa.false())
    return Detection.organisation_id == reader.organisation_id, sa.or_(nobody, readable(reader, action))


def _meeting(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(AdviserMeeting.detection_id == Detection.id, *conditions).correlate(Detection)


def of_detection() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `mobilisation`: it followed this detection, and no later one of the same household."""
    later = aliased(Detection)
    newer = sa.exists().where(
        later.household_id == Detection.household_id,
        later.organisation_id == Detection.organisation_id,
        later.found_on <= Mobilisation.sent_on,
        sa.tuple_(later.found_on, later.id) > sa.tuple_(Detection.found_on, Detection.id),
    )
    return (
        Mobilisation.household_id == Detection.household_id,
        Mobilisation.organisation_id == Detection.organisation_id,
        Mobilisation.sent_on >= Detection.found_on,
        Mobilisation.dropped_on.is_(None),
        ~newer.correlate(Detection, Mobilisation),
    )


def _partner(reader: Reader | None, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A request to a service followed, on a theme that the reader may know of; without a reader, of none of health."""
    known = NetworkTheme.sensitive.is_(False) if reader is None else told(reader)
    joined = sa.exists().where(Mobilisation.theme_id == NetworkTheme.id, *of_detection(), known, *conditions)
    return joined.correlate(Detection, Household)


def reached(step: FunnelStep, reader: Reader | None, until: date = LAST_DAY) -> sa.ColumnElement[bool]:
    """Condition on `detection`, its household joined: it came at least so far by a day."""
    if step is FunnelStep.DETECTED:
        return sa.true()
    offered = AdviserMeeting.met_on <= until
    if step is FunnelStep.OFFERED:
        return _meeting(offered)
    met = _meeting(offered, AdviserMeeting.result == MeetingResult.HELD)
    if step is FunnelStep.MET:
        return met
    if step is FunnelStep.MOBILISED:
        return sa.and_(met, _partner(reader, Mobilisation.sent_on <= until))
    answered = Mobilisation.answered_on <= until
    return sa.and_(met, _partner(reader, answered, Mobilisation.answer == MobilisationAnswer.ACCEPTED))


def furthest(reader: Reader | None, until: date = LAST_DAY) -> sa.ColumnElement[str]:
    """How far it came by a day: a `FunnelStep`."""
    steps = [step for step in reversed(FunnelStep) if step is not FunnelStep.DETECTED]
    cases = [(reached(step, reader, until), step.value) for step in steps]
    return sa.case(*cases, else_=FunnelStep.DETECTED.value)


def counted(filters: FunnelFilters) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `detection`: what a funnel counts. What was noted by mistake is in no count."""
    kept = sa.or_(Detection.set_aside.is_(None), Detection.set_aside != SetAside.MISTAKE)
    return Detection.found_on.between(filters.first, filters.last), kept


def funnel(reader: Reader, filters: FunnelFilters) -> dict[FunnelStep, int]:
    """How many came how far, each step holding those of the next. One statement."""
    far = furthest(reader).label("far")
    each = sa.select(far).select_from(Detection).outerjoin(Detection.household)
    one = each.where(*in_sight(reader), *counted(filters)).subquery("one").c
    found = dict(ask(sa.select(one.far, sa.func.count()).group_by(one.far)).all())
    return at_least([found.get(step.value, 0) for step in FunnelStep])


def at_least(furthest_at: Sequence[int]) -> dict[FunnelStep, int]:
    """How many came at least as far as each step, from how many came as far and no further."""
    return {step: sum(furthest_at[place:]) for place, step in enumerate(FunnelStep)}


COLUMNS = ("household", "found_on", "sign", "detected_by", "meetings", "step", "set_aside")


def list_detections(reader: Reader, filters: FunnelFilters) -> sa.Select[Any]:
    """Plain columns, scoped, what was told left out: those not taken up first, then the latest."""
    meetings = sa.select(sa.func.count()).where(AdviserMeeting.detection_id == Detection.id)
    columns: tuple[Any, ...] = (
        Detection.public_id,
        Detection.household_id,
        Household.reference.label("household"),
        Detection.found_on,
        Detection.sign,
        Organisation.name.label("detected_by"),
        meetings.correlate(Detection).scalar_subquery().label("meetings"),
        furthest(reader).label("step"),
        Detection.set_aside,
    )
    query = sa.select(*columns).select_from(Detection).outerjoin(Detection.household)
    query = query.join(Organisation, Organisation.id == Detection.detected_by_id)
    query = query.where(*in_sight(reader), *counted(filters), *_narrowed(reader, filters))
    waits = sa.and_(Detection.household_id.is_(None), Detection.set_aside_on.is_(None))
    return query.order_by(waits.desc(), Detection.found_on.desc(), Detection.id.desc())


def _narrowed(reader: Reader, filters: FunnelFilters) -> list[sa.ColumnElement[bool]]:
    conditions = [reached(FunnelStep(filters.step), reader)] if filters.step in set(FunnelStep) else []
    if filters.state == "waiting":
        conditions += [Detection.household_id.is_(None), Detection.set_aside_on.is_(None)]
    elif filters.state == "set_aside":
        conditions.append(Detection.set_aside_on.is_not(None))
    return conditions


def detection_for(public_id: str, reader: Reader, action: Action = VIEW) -> Detection | None:
    """A detection with all that its page shows."""
    query = sa.select(Detection).outerjoin(Detection.household).where(Detection.public_id == public_id)
    options = [joinedload(one) for one in (Detection.household, Detection.detected_by, Detection.author)]
    return db.session.scalar(query.where(*in_sight(reader, action)).options(*options, selectinload(Detection.meetings)))


def meeting_for(public_id: str, reader: Reader) -> AdviserMeeting | None:
    """A meeting to put right, its detection and household with it."""
    query = sa.select(AdviserMeeting).join(AdviserMeeting.detection).join(Detection.household)
    whole = joinedload(AdviserMeeting.detection).joinedload(Detection.household)
    return db.session.scalar(query.where(AdviserMeeting.public_id == public_id, *in_sight(reader, ACT)).options(whole))


def partners_of(detection: Detection, reader: Reader) -> Sequence[Mobilisation]:
    """The requests to services that followed it, as far as the reader may know of them, the first one first."""
    query = sa.select(Mobilisation).join(Mobilisation.household).join(Mobilisation.theme)
    query = query.join(Detection, Detection.household_id == Mobilisation.household_id)
    query = query.where(Detection.id == detection.id, *of_detection(), told(reader))
    whole = joinedload(Mobilisation.service), joinedload(Mobilisation.theme)
    return db.session.scalars(query.options(*whole).order_by(Mobilisation.sent_on, Mobilisation.id)).all()


def detections_of(household_id: int, reader: Reader) -> Sequence[Detection]:
    """Those of a household that the reader may see, the latest first."""
    query = sa.select(Detection).join(Detection.household).options(joinedload(Detection.detected_by))
    query = query.where(Detection.household_id == household_id, *in_sight(reader))
    return db.session.scalars(query.order_by(Detection.found_on.desc(), Detection.id.desc())).all()


def given_by(reader: Reader) -> sa.Select[Any]:
    """What a landlord gave, and nothing that became of it: public_id, found_on, sign, organisation, told_sealed."""
    columns: tuple[Any, ...] = (Detection.public_id, Detection.found_on, Detection.sign, Detection.told_sealed)
    query = sa.select(*columns, Organisation.name.label("organisation")).join(Detection.organisation)
    query = query.where(Detection.detected_by_id == reader.organisation_id, Detection.given)
    return query.order_by(Detection.found_on.desc(), Detection.id.desc())


def households_to_act_on(reader: Reader) -> sa.Select[Household]:
    """Those for whom the reader may work against eviction; latest first."""
    mine = within_reach(reader, ACT), readable(reader, ACT)
    return sa.select(Household).where(*mine).order_by(Household.id.desc())
