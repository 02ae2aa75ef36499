"""What happened to a site, its units and its agreements, read from the journal."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from occupancy.models.agreements import Agreement, AgreementAnnex, Amendment
from occupancy.models.documents import AgreementDocument
from sites.models.units import Unit

# Acts whose label says nothing of who lives there: the page is the same for every reader (DESIGN §4).
EVENTS = (
    "site.registered",
    "site.edited",
    "unit.added",
    "unit.edited",
    "unit.opened",
    "unit.period_changed",
    "unit.closed",
    "unit.outage_added",
    "unit.outage_changed",
    "unit.outage_cancelled",
    "unit.checked",
    "agreement.drafted",
    "agreement.edited",
    "agreement.units_chosen",
    "agreement.cancelled",
    "agreement.signed",
    "agreement.terminated",
    "amendment.drafted",
    "amendment.signed",
    "amendment.dropped",
    "annex.recorded",
    "document.added",
)
PARTS = (Amendment, AgreementAnnex, AgreementDocument)


@dataclass(frozen=True)
class Happening:
    """One act; `facts` are codes and days as they were noted."""

    event: str
    at: datetime
    unit_code: str | None
    who: str | None
    organisation: str | None
    facts: dict[str, Any]

    def day(self, name: str) -> date | None:
        """A day among the facts."""
        text = self.facts.get(name)
        return date.fromisoformat(text) if isinstance(text, str) else None


def site_history(site_id: int, public_id: str) -> sa.Select[*tuple[Any, ...]]:
    """Acts on a site, latest first. Rows are for `as_happening`."""
    units = sa.select(Unit.public_id).where(Unit.site_id == site_id)
    agreements = sa.select(Agreement.public_id).where(Agreement.site_id == site_id)
    kind, subject = JournalEntry.subject_type, JournalEntry.subject_id
    about = sa.or_(
        sa.and_(kind == "site", subject == public_id),
        sa.and_(kind == "unit", subject.in_(units)),
        sa.and_(kind == "agreement", subject.in_(agreements)),
        *(sa.and_(kind == table.__tablename__, subject.in_(_of_agreements(site_id, table))) for table in PARTS),
    )
    return (
        sa.select(
            JournalEntry.event,
            JournalEntry.at,
            Unit.code.label("unit_code"),
            User.name.label("who"),
            Organisation.name.label("organisation"),
            JournalEntry.facts,
        )
        .outerjoin(Unit, sa.and_(kind == "unit", Unit.public_id == subject))
        .outerjoin(User, User.id == JournalEntry.user_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(about, JournalEntry.event.in_(EVENTS))
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
    )


def _of_agreements(site_id: int, table: Any) -> sa.Select[str]:
    """Public names of the parts of a site's agreements."""
    owned = sa.select(table.public_id).join(Agreement, Agreement.id == table.agreement_id)
    return owned.where(Agreement.site_id == site_id)


def as_happening(row: Any) -> Happening:
    """A row of `site_history`."""
    return Happening(row.event, row.at, row.unit_code, row.who, row.organisation, json.loads(row.facts))
