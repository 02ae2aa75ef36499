"""Requests to services as their readers may see them: those of a household's support, and of nobody else.

A request on a theme of the health area is there only for those with access to it; a service sees what is addressed to
it while the people agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService, NetworkServiceTheme, NetworkTheme, ServiceConsent
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.mobilisation_states import answer_due, days_to_answer, goes_on, state
from accompaniment.queries.network import in_use
from accompaniment.vocab_network import MobilisationState
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.web.asked import Filters
from axes.models.people import Consent, Household
from axes.queries.scope import in_force, readable, within_reach


def told(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `network_theme` and `household`: the reader may know that something is asked on the theme."""
    return sa.or_(NetworkTheme.sensitive.is_(False), readable(reader, Action.HOUSEHOLD_HEALTH))


def in_sight(reader: Reader, action: Action = Action.SUPPORT_VIEW) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `mobilisation`, its household and theme joined: the reader may do `action` on it."""
    mine = [Mobilisation.organisation_id == reader.organisation_id] if action is Action.SUPPORT_ACT else []
    return within_reach(reader, action), readable(reader, action), told(reader), *mine


def _whole() -> sa.Select[Mobilisation]:
    return (
        sa.select(Mobilisation)
        .join(Mobilisation.household)
        .join(Mobilisation.theme)
        .options(
            contains_eager(Mobilisation.household),
            contains_eager(Mobilisation.theme),
            joinedload(Mobilisation.organisation),
            joinedload(Mobilisation.author),
            joinedload(Mobilisation.answered_by),
            joinedload(Mobilisation.service).options(
                joinedload(NetworkService.organisation), selectinload(NetworkService.themes)
            ),
        )
    )


def mobilisation_of(public_id: str, reader: Reader, action: Action = Action.SUPPORT_VIEW) -> Mobilisation | None:
    """A request with all that its page shows; to act on, one of the reader's own organisation."""
    query = _whole().where(Mobilisation.public_id == public_id, *in_sight(reader, action))
    return db.session.scalar(query)


def mobilisations_of(household_id: int, reader: Reader) -> Sequence[Mobilisation]:
    """The requests for a household, those that go on first, then the latest."""
    query = _whole().where(Mobilisation.household_id == household_id, *in_sight(reader))
    return db.session.scalars(query.order_by(goes_on().desc(), Mobilisation.id.desc())).all()


def consent_for(household_id: int, service_id: int) -> Consent | None:
    """The household's consent in force to share with a service, the one that lasts longest."""
    query = (
        sa.select(Consent)
        .join(ServiceConsent, ServiceConsent.consent_id == Consent.id)
        .where(ServiceConsent.household_id == household_id, ServiceConsent.service_id == service_id, *in_force())
        .order_by(Consent.last_day.desc(), Consent.id.desc())
    )
    return db.session.scalar(query.limit(1))


def services_to_ask(day: date, theme: str | None, *, health: bool) -> sa.Select[Any]:
    """Services in use that help with a theme the reader may ask for, by name; with that one (public id) if told."""
    helps = sa.select(NetworkServiceTheme.service_id).join(
        NetworkTheme, NetworkTheme.id == NetworkServiceTheme.theme_id
    )
    helps = helps.where(*([] if health else [NetworkTheme.sensitive.is_(False)]))
    helps = helps.where(*([NetworkTheme.public_id == theme] if theme else []))
    options = selectinload(NetworkService.themes), selectinload(NetworkService.communes)
    query = sa.select(NetworkService).options(*options, joinedload(NetworkService.organisation))
    query = query.where(in_use(day), NetworkService.id.in_(helps))
    return query.order_by(NetworkService.sort_name, NetworkService.id)


@dataclass(frozen=True)
class RequestFilters(Filters):
    """What the list is narrowed to: `whose` ("me", "team", nothing for all in sight), `state`, `theme` (public id)."""

    whose: str | None = None
    state: str | None = None
    theme: str | None = None


def list_requests(reader: Reader, filters: RequestFilters, day: date) -> sa.Select[Any]:
    """Plain columns, scoped: those that wait longest for an answer first. Those that go on unless told."""
    columns: tuple[Any, ...] = (
        Mobilisation.public_id,
        Household.id.label("household_id"),
        Household.reference,
        NetworkService.name.label("service"),
        NetworkTheme.name_fr,
        NetworkTheme.name_nl,
        NetworkTheme.name_en,
        Mobilisation.urgency,
        Mobilisation.sent_on,
        Mobilisation.first_meeting_on,
        days_to_answer(day).label("waited"),
        answer_due().label("due_on"),
        state().label("state"),
    )
    query = sa.select(*columns).select_from(Mobilisation).join(Mobilisation.household).join(Mobilisation.theme)
    query = query.join(Mobilisation.service).where(*in_sight(reader), *_narrowed(reader, filters, day))
    return query.order_by(state() != MobilisationState.SENT.value, Mobilisation.sent_on, Mobilisation.id)


def _narrowed(reader: Reader, filters: RequestFilters, day: date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.whose in {"me", "team"}:
        of = DayScope(reader, day, of_team=filters.whose == "team")
        conditions.append(Household.id.in_(of.household_keys()))
    if filters.state in set(MobilisationState):
        conditions.append(state() == filters.state)
    elif filters.state == "late":
        conditions += [state() == MobilisationState.SENT.value, answer_due() <= sa.literal(day, sa.Date())]
    elif filters.state != "all":
        conditions.append(goes_on())
    if filters.theme:
        conditions.append(NetworkTheme.public_id == filters.theme)
    return conditions
