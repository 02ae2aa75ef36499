"""Requests as the service to which they are addressed sees them: what is asked, and only while the people agree."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService, NetworkTheme, ServiceConsent
from accompaniment.queries.mobilisation_states import goes_on, state
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.db import db
from axes.models.people import Consent, Household
from axes.queries.scope import in_force


def addressed_to(reader: Reader) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `mobilisation`, its service joined: sent to the reader's organisation, and the people still agree.

    Whoever the household is: what they agreed to is the whole of what is shared, and withdrawn, nothing is.
    """
    agreed = sa.exists().where(
        ServiceConsent.household_id == Mobilisation.household_id,
        ServiceConsent.service_id == Mobilisation.service_id,
        Consent.id == ServiceConsent.consent_id,
        *in_force(),
    )
    return (
        NetworkService.organisation_id == reader.organisation_id,
        Mobilisation.sent_on.is_not(None),
        Mobilisation.dropped_on.is_(None),
        agreed.correlate(Mobilisation),
    )


def list_received(reader: Reader, *, every: bool) -> sa.Select[Any]:
    """Plain columns: those without an answer first, the latest first; those that are over too if told."""
    columns: tuple[Any, ...] = (
        Mobilisation.public_id,
        Household.reference,
        NetworkTheme.name_fr,
        NetworkTheme.name_nl,
        NetworkTheme.name_en,
        NetworkService.name.label("service"),
        Organisation.name.label("organisation"),
        Mobilisation.urgency,
        Mobilisation.sent_on,
        state().label("state"),
    )
    query = sa.select(*columns).select_from(Mobilisation).join(Mobilisation.household).join(Mobilisation.theme)
    query = query.join(Mobilisation.service).join(Mobilisation.organisation).where(*addressed_to(reader))
    query = query if every else query.where(goes_on())
    return query.order_by(Mobilisation.answer.is_not(None), Mobilisation.sent_on.desc(), Mobilisation.id.desc())


def received(public_id: str, reader: Reader) -> Mobilisation | None:
    """A request addressed to the reader's organisation, with what is asked and by which organisation."""
    query = (
        sa.select(Mobilisation)
        .join(Mobilisation.service)
        .options(
            contains_eager(Mobilisation.service),
            joinedload(Mobilisation.household),
            joinedload(Mobilisation.theme),
            joinedload(Mobilisation.organisation),
        )
        .where(Mobilisation.public_id == public_id, *addressed_to(reader))
    )
    return db.session.scalar(query)
