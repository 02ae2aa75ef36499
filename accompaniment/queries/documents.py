"""Documents as their readers may see them: beside `readable` on the household, `legible` says for whom each is."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload, undefer

from accompaniment.models.documents import DocumentPage, PersonDocument
from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.models.exit_plans import ExitStep
from accompaniment.vocab_documents import PaperReaders
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.queries.scope import readable

SHOWN: tuple[Any, ...] = (
    joinedload(PersonDocument.author),
    joinedload(PersonDocument.organisation),
    joinedload(PersonDocument.person),
    joinedload(PersonDocument.removed_by),
    selectinload(PersonDocument.pages),
)


def legible(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `person_document`, beside `readable` on its household: it was filed for such a reader."""
    own = PersonDocument.organisation_id == reader.organisation_id
    return sa.or_(
        PersonDocument.readers == PaperReaders.SHARED,
        sa.and_(PersonDocument.readers == PaperReaders.ORGANISATION, own),
        sa.and_(PersonDocument.readers == PaperReaders.HEALTH, readable(reader, Action.HOUSEHOLD_HEALTH)),
    )


def replaced() -> sa.ColumnElement[bool]:
    """Condition on `person_document`: another stands in its place."""
    newer = aliased(PersonDocument)
    return sa.exists().where(newer.replaces_id == PersonDocument.id).correlate(PersonDocument)


def stands() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `person_document`: neither removed nor replaced."""
    return PersonDocument.removed_at.is_(None), ~replaced()


def _for(reader: Reader, action: Action) -> tuple[sa.ColumnElement[bool], ...]:
    return readable(reader, action), legible(reader)


def documents_of(reader: Reader, household_id: int, *, every: bool = False) -> sa.Select[Any]:
    """(document, whether it is replaced) of the household: those that stand, the first to end on top, or `every`."""
    columns: tuple[Any, ...] = (PersonDocument, replaced().label("replaced"))
    query = (
        sa.select(*columns)
        .join(PersonDocument.household)
        .where(PersonDocument.household_id == household_id, *_for(reader, Action.SUPPORT_VIEW))
        .options(*SHOWN)
        .order_by(PersonDocument.last_day.is_(None), PersonDocument.last_day, PersonDocument.id.desc())
    )
    return query if every else query.where(*stands())


def document_of(public_id: str, reader: Reader, action: Action = Action.SUPPORT_VIEW) -> Any:
    """(document, whether it is replaced), its household and pages loaded; None unless it was filed for the reader and
    they may do `action` on the household."""
    query = sa.select(PersonDocument, replaced().label("replaced")).join(PersonDocument.household)
    query = query.where(PersonDocument.public_id == public_id, *_for(reader, action))
    return db.session.execute(query.options(contains_eager(PersonDocument.household), *SHOWN)).one_or_none()


def document_to_change(public_id: str, reader: Reader) -> PersonDocument | None:
    """A document of the reader's own organisation, not removed, of a household on which they may act."""
    found = document_of(public_id, reader, Action.SUPPORT_ACT)
    if found is None or found[0].is_removed or found[0].organisation_id != reader.organisation_id:
        return None
    document: PersonDocument = found[0]
    return document


def document_to_replace(public_id: str, reader: Reader) -> PersonDocument | None:
    """A document that stands, whoever filed it, of a household on which the reader may act."""
    found = document_of(public_id, reader, Action.SUPPORT_ACT)
    return None if found is None or found[0].is_removed or found.replaced else found[0]


def page_to_send(public_id: str, reader: Reader) -> DocumentPage | None:
    """A page with its bytes, its document and household."""
    query = (
        sa.select(DocumentPage)
        .join(DocumentPage.document)
        .join(PersonDocument.household)
        .where(DocumentPage.public_id == public_id, *_for(reader, Action.SUPPORT_VIEW))
        .options(undefer(DocumentPage.content_sealed))
        .options(contains_eager(DocumentPage.document).contains_eager(PersonDocument.household))
    )
    return db.session.scalar(query)


def neighbours_of(document: PersonDocument, reader: Reader) -> Sequence[PersonDocument]:
    """The one that it replaces and the one that replaces it, as far as the reader may read them, the older first."""
    beside = sa.or_(PersonDocument.id == document.replaces_id, PersonDocument.replaces_id == document.id)
    query = sa.select(PersonDocument).where(PersonDocument.household_id == document.household_id, beside)
    query = query.join(PersonDocument.household).where(*_for(reader, Action.SUPPORT_VIEW))
    return db.session.scalars(query.order_by(PersonDocument.id)).all()


def proofs_to_choose(event: EntitlementEvent, reader: Reader) -> Sequence[PersonDocument]:
    """Documents that may prove what was noted: of its person or of the whole household, that stand, the latest first;
    the one chosen before stays among them. Of a right of the health area, those of the health area."""
    of_person = sa.or_(PersonDocument.person_id.is_(None), PersonDocument.person_id == event.person_id)
    query = _choosable(event.household_id, event.document_id, reader).where(of_person)
    if event.entitlement.sensitive:
        query = query.where(PersonDocument.readers == PaperReaders.HEALTH)
    return db.session.scalars(query).all()


def step_proofs_to_choose(step: ExitStep, reader: Reader) -> Sequence[PersonDocument]:
    """Documents of the household that may show that a step of its exit plan is done, as above; its plan is loaded."""
    return db.session.scalars(_choosable(step.plan.household_id, step.document_id, reader)).all()


def _choosable(household_id: int, chosen_id: int | None, reader: Reader) -> sa.Select[Any]:
    stays = sa.or_(PersonDocument.id == chosen_id, sa.and_(*stands()))
    query = sa.select(PersonDocument).join(PersonDocument.household).where(PersonDocument.household_id == household_id)
    return query.where(*_for(reader, Action.SUPPORT_VIEW), stays).order_by(PersonDocument.id.desc())


def proofs_among(events: Iterable[EntitlementEvent], reader: Reader) -> dict[int, PersonDocument]:
    """The documents that prove these, by their keys, as far as the reader may read them and they are still there."""
    keys = {one.document_id for one in events if one.document_id is not None}
    if not keys:
        return {}
    query = sa.select(PersonDocument).join(PersonDocument.household).where(PersonDocument.id.in_(keys))
    query = query.where(PersonDocument.removed_at.is_(None), *_for(reader, Action.SUPPORT_VIEW))
    return {one.id: one for one in db.session.scalars(query.order_by(PersonDocument.id))}


def proves(document: PersonDocument, *, health: bool) -> tuple[list[EntitlementEvent], list[ExitStep]]:
    """The rights that a document proves, those of the health area only where it is open, and the steps of exit plans
    that it shows to be done; each the latest first. One statement: few of the ones stand beside few of the others."""
    noted = [EntitlementEvent.document_id == PersonDocument.id, EntitlementEvent.cancelled_on.is_(None)]
    if not health:
        plain = sa.select(Entitlement.id).where(Entitlement.sensitive.is_(False))
        noted.append(EntitlementEvent.entitlement_id.in_(plain))
    columns: tuple[Any, ...] = (EntitlementEvent, ExitStep)
    query = (
        sa.select(*columns)
        .select_from(PersonDocument)
        .outerjoin(EntitlementEvent, sa.and_(*noted))
        .outerjoin(ExitStep, ExitStep.document_id == PersonDocument.id)
        .where(PersonDocument.id == document.id)
        .options(joinedload(EntitlementEvent.entitlement), joinedload(EntitlementEvent.person))
        .options(joinedload(ExitStep.model))
        .order_by(EntitlementEvent.happened_on.desc(), EntitlementEvent.id.desc())
        .order_by(ExitStep.done_on.desc(), ExitStep.id.desc())
    )
    rows = db.session.execute(query).all()
    rights, steps = (list(dict.fromkeys(row[at] for row in rows if row[at] is not None)) for at in (0, 1))
    return rights, steps


def documents_ending(reader: Reader) -> sa.Select[Any]:
    """Documents filed for the reader that stand and have a last day of which one wants to be reminded; whose, which
    columns and in which order is the caller's (`DayScope.acted_on`). One day is told once: what proves a right that
    ends on it is told with the right."""
    proves_it = (EntitlementEvent.document_id == PersonDocument.id, EntitlementEvent.cancelled_on.is_(None))
    told = sa.exists().where(*proves_it, EntitlementEvent.valid_until == PersonDocument.last_day)
    return (
        sa.select(PersonDocument)
        .join(Household, Household.id == PersonDocument.household_id)
        .where(PersonDocument.last_day.is_not(None), PersonDocument.reminds, *stands(), legible(reader))
        .where(~told.correlate(PersonDocument))
    )
