"""Requests to lend a site longer. What a housing operator reads of them is units and days, never who lives there."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import paper_contains
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.extensions import ExtensionRequest
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.coverage import latest_last_day
from occupancy.queries.outcomes import is_settled
from occupancy.queries.sight import in_sight
from occupancy.vocab import AmendmentKind, ClosureOutcomeKind
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites
from sites.vocab import UnitUse

VIEW = Action.AGREEMENT_VIEW


def find_request(reader: Reader, public_id: str, action: Action = VIEW) -> ExtensionRequest | None:
    """The request with its agreement, site and housing operator. One that was not sent is only for who writes it."""
    query = (
        sa.select(ExtensionRequest)
        .join(ExtensionRequest.agreement)
        .join(Agreement.site)
        .where(ExtensionRequest.public_id == public_id, readable_sites(reader, action), _shown_to(reader))
        .options(
            contains_eager(ExtensionRequest.agreement)
            .contains_eager(Agreement.site)
            .joinedload(Site.housing_operator)
            .joinedload(HousingOperator.organisation)
        )
    )
    return db.session.scalar(query)


def _shown_to(reader: Reader) -> sa.ColumnElement[bool]:
    return sa.true() if reader.may(Action.AGREEMENT_EDIT) else ExtensionRequest.sent_on.is_not(None)


def requests_of_site(reader: Reader, site_id: int) -> list[ExtensionRequest]:
    """The requests about a site, the newest first."""
    query = (
        sa.select(ExtensionRequest)
        .join(Agreement, Agreement.id == ExtensionRequest.agreement_id)
        .where(Agreement.site_id == site_id, _shown_to(reader))
        .options(joinedload(ExtensionRequest.agreement))
        .order_by(ExtensionRequest.id.desc())
    )
    return list(db.session.scalars(query))


def unanswered(reader: Reader, day: date) -> sa.Select[Any]:
    """Requests to do something about: not sent yet, or without the answer that was hoped for; the oldest first."""
    late = sa.or_(ExtensionRequest.sent_on.is_(None), ExtensionRequest.answer_due_on < sa.literal(day, sa.Date))
    columns: tuple[Any, ...] = (
        ExtensionRequest.public_id,
        ExtensionRequest.drafted_on,
        ExtensionRequest.sent_on,
        ExtensionRequest.answer_due_on,
        Agreement.reference,
        Site.name.label("site_name"),
    )
    return (
        sa.select(*columns)
        .join(Agreement, Agreement.id == ExtensionRequest.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(ExtensionRequest.is_open, late, readable_sites(reader, Action.AGREEMENT_EDIT))
        .order_by(sa.func.coalesce(ExtensionRequest.answer_due_on, ExtensionRequest.drafted_on), ExtensionRequest.id)
    )


class Saved(NamedTuple):
    """What an extension would save: dwellings, and the stays in them that would otherwise end; counts alone."""

    dwellings: int
    stays: int
    persons: int


def saved_by(agreement: Agreement, reader: Reader, day: date) -> Saved:
    """What the agreement still holds on `day`: stays that nothing plans to end before it does. Two statements."""
    units = (
        sa.select(AgreementUnit.unit_id)
        .join(Unit, Unit.id == AgreementUnit.unit_id)
        .where(AgreementUnit.agreement_id == agreement.id, Unit.use == UnitUse.DWELLING)
        .where(paper_contains(AgreementUnit.first_day, AgreementUnit.last_day, day))
    )
    leaves = sa.exists().where(
        ClosureOutcome.stay_id == Stay.id,
        ClosureOutcome.kind != ClosureOutcomeKind.EXTENSION,
        ClosureOutcome.closure_id == Closure.id,
        Closure.cancelled_on.is_(None),
        is_settled(day),
    )
    staying = (Stay.unit_id.in_(units), Stay.end_on.is_(None), ~leaves, *in_sight(reader, Stay))
    people = sa.select(sa.func.count(Stay.id.distinct()), sa.func.count(StayPerson.id)).select_from(Stay)
    people = people.outerjoin(StayPerson, sa.and_(StayPerson.stay_id == Stay.id, StayPerson.end_on.is_(None)))
    stays, persons = db.session.execute(people.where(*staying)).one()
    dwellings = db.session.scalar(sa.select(sa.func.count()).select_from(units.distinct().subquery())) or 0
    return Saved(dwellings, stays, persons)


def granted_extension(reader: Reader, agreement: Agreement, public_id: str) -> dict[str, Any]:
    """What the amendment that follows a granted request says; nothing for any other request, or none."""
    request = find_request(reader, public_id, Action.AGREEMENT_EDIT) if public_id else None
    if request is None or request.agreement_id != agreement.id or request.granted_last_day is None:
        return {}
    return {
        "kind": AmendmentKind.EXTENSION,
        "reason": request.reason[:300],
        "effective_on": latest_last_day(agreement) + timedelta(days=1),
        "new_last_day": request.granted_last_day,
    }
