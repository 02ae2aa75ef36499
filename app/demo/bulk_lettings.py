"""Homes of programmes of the past, written many at a time: household, request, proposal, convention #2, letting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import BRUSSELS
from app.db import db
from app.demo.people import Inventor, Shape
from capteur.models.conventions import CapteurConvention
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest, RequestEvent
from capteur.models.tripartites import Tripartite, TripartiteSignature
from capteur.vocab import DepositRoute, IncomeType, RequestConsent
from capteur.vocab import RequestEventKind as Kind
from capteur.vocab_lettings import (
    AlertChannel,
    LeaseKind,
    LettingEnd,
    Party,
    ProposalEnd,
    Reply,
    RhythmUnit,
    SignatureProof,
    TripartiteEnd,
)
from capteur.vocab_mediation import MediationCause, MediationOutcome, Severity

DAY = timedelta(days=1)
WAITED, SELECTED = 45 * DAY, 8 * DAY  # before the lease: the request sent, the household selected
SUPPORTED = 600 * DAY  # less than the ninety weeks after which a visit would be due: none is known


@dataclass(frozen=True)
class Home:
    """A household of so many adults in a dwelling, until it left, and why; where its letting was once at risk, how that
    ended."""

    dwelling: Opportunity
    start_on: date
    adults: int
    end_on: date | None = None
    reason: LettingEnd | None = None
    trouble: MediationOutcome | None = None


def write_homes(homes: Sequence[Home], conventions: Sequence[CapteurConvention], author: User) -> None:
    """Write them, each asked for under one of the conventions in turn, and supported by the organisation it binds."""
    inventor = Inventor(seed=70)
    papers = [conventions[place % len(conventions)] for place in range(len(homes))]
    requests = [_request(one, paper, author, inventor) for one, paper in zip(homes, papers, strict=True)]
    _write(requests)
    steps = (Kind.SUBMITTED, Kind.ACCEPTED, Kind.PROPOSED, Kind.SELECTED, Kind.HOUSED)
    pairs = list(zip(homes, requests, strict=True))
    _write([_step(request, home, kind, place, author) for home, request in pairs for place, kind in enumerate(steps)])
    proposals = [_proposal(home, request, author) for home, request in pairs]
    _write(proposals)
    bound = [_bound(home, one, paper, author) for home, one, paper in zip(homes, proposals, papers, strict=True)]
    _write(bound)
    _write([_signed(paper, party, author) for paper in bound for party in (Party.USER, Party.SENDER)])
    lettings = [_letting(home, request, one, author) for (home, request), one in zip(pairs, proposals, strict=True)]
    _write(lettings)
    _write([_case(home, one, author) for home, one in zip(homes, lettings, strict=True) if home.trouble])


def _write(rows: Sequence[object]) -> None:
    db.session.add_all(rows)
    db.session.flush()


def _request(home: Home, paper: CapteurConvention, author: User, inventor: Inventor) -> HousingRequest:
    sent = home.start_on - WAITED
    sender = db.session.get_one(Organisation, paper.organisation_id)
    return HousingRequest(
        programme_id=paper.programme_id,
        organisation_id=sender.id,
        convention_id=paper.id,
        household_id=inventor.household(sender, sent, Shape(home.adults)).household.id,
        author_id=author.id,
        started_on=sent,
        submitted_on=sent,
        confirmed_on=sent,
        ended_at=_at(home.start_on),
        income_type=IncomeType.INTEGRATION_INCOME,
        income_cents=131_000,
        max_rent_cents=60_000,
        deposit=DepositRoute.CPAS,
        consent_on=sent,
        consent_scope=RequestConsent.NAME,
        care="no",
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), BRUSSELS)


def _step(request: HousingRequest, home: Home, kind: Kind, place: int, author: User) -> RequestEvent:
    days = (home.start_on - WAITED, home.start_on - 40 * DAY, home.start_on - 10 * DAY, home.start_on - SELECTED)
    at = _at((*days, home.start_on)[place])
    return RequestEvent(request_id=request.id, kind=kind, at=at, user_id=author.id)


def _proposal(home: Home, request: HousingRequest, author: User) -> HousingProposal:
    selected = home.start_on - SELECTED
    said: dict[str, Any] = {"owner_answer": Reply.YES, "owner_on": selected, "candidate_answer": Reply.YES}
    return HousingProposal(
        request_id=request.id,
        opportunity_id=home.dwelling.id,
        author_id=author.id,
        proposed_on=selected - 2 * DAY,
        candidate_on=selected,
        visited_on=selected,
        selected_on=selected,
        reserved_until=home.start_on,
        ended_on=home.start_on,
        end_reason=ProposalEnd.LET,
        **said,
    )


def _bound(home: Home, proposal: HousingProposal, paper: CapteurConvention, author: User) -> Tripartite:
    last = home.start_on + SUPPORTED
    early = home.end_on is not None and home.end_on < last
    over = {"ended_on": home.end_on, "end_reason": TripartiteEnd.LETTING_OVER} if early else {}
    return Tripartite(
        proposal_id=proposal.id,
        number=1,
        sender_id=paper.organisation_id,
        support_id=paper.organisation_id,
        first_day=home.start_on,
        last_day=last,
        visit_every=90,
        visit_unit=RhythmUnit.WEEKS,
        alert_channel=AlertChannel.PHONE,
        alert_contact="Permanence",
        consent_on=home.start_on,
        author_id=author.id,
        **over,
    )


def _signed(paper: Tripartite, party: Party, author: User) -> TripartiteSignature:
    keys = {"tripartite_id": paper.id, "party": party, "author_id": author.id, "proof": SignatureProof.PAPER}
    return TripartiteSignature(name="Signature (fictive)", signed_on=paper.first_day, **keys)


def _case(home: Home, letting: Letting, author: User) -> MediationCase:
    """Half a year after it began, for two months: its steps are not known."""
    return MediationCase(
        letting_id=letting.id,
        cause=MediationCause.ARREARS,
        severity=Severity.TENANCY_AT_RISK,
        opened_on=home.start_on + 180 * DAY,
        closed_on=home.start_on + 240 * DAY,
        outcome=home.trouble,
        author_id=author.id,
    )


def _letting(home: Home, request: HousingRequest, proposal: HousingProposal, author: User) -> Letting:
    return Letting(
        proposal_id=proposal.id,
        opportunity_id=home.dwelling.id,
        household_id=request.household_id,
        kind=LeaseKind.NINE_YEARS,
        start_on=home.start_on,
        rent_cents=home.dwelling.rent_cents,
        charges_cents=home.dwelling.charges_cents,
        deposit_route=DepositRoute.CPAS,
        end_on=home.end_on,
        end_reason=home.reason,
        author_id=author.id,
    )
