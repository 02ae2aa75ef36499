"""What a row of `reports.queries.notifications` says and where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.auth.vocab import NotificationKind as Kind

# Each stage of these has words of its own.
STAGED = {Kind.CLOSING, Kind.PROPOSAL, Kind.TASK, Kind.WINTER, Kind.LENGTH, Kind.DOCUMENT, Kind.EXTENSION}
STAGED |= {Kind.EXTENSION_ANSWERED, Kind.NETWORK, Kind.SUPPORT_STOPPED, Kind.FUNDING, Kind.PREVENTION}
STAGED |= {Kind.HOUSING_REQUEST, Kind.PAST_RESERVATION, Kind.RESERVED_DWELLING, Kind.SUPPORT_ALERT, Kind.HOME_VISIT}
STAGED |= {Kind.LEAD, Kind.CONVENTION, Kind.SIGNATURE, Kind.ERASURE}
TOLD = "told"  # the stage of a row that stands for several, of an organisation
NEWS = {Kind.BREAK_GLASS, Kind.EXTENSION_ANSWERED}  # without a day by which to do something: read, it goes away


@dataclass(frozen=True)
class Target:
    """Where a row leads: an endpoint and its arguments, from `link` and `stage`; None is nowhere."""

    endpoint: str
    args: Callable[[Any], Mapping[str, Any]] = lambda row: {"public_id": row.link}


def _in_programme(row: Any) -> Mapping[str, str]:
    """A record of a capteur programme: `link` names both."""
    return dict(zip(("programme_id", "public_id"), row.link.split("/"), strict=True))


TARGETS = {
    Kind.CLOSING: Target("closures.show"),
    Kind.STAY_OVERDUE: Target("stays.show"),
    Kind.PROPOSAL: Target("allocation.show"),
    Kind.EXIT_STEP: Target("exit_plans.show"),
    Kind.TASK: Target("tasks.show"),
    Kind.RIGHT: Target("rights.household"),
    Kind.DOCUMENT: Target("person_documents.household"),
    Kind.FOLLOW_UP: Target("follow_ups.new", lambda row: {"public_id": row.link, "months": int(row.stage)}),
    Kind.NEXT_STEP: Target("supports.contacts"),
    Kind.INCIDENT: Target("incidents.show"),
    Kind.NETWORK: Target("mobilisations.show"),
    Kind.SUPPORT_STOPPED: Target("tenancies.household"),
    Kind.RESIDENCE: Target("tenancies.household"),
    Kind.PREVENTION: Target("prevention.show"),
    Kind.RESERVED_DWELLING: Target("reservations.show"),
    Kind.FUNDING: Target("funding_lines.show"),
    Kind.LENGTH: Target("stays.show"),
    Kind.WINTER: Target("stays.show"),
    Kind.BREAK_GLASS: Target("households.show"),
    Kind.ERASURE: Target("erasures.show"),
    Kind.AGREEMENT: Target("agreement.show"),
    Kind.SUPERVISOR: Target("supervisor_notice.send"),
    Kind.EXTENSION: Target("extension.show"),
    Kind.EXTENSION_ANSWERED: Target("extension.show"),
    Kind.REFERRAL: Target("referrals.show"),
    Kind.COMPLETION: Target("referrals.show"),
    Kind.HOUSING_REQUEST: Target("housing_requests.show", _in_programme),
    Kind.PAST_RESERVATION: Target("proposals.show", _in_programme),
    Kind.SUPPORT_ALERT: Target("support_alerts.show", _in_programme),
    Kind.HOME_VISIT: Target("due_visits.note", _in_programme),
    Kind.LEAD: Target("opportunities.show"),
    Kind.PRICES: Target("prices.index", lambda row: {"programme_id": row.link}),
    Kind.CONVENTION: Target("capteur_conventions.show", _in_programme),
    Kind.WEEKLY: Target("contacts.new"),
    Kind.SIGNATURE: Target("tripartites.show", _in_programme),
    Kind.CHARGE: Target("capteur_duties.hand_over", _in_programme),
}
SITE = "site"  # the stage of what is about a whole site
LANDLORD = "landlord"  # of what a landlord is told of its dwellings
RESERVED = Target("reservations.index", lambda row: {})
GIVEN = "given"  # of what a landlord told
BY_STAGE = {SITE: Target("closures.show"), LANDLORD: RESERVED, GIVEN: Target("detections.show")}
BY_STAGE |= {
    "visit": Target("visits.show"),
    "recall": Target("owners.show"),
    "reservation": Target("reservations.show"),
    "ended": Target("erasures.index", lambda row: {}),
}
LETTING = "letting"  # the stage of what is about a home that is let
LETTINGS = {
    Kind.SUPPORT_STOPPED: Target("lettings.show", _in_programme),
    Kind.CONVENTION: Target("tripartites.show", _in_programme),
}
BOARD = Target("exits.board", lambda row: {})


def target_of(row: Any, *, opens_files: bool) -> Target | None:
    """Where the row leads its reader; who opens no plan is led to their board, a number by organisation nowhere."""
    if row.stage == TOLD:
        return None
    if row.stage in BY_STAGE:
        return BY_STAGE[row.stage]
    kind = Kind(row.kind)
    if row.stage == LETTING:
        return LETTINGS[kind]
    return BOARD if kind is Kind.EXIT_STEP and not opens_files else TARGETS[kind]


def code_of(row: Any) -> str:
    """Which words the row is said in."""
    kind = Kind(row.kind)
    staged = row.stage == TOLD or (kind in STAGED and row.stage)
    return f"{kind.value}.{row.stage}" if staged else kind.value


def is_news(row: Any) -> bool:
    """Whether the row asks for nothing but to be read."""
    return Kind(row.kind) in NEWS and row.due_on is None


def tone_of(row: Any, day: date) -> str:
    """Late is bad, within a month a warning, the rest is to be known."""
    if row.due_on is None:
        return "info"
    left = (row.due_on - day).days
    return "bad" if left < 0 else "warn" if left <= 30 else "info"
