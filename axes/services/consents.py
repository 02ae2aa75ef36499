"""Consents: what people agreed to, with whom, what for and until when (rule 44 of `domain.md` §9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import db
from app.web.errors import Refusal, refuse_all
from axes.models.people import Consent, Household
from axes.queries.scope import in_force
from axes.vocab import ConsentScope


@dataclass(frozen=True)
class Recipient:
    """A service of the network by its name of today; `sensitive`: to name it tells of health."""

    name: str
    sensitive: bool = False


def give_consent(
    *,
    household: Household,
    scope: ConsentScope,
    purpose: str,
    given_on: date,
    last_day: date | None,
    actor: Actor,
    organisation: Organisation | None = None,
    recipient: Recipient | None = None,
) -> Consent:
    """Record what the household agreed to, at once in force.

    Sharing names an organisation, or a service, and a last day; sharing health needs the file to be shared with the
    same organisation. Raises `Refusal` otherwise, for days that make no sense, and for what is agreed already.
    """
    shares = scope is not ConsentScope.KNOWN_TO_PARTNERSHIP
    whom = organisation or recipient
    refuse_all([*_wrong_sharing(household, shares, whom, last_day), *_wrong_days(given_on, last_day)])
    other = organisation if shares else None
    consent = Consent(household_id=household.id, scope=scope, organisation_id=other.id if other else None)
    consent.recipient, consent.sensitive = (recipient.name, recipient.sensitive) if recipient else (None, False)
    _check_agreed(consent)
    consent.purpose, consent.given_on, consent.last_day = purpose, given_on, last_day
    db.session.add(consent)
    db.session.flush()
    facts = {"scope": scope, "until": last_day, "with_organisation": other}
    record("consent.given", household, actor=actor, consent=consent, **facts)
    return consent


def _check_agreed(wanted: Consent) -> None:
    if _agreed(wanted, wanted.scope):
        raise Refusal("consent.in_force_already", "scope")
    if wanted.scope is ConsentScope.SHARE_HEALTH and not _agreed(wanted, ConsentScope.SHARE_FILE):
        raise Refusal("consent.health_needs_file", "scope")


def _wrong_sharing(
    household: Household, shares: bool, whom: Organisation | Recipient | None, last_day: date | None
) -> Iterator[Refusal]:
    if shares and whom is None:
        yield Refusal("consent.names_organisation", "organisation")
    if shares and isinstance(whom, Organisation) and whom.id == household.organisation_id:
        yield Refusal("consent.own_organisation", "organisation")
    if shares and last_day is None:
        yield Refusal("consent.sharing_ends", "last_day")


def _wrong_days(given_on: date, last_day: date | None) -> Iterator[Refusal]:
    if given_on > today():
        yield Refusal("consent.given_in_future", "given_on")
    if last_day is not None and last_day < max(given_on, today()):
        yield Refusal("consent.over_already", "last_day")


def _agreed(wanted: Consent, scope: ConsentScope) -> bool:
    """Whether the same household agreed to `scope` with the same organisation or service already."""
    found = sa.select(Consent.id).where(
        Consent.household_id == wanted.household_id,
        Consent.scope == scope,
        Consent.organisation_id.is_not_distinct_from(wanted.organisation_id),
        Consent.recipient.is_not_distinct_from(wanted.recipient),
        *in_force(),
    )
    return db.session.scalar(found.limit(1)) is not None


def withdraw_consent(*, household: Household, consent: Consent, actor: Actor) -> None:
    """The household takes back what it agreed to; access ends with the next request. Twice is once."""
    if consent.withdrawn_on is not None:
        return
    consent.withdrawn_on = today()
    record("consent.withdrawn", household, actor=actor, consent=consent, scope=consent.scope)
