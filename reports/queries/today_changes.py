"""What changed lately, from the journal, on things the reader may open. One statement for each kind of reader."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask, prebuilt
from axes.models.people import Household
from axes.models.referrals import Referral
from axes.queries.scope import readable
from occupancy.models.agreements import Agreement
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites

LOOKED_AT = 3000  # entries of the journal, the latest: what changed is about these days
SHOWN = 8

ABOUT_PEOPLE = (
    "allocation.proposed",
    "allocation.team_accepted",
    "allocation.household_accepted",
    "allocation.entry_planned",
    "allocation.team_declined",
    "allocation.household_declined",
    "allocation.withdrawn",
    "allocation.expired",
    "stay.opened",
    "stay.extended",
    "stay.transferred",
    "stay.ended",
    "referral.submitted",
    "referral.completed",
    "referral.accepted",
    "referral.refused",
    "referral.withdrawn",
)
# Acts that say nothing of who lives there: the same for every reader (DESIGN §4).
ABOUT_PLACES = (
    "site.registered",
    "unit.added",
    "unit.opened",
    "unit.period_changed",
    "unit.closed",
    "unit.outage_added",
    "unit.outage_changed",
    "unit.outage_cancelled",
    "agreement.signed",
    "agreement.terminated",
)


def changes_about_people(reader: Reader) -> Sequence[Any]:
    """(event, at, kind, public_id, reference, who) of the latest acts of others on households the reader may open."""
    return list(ask(_about_people(reader)))


@prebuilt
def _about_people(reader: Reader) -> sa.Select[Any]:
    kind, subject = JournalEntry.subject_type, JournalEntry.subject_id
    latest = sa.select(sa.func.max(JournalEntry.id) - LOOKED_AT).scalar_subquery()
    household = sa.func.coalesce(Stay.household_id, Allocation.household_id, Referral.household_id)
    columns: tuple[Any, ...] = (JournalEntry.event, JournalEntry.at, kind, subject, Household.reference, User.name)
    query = (
        sa.select(*columns)
        .outerjoin(Stay, sa.and_(kind == "stay", Stay.public_id == subject))
        .outerjoin(Allocation, sa.and_(kind == "allocation", Allocation.public_id == subject))
        .outerjoin(Referral, sa.and_(kind == "referral", Referral.public_id == subject))
        .join(Household, Household.id == household)
        .outerjoin(User, User.id == JournalEntry.user_id)
        .where(JournalEntry.id > latest, JournalEntry.event.in_(ABOUT_PEOPLE), readable(reader, Action.HOUSEHOLD_VIEW))
        .where(sa.or_(JournalEntry.user_id.is_(None), JournalEntry.user_id != reader.user_id))
    )
    return query.order_by(JournalEntry.id.desc()).limit(SHOWN)


def changes_about_places(reader: Reader) -> Sequence[Any]:
    """(event, at, kind, public_id, name, who) of the latest acts on the reader's sites, units and agreements."""
    return list(ask(_about_places(reader)))


@prebuilt
def _about_places(reader: Reader) -> sa.Select[Any]:
    kind, subject = JournalEntry.subject_type, JournalEntry.subject_id
    site = sa.func.coalesce(Unit.site_id, Agreement.site_id)
    name = sa.case((Unit.code.is_not(None), Site.name + " · " + Unit.code), else_=Site.name)
    columns: tuple[Any, ...] = (JournalEntry.event, JournalEntry.at, kind, subject, name.label("reference"), User.name)
    query = (
        sa.select(*columns)
        .outerjoin(Unit, sa.and_(kind == "unit", Unit.public_id == subject))
        .outerjoin(Agreement, sa.and_(kind == "agreement", Agreement.public_id == subject))
        .join(Site, sa.or_(Site.id == site, sa.and_(kind == "site", Site.public_id == subject)))
        .outerjoin(User, User.id == JournalEntry.user_id)
        .where(JournalEntry.event.in_(ABOUT_PLACES), sa.or_(*_own_subjects(reader)))
    )
    return query.order_by(JournalEntry.id.desc()).limit(SHOWN)


def _own_subjects(reader: Reader) -> list[sa.ColumnElement[bool]]:
    """Conditions on `journal_entry`: about one of the reader's sites, by its index rather than by reading it all."""
    sites = sa.select(Site.id).where(readable_sites(reader))
    names = {
        "site": sa.select(Site.public_id).where(readable_sites(reader)),
        "unit": sa.select(Unit.public_id).where(Unit.site_id.in_(sites)),
        "agreement": sa.select(Agreement.public_id).where(Agreement.site_id.in_(sites)),
    }
    return [
        sa.and_(JournalEntry.subject_type == kind, JournalEntry.subject_id.in_(own.correlate(None)))
        for kind, own in names.items()
    ]
