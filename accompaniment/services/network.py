"""The directory and its themes: added, changed, confirmed, doubted. Closed, never deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.data.network_themes import theme_rows
from accompaniment.models.network import NetworkService, NetworkTheme
from accompaniment.vocab_network import ServiceCapacity, ServiceDoubt
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all, refuse_stale
from sites.models.communes import Commune


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What the directory says of a service: `plain` are values of its columns."""

    plain: Mapping[str, Any]
    themes: list[NetworkTheme]
    communes: list[Commune]
    languages: tuple[str, ...]
    organisation: Organisation | None


def add_service(*, facts: ServiceFacts, actor: Actor) -> NetworkService:
    """Add a service to the directory, as confirmed on the day told. Raises `Refusal` as `edit_service` does."""
    made = NetworkService(themes=[], communes=[])
    _set(made, facts)
    db.session.add(made)
    db.session.flush()
    record("network_service.added", made, actor=actor, **_noted(made))
    return made


def edit_service(*, service: NetworkService, version: int | None, facts: ServiceFacts, actor: Actor) -> None:
    """Say anew what a service does; its themes and communes are loaded. Confirmed anew, no doubt remains.

    Raises `Stale`; `Refusal` for a service without a theme or a commune, for two organisations, a waiting list without
    its days or days without one, and for a day of confirmation to come.
    """
    refuse_stale(service, version)
    renewed = facts.plain["confirmed_on"] > service.confirmed_on
    _set(service, facts)
    if renewed:
        _clear_doubt(service)
    count_as_changed(service)
    db.session.flush()
    record("network_service.edited", service, actor=actor, **_noted(service))


def _set(service: NetworkService, facts: ServiceFacts) -> None:
    refuse_all(_wrong(facts))
    for name, value in facts.plain.items():
        setattr(service, name, value)
    service.organisation_id = facts.organisation.id if facts.organisation else None
    service.languages = ",".join(facts.languages) or None
    service.themes, service.communes = facts.themes, facts.communes


def _wrong(facts: ServiceFacts) -> Iterator[Refusal]:
    plain = facts.plain
    waits = plain["capacity"] is ServiceCapacity.WAITING
    if not facts.themes:
        yield Refusal("network.refusal.no_theme", "themes")
    if not facts.communes and not plain["everywhere"]:
        yield Refusal("network.refusal.no_commune", "communes")
    if facts.organisation is not None and plain["organisation_name"]:
        yield Refusal("network.refusal.two_organisations", "organisation_name")
    if waits != (plain["waiting_days"] is not None):
        yield Refusal("network.refusal.waiting", "waiting_days")
    if plain["confirmed_on"] > today():
        yield Refusal("network.refusal.day_to_come", "confirmed_on", day=shown(today()))


def _noted(service: NetworkService) -> dict[str, Any]:
    known = {"capacity": service.capacity, "confirmed_on": service.confirmed_on, "closed_on": service.closed_on}
    return known | {"organisation": service.organisation_id}


def _clear_doubt(service: NetworkService) -> None:
    service.doubt, service.doubted_on, service.doubted_by_id = None, None, None


def confirm_service(*, service: NetworkService, actor: Actor) -> None:
    """What the directory says of it was found right today. Twice is once."""
    if service.confirmed_on == today() and service.doubted_on is None:
        return
    service.confirmed_on = today()
    _clear_doubt(service)
    db.session.flush()
    record("network_service.confirmed", service, actor=actor, confirmed_on=today())


def doubt_service(*, service: NetworkService, version: int | None, doubt: ServiceDoubt, actor: Actor) -> None:
    """Something of it is no longer right: it is to be confirmed again. Said twice is once. Raises `Stale`."""
    refuse_stale(service, version)
    if service.doubt is doubt:
        return
    service.doubt, service.doubted_on, service.doubted_by_id = doubt, today(), actor.user_id
    db.session.flush()
    record("network_service.doubted", service, actor=actor, doubt=doubt)


def load_themes(*, actor: Actor) -> dict[str, NetworkTheme]:
    """Write the shipped themes that are missing, leave the others as people made them; all, by code."""
    known = {one.code: one for one in db.session.scalars(sa.select(NetworkTheme))}
    new = [NetworkTheme(**row) for row in theme_rows() if row["code"] not in known]
    db.session.add_all(new)
    db.session.flush()
    if new:
        record("network_theme.list_loaded", None, actor=actor, count=len(new))
    return known | {one.code: one for one in new}


def add_theme(*, values: Mapping[str, Any], actor: Actor) -> NetworkTheme:
    """Add a theme at the end. Raises `Refusal` when its code is taken."""
    if db.session.scalar(sa.select(NetworkTheme.id).where(NetworkTheme.code == values["code"])) is not None:
        raise Refusal("setting.refusal.taken", "code")
    last = db.session.scalar(sa.select(sa.func.max(NetworkTheme.position)))
    made = NetworkTheme(**values, position=(last or 0) + 1)
    db.session.add(made)
    db.session.flush()
    record("network_theme.added", made, actor=actor, sensitive=made.sensitive)
    return made


def edit_theme(*, theme: NetworkTheme, version: int | None, values: Mapping[str, Any], actor: Actor) -> None:
    """Change its words or place, or the day it closed. One of the health area stays so: requests were made under that
    promise. Raises `Refusal`, or `Stale`."""
    refuse_stale(theme, version)
    if theme.sensitive and not values["sensitive"]:
        raise Refusal("setting.refusal.stays_sensitive", "sensitive")
    for name, value in values.items():
        setattr(theme, name, value)
    db.session.flush()
    plain = {name: value for name, value in values.items() if isinstance(value, (int, date))}
    record("network_theme.edited", theme, actor=actor, **plain)
