"""Consents of a household, and with whom one may be recorded."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.auth.models.organisations import Organisation
from app.auth.queries.organisations import open_ones
from app.auth.reader import Reader
from app.auth.vocab import Action, OrganisationKind
from app.db import db
from app.web.records import Records, by_name
from axes.models.people import Consent, Household
from axes.queries.scope import in_force, readable
from axes.vocab import ConsentScope

SHARED_WITH = (OrganisationKind.FIELD_OPERATOR, OrganisationKind.REFERRER, OrganisationKind.CAPTEUR)


def consents_of(household_id: int, reader: Reader) -> list[Any]:
    """Everything agreed, those in force first: public_id, scope, organisation, purpose, given_on, last_day,
    withdrawn_on, in_force. What names a service of the health area is left out where that area is shut."""
    told = sa.or_(Consent.sensitive.is_(False), readable(reader, Action.HOUSEHOLD_HEALTH))
    columns: tuple[Any, ...] = (
        Consent.public_id,
        Consent.scope,
        sa.func.coalesce(Organisation.name, sa.case((told, Consent.recipient))).label("organisation"),
        sa.case((told, Consent.purpose)).label("purpose"),
        Consent.given_on,
        Consent.last_day,
        Consent.withdrawn_on,
        sa.and_(*in_force()).label("in_force"),
    )
    query = (
        sa.select(*columns)
        .join(Household, Household.id == Consent.household_id)
        .outerjoin(Organisation, Organisation.id == Consent.organisation_id)
        .where(Consent.household_id == household_id)
        .order_by(sa.and_(*in_force()).desc(), Consent.given_on.desc(), Consent.id.desc())
    )
    return list(db.session.execute(query))


def consent_of(public_id: str, reader: Reader) -> Consent | None:
    """A consent that `reader` may take back for the household: whoever may edit the file, or may write consents."""
    return db.session.scalar(
        sa.select(Consent)
        .join(Consent.household)
        .options(contains_eager(Consent.household))
        .where(
            Consent.public_id == public_id,
            sa.or_(readable(reader, Action.HOUSEHOLD_EDIT), readable(reader, Action.CONSENT_WRITE)),
        )
    )


def organisations_to_share_with(household: Household) -> Records:
    """Open organisations other than the one that brought the household."""
    others = open_ones(*SHARED_WITH).where(Organisation.id != household.organisation_id)
    return by_name(others, Organisation)


def organisations_shared_with(household_id: int) -> set[int]:
    """Ids of the organisations with which the household agreed, today, to share its file."""
    query = sa.select(Consent.organisation_id).where(
        Consent.household_id == household_id, Consent.scope == ConsentScope.SHARE_FILE, *in_force()
    )
    return {one for one in db.session.scalars(query) if one is not None}
