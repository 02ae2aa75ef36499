"""Where an incident is noted, whom it can be noted of, and whose names its technical text must not tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accompaniment.models.incidents import Incident
from accompaniment.models.supports import Support
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.rules.incident_names import telling_words
from accompaniment.rules.incidents import LOOKED_BACK
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.crypto import query_alternatives
from app.db import db
from app.periods import lived_contains
from axes.models.people import Household, PersonWord
from axes.queries.persons import NAME_SCOPE
from axes.queries.scope import nameable, readable, within_reach
from occupancy.models.stays import Stay, StayPerson
from sites.models.sites import Site
from sites.models.units import Unit


def households_there(unit_id: int, reader: Reader) -> list[Any]:
    """Households of the unit that the reader is in charge of, of today or of the last twelve months, the latest first:
    household_id, public_id, reference, start_on, end_on."""
    columns: tuple[Any, ...] = (
        Household.id.label("household_id"),
        Household.public_id,
        Household.reference,
        Stay.start_on,
        Stay.end_on,
    )
    lately = sa.or_(Stay.end_on.is_(None), Stay.end_on >= today() - LOOKED_BACK)
    query = (
        sa.select(*columns)
        .join(Stay, Stay.household_id == Household.id)
        .where(Stay.unit_id == unit_id, lately, Stay.start_on <= today(), readable(reader, Action.INCIDENT_ACT))
    )
    return list(db.session.execute(query.order_by(Stay.start_on.desc(), Stay.id.desc())))


def lived_there(household_id: int, unit_id: int, day: date) -> bool:
    """Whether the household held the unit on that day, the day of leaving too."""
    stay = sa.exists().where(
        Stay.household_id == household_id,
        Stay.unit_id == unit_id,
        Stay.start_on <= day,
        sa.or_(Stay.end_on.is_(None), Stay.end_on >= day),
    )
    return bool(db.session.scalar(sa.select(stay)))


def stay_of(incident: Incident) -> Stay | None:
    """The stay during which it happened."""
    if incident.household_id is None:
        return None
    query = sa.select(Stay).where(
        Stay.household_id == incident.household_id,
        Stay.unit_id == incident.unit_id,
        Stay.start_on <= incident.happened_on,
        sa.or_(Stay.end_on.is_(None), Stay.end_on >= incident.happened_on),
    )
    return db.session.scalar(query.order_by(Stay.start_on.desc(), Stay.id.desc()).limit(1))


def stay_to_note_on(public_id: str, reader: Reader, action: Action = Action.INCIDENT_ACT) -> Stay | None:
    """A stay of a household that the reader is in charge of, with its unit and site."""
    query = (
        sa.select(Stay)
        .join(Household, Household.id == Stay.household_id)
        .options(joinedload(Stay.unit).joinedload(Unit.site), joinedload(Stay.household))
        .where(Stay.public_id == public_id, readable(reader, action))
    )
    return db.session.scalar(query)


def stays_to_note_on(reader: Reader, text: str | None = None) -> sa.Select[Any]:
    """Where the households that the reader's organisation is in charge of live today, their own first: household_id,
    public_id (of the stay), reference, site, unit."""
    mine = sa.exists().where(
        Support.household_id == Household.id,
        of_organisation(reader.organisation_id),
        in_force(today()),
        Support.reference_worker_id == reader.user_id,
    )
    columns: tuple[Any, ...] = (
        Stay.household_id,
        Stay.public_id,
        Household.reference,
        Site.name.label("site"),
        Unit.code.label("unit"),
    )
    query = (
        sa.select(*columns)
        .join(Household, Household.id == Stay.household_id)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .where(lived_contains(Stay.start_on, Stay.end_on, today()))
        .where(within_reach(reader, Action.INCIDENT_ACT), readable(reader, Action.INCIDENT_ACT))
    )
    if text:
        found = (Household.reference, Site.name, Unit.code)
        query = query.where(sa.or_(*(column.icontains(text, autoescape=True) for column in found)))
    return query.order_by(~mine.correlate(Household), Site.sort_name, Unit.code, Stay.id)


@dataclass(frozen=True)
class Named:
    """Words of a text that are of the name of somebody who lives there: those that its author knows, and the others."""

    known: frozenset[str]
    hidden: frozenset[str]


def names_told(text: str, site: Site, unit: Unit | None, since: date, reader: Reader) -> Named:
    """Which words of a text name somebody who has lived there since that day, by the keyed words of their names.

    What the author may not know is told apart: to them it must change nothing, or a guess would find who lives where.
    """
    by_token = {token: word for word in telling_words(text) for token in _tokens(word)}
    if not by_token:
        return Named(frozenset(), frozenset())
    known = nameable(reader)
    query = (
        sa.select(PersonWord.token, sa.case((known, 1), else_=0).label("known"))
        .join(StayPerson, StayPerson.person_id == PersonWord.person_id)
        .join(Stay, Stay.id == StayPerson.stay_id)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Household, Household.id == Stay.household_id)
        .where(PersonWord.token.in_(by_token), StayPerson.start_on <= today())
        .where(sa.or_(StayPerson.end_on.is_(None), StayPerson.end_on >= since))
        .where(Unit.id == unit.id if unit else Unit.site_id == site.id)
        .distinct()
    )
    found = [(by_token[token], known) for token, known in db.session.execute(query)]
    return Named(_words(found, 1), _words(found, 0))


def _words(found: Iterable[tuple[str, int]], known: int) -> frozenset[str]:
    return frozenset(word for word, one in found if one == known)


def _tokens(word: str) -> set[str]:
    return {token for tokens in query_alternatives(word, NAME_SCOPE, exact=True) for token in tokens}
