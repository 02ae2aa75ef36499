"""Mediation cases: by whom they are read, and in whose hands they are.

Those who work in the programme read all of them; a partner those of the lettings that it may read. What concerns the
owner is for those who read owners; what concerns the household for the mediator, the sender and the support body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.db import db
from axes.models.people import Household
from axes.models.programmes import Programme
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase, MediationStep
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.queries.duties import in_hand, mediator_on
from capteur.queries.lettings import readable_letting
from capteur.vocab_mediation import CaseList, MediationCause, Severity

VIEW = Action.MEDIATION_VIEW
WITH_HOUSEHOLD = (Role.MEDIATOR, Role.PARTNER, Role.FIELD_WORKER)


@dataclass(frozen=True)
class CaseFilters:
    """What the list is narrowed to: open or closed, cause, severity, letting (public id), in the reader's hands."""

    which: str = CaseList.OPEN.value
    cause: str | None = None
    severity: str | None = None
    letting: str | None = None
    mine: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "CaseFilters":
        """From the address; what is no choice narrows nothing."""
        given = {name: args.get(name, "").strip()[:40] for name in cls.__dataclass_fields__}
        known: dict[str, set[str]] = {"which": set(CaseList), "cause": set(MediationCause), "severity": set(Severity)}
        kept = {name: value for name, value in given.items() if value and value in known.get(name, {value})}
        return cls(**kept)

    @property
    def kept(self) -> dict[str, str]:
        """The filters in use, for an address."""
        return {name: value for name, value in asdict(self).items() if value}


def reads_owner_side(reader: Reader) -> bool:
    """Whether the reader reads what concerns the owner."""
    return reader.may(Action.OWNER_VIEW)


def reads_household_side(reader: Reader, acting: bool) -> bool:
    """Whether the reader reads what concerns the household: the prospector only where they act as mediator."""
    return acting or reader.role in WITH_HOUSEHOLD


def cases_from(reader: Reader, programme: Programme | type[Programme], *what: Any) -> sa.Select[Any]:
    """`what` of the cases of the programme (with the class: of any) that the reader may read."""
    query = sa.select(*what).select_from(MediationCase).join(Letting, Letting.id == MediationCase.letting_id)
    query = query.join(Proposal, Proposal.id == Letting.proposal_id).join(Request, Request.id == Proposal.request_id)
    query = query.join(Household, Household.id == Request.household_id).where(Request.programme_id == programme.id)
    return query.where(readable_letting(reader) if reader.may(VIEW) else sa.false())


def list_cases(reader: Reader, programme: Programme, filters: CaseFilters) -> sa.Select[Any]:
    """(case, name of the mediator in charge), the most serious and then the oldest first."""
    mediator = mediator_on(today())
    query = cases_from(reader, programme, MediationCase, mediator.c.name.label("mediator"))
    query = query.outerjoin(mediator, mediator.c.opportunity_id == Letting.opportunity_id)
    query = query.where(*_narrowed(reader, programme, filters))
    letting = contains_eager(MediationCase.letting)
    query = query.options(letting.joinedload(Letting.household), letting.joinedload(Letting.opportunity))
    weight = sa.case({one: place for place, one in enumerate(Severity)}, value=MediationCase.severity)
    return query.order_by(MediationCase.closed_on.desc(), weight.desc(), MediationCase.opened_on, MediationCase.id)


def _narrowed(reader: Reader, programme: Programme, filters: CaseFilters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.which != CaseList.EVERY:
        is_open: Any = MediationCase.is_open
        conditions.append(is_open if filters.which == CaseList.OPEN else ~is_open)
    if filters.cause:
        conditions.append(MediationCase.cause == MediationCause(filters.cause))
    if filters.severity:
        conditions.append(MediationCase.severity == Severity(filters.severity))
    if filters.letting:
        conditions.append(Letting.public_id == filters.letting)
    if filters.mine:
        conditions.append(in_hand(reader, programme, today()))
    return conditions


def case_for(reader: Reader, programme: Programme, public_id: str, *, acting: bool = False) -> Any:
    """(case, whether it is in the reader's hands), where the reader may read it; with `acting`, act on it."""
    hand = in_hand(reader, programme, today())
    query = cases_from(reader, programme, MediationCase, hand.label("acting"))
    query = query.where(MediationCase.public_id == public_id, *([hand] if acting else []))
    letting = contains_eager(MediationCase.letting)
    asked = letting.contains_eager(Letting.proposal).contains_eager(Proposal.request)
    query = query.options(
        asked.contains_eager(Request.household),
        asked.joinedload(Request.organisation),
        letting.joinedload(Letting.household),
        letting.joinedload(Letting.opportunity).joinedload(Opportunity.owner),
        joinedload(MediationCase.author),
    )
    return db.session.execute(query).first()


def steps_of(reader: Reader, case: MediationCase) -> Sequence[MediationStep]:
    """What was done, the last first; for a partner, what was told of the household."""
    query = sa.select(MediationStep).where(MediationStep.case_id == case.id)
    if reader.only_own(VIEW):
        query = query.where(MediationStep.household_note_sealed.is_not(None))
    event = joinedload(MediationStep.guarantee_event)
    query = query.options(joinedload(MediationStep.author), event)
    return db.session.scalars(query.order_by(MediationStep.happened_on.desc(), MediationStep.id.desc())).all()


def last_step_on(case: MediationCase) -> date:
    """The day of its last step; that of its opening before the first."""
    query = sa.select(sa.func.max(MediationStep.happened_on)).where(MediationStep.case_id == case.id)
    return db.session.scalar(query) or case.opened_on


def letting_in_hand(reader: Reader, programme: Programme, letting: Letting, day: date) -> bool:
    """Whether the reader acts as mediator of a letting that they may read."""
    query = sa.select(Letting.id).where(Letting.id == letting.id, in_hand(reader, programme, day))
    return db.session.scalar(query) is not None
