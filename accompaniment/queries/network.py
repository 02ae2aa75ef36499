"""The directory: services by theme, commune, language and name; what is offered to its forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accompaniment.models.network import NetworkService, NetworkServiceCommune, NetworkServiceTheme, NetworkTheme
from accompaniment.rules.network import confirmed_since
from app.auth.vocab import OrganisationKind
from app.clock import today
from app.crypto.search import sort_key
from app.db import db
from app.web.asked import Filters

ADDRESSED = (OrganisationKind.REFERRER, OrganisationKind.FIELD_OPERATOR, OrganisationKind.CAPTEUR)


@dataclass(frozen=True)
class ServiceFilters(Filters):
    """What the directory is narrowed to; `state`: those to confirm, or all, closed ones too."""

    text: str | None = None
    theme: str | None = None
    commune: str | None = None
    language: str | None = None
    state: str | None = None


def in_use(day: date) -> sa.ColumnElement[bool]:
    """Condition on `network_service`: not closed."""
    return sa.or_(NetworkService.closed_on.is_(None), NetworkService.closed_on > day)


def needs_confirming(day: date) -> sa.ColumnElement[bool]:
    """Condition on `network_service`: as `rules.network.to_confirm`."""
    return sa.or_(NetworkService.doubted_on.is_not(None), NetworkService.confirmed_on < confirmed_since(day))


def helps_with(theme_id: Any) -> sa.ColumnElement[bool]:
    """Condition on `network_service`: the theme is one of its own."""
    row = sa.exists().where(NetworkServiceTheme.service_id == NetworkService.id)
    return row.where(NetworkServiceTheme.theme_id == theme_id).correlate(NetworkService)


def covers(postal_code: str) -> sa.ColumnElement[bool]:
    """Condition on `network_service`: it works in the commune."""
    row = sa.exists().where(NetworkServiceCommune.service_id == NetworkService.id)
    there = row.where(NetworkServiceCommune.postal_code == postal_code).correlate(NetworkService)
    return sa.or_(NetworkService.everywhere.is_(True), there)


def list_services(filters: ServiceFilters, day: date) -> sa.Select[Any]:
    """Services with their themes, communes and organisation, by name."""
    query = sa.select(NetworkService).options(
        selectinload(NetworkService.themes),
        selectinload(NetworkService.communes),
        joinedload(NetworkService.organisation),
    )
    return query.where(*_narrowed(filters, day)).order_by(NetworkService.sort_name, NetworkService.id)


def _narrowed(filters: ServiceFilters, day: date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.state == "confirm":
        conditions += [needs_confirming(day), in_use(day)]
    elif filters.state != "all":
        conditions.append(in_use(day))
    if filters.text:
        conditions.append(NetworkService.sort_name.contains(sort_key(filters.text), autoescape=True))
    if filters.theme:
        conditions.append(helps_with(_theme_id(filters.theme)))
    if filters.commune:
        conditions.append(covers(filters.commune))
    if filters.language:
        spoken = sa.literal(",") + NetworkService.languages + ","
        conditions.append(spoken.contains(f",{filters.language},", autoescape=True))
    return conditions


def _theme_id(public_id: str) -> Any:
    return sa.select(NetworkTheme.id).where(NetworkTheme.public_id == public_id).scalar_subquery()


def to_confirm_count(day: date) -> int:
    """How many services are to be confirmed again."""
    query = sa.select(sa.func.count()).select_from(NetworkService)
    return db.session.scalar(query.where(needs_confirming(day), in_use(day))) or 0


def service_of(public_id: str) -> NetworkService | None:
    """A service with all that its page shows."""
    query = sa.select(NetworkService).where(NetworkService.public_id == public_id)
    whole = (
        selectinload(NetworkService.themes),
        selectinload(NetworkService.communes),
        joinedload(NetworkService.organisation),
        joinedload(NetworkService.doubted_by),
    )
    return db.session.scalar(query.options(*whole))


def every_theme() -> Sequence[NetworkTheme]:
    """The list, closed ones last."""
    order = (NetworkTheme.closed_on.is_not(None), NetworkTheme.position, NetworkTheme.id)
    return db.session.scalars(sa.select(NetworkTheme).order_by(*order)).all()


def themes_in_use(*, health: bool = True) -> Sequence[NetworkTheme]:
    """Those not closed, in order; without the health right, not those of that area."""
    query = sa.select(NetworkTheme).where(sa.or_(NetworkTheme.closed_on.is_(None), NetworkTheme.closed_on > today()))
    query = query if health else query.where(NetworkTheme.sensitive.is_(False))
    return db.session.scalars(query.order_by(NetworkTheme.position, NetworkTheme.id)).all()


def theme_of(public_id: str) -> NetworkTheme | None:
    return db.session.scalar(sa.select(NetworkTheme).where(NetworkTheme.public_id == public_id))
