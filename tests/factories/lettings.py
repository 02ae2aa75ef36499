"""From a captured dwelling to a home: proposals, conventions #2 and their signatures, lettings."""

from datetime import timedelta
from typing import Any

from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import now, today
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal
from capteur.models.requests import RequestEvent
from capteur.models.tripartites import Tripartite, TripartiteSignature
from capteur.vocab import DepositRoute
from capteur.vocab import RequestEventKind as Kind
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_lettings import (
    AlertChannel,
    LeaseKind,
    LettingEnd,
    Party,
    ProposalEnd,
    Reply,
    RhythmUnit,
    SignatureProof,
)
from capteur.vocab_owners import LeadSource

TO_CAPTURED = (S.LEAD, S.VISIT_PLANNED, S.SUITABLE, S.OFFER, S.CAPTURED)
WAITING = ("submitted", "accepted")
MONTH = timedelta(days=30)


def captured(make: Any, programme: Any, **given: Any) -> Opportunity:
    """A studio in "Nord", captured a month ago (`on`), for 600 euros and 50 of charges."""
    on = given.pop("on", today() - MONTH)
    values = {
        "kind": "studio",
        "bedrooms": 0,
        "rent_cents": 60_000,
        "charges_cents": 5_000,
        "floor": 0,
        "animals": True,
    }
    values |= {"step_free": True, "has_lift": False, "area_id": programme.areas["Nord"].id, "source": LeadSource.ADVERT}
    values |= {"address": "Rue Inventée 5", "reference": f"L-26-{make.number():05}"}
    made = make.save(Opportunity(owner_id=make.owner(programme).id, **(values | given)))
    made.last = None
    make.capture(made, day=on)
    for stage in TO_CAPTURED:
        made.last = make.opportunity_event(made, stage, made.last, effective_on=on)
    return made


def waiting_request(make: Any, programme: Any, sender: User, **given: Any) -> Any:
    """A request that waits, of a new household of the sender's; `.home` is the household. The sender's convention #1
    is written with the first."""
    convention = getattr(sender, "convention", None)
    if convention is None:
        convention = sender.convention = make.capteur_convention(programme, sender, make.user())
    home = given.pop("home", None) or make.household(organisation_id=sender.organisation_id)
    values = {"kinds": WAITING, "max_rent_cents": 65_000, "max_charges_cents": 10_000}
    made = make.housing_request(programme, convention, sender, home, **(values | given))
    made.home = home
    return made


def housing_proposal(make: Any, request: Any, dwelling: Opportunity, author: User, **given: Any) -> HousingProposal:
    """Proposed a month ago; with `selected_on` both said yes, and the dwelling is reserved since that day."""
    keys = {"request_id": request.id, "opportunity_id": dwelling.id, "author_id": author.id}
    values: dict[str, Any] = {"proposed_on": today() - MONTH}
    selected_on = given.get("selected_on")
    if selected_on is not None:
        values |= {"owner_answer": Reply.YES, "owner_on": selected_on, "reserved_until": selected_on + MONTH}
        values |= {"candidate_answer": Reply.YES, "candidate_on": selected_on}
    made = make.save(HousingProposal(**(keys | values | given)))
    make.save(RequestEvent(request_id=request.id, kind=Kind.PROPOSED, user_id=author.id))
    if selected_on is not None:
        make.save(RequestEvent(request_id=request.id, kind=Kind.SELECTED, user_id=author.id))
        facts = {"effective_on": selected_on, "reserved_until": made.reserved_until}
        dwelling.last = make.opportunity_event(dwelling, S.RESERVED, dwelling.last, **facts)
    return made


def tripartite(
    make: Any, proposal: HousingProposal, author: User, sender_id: int, support_id: int, **given: Any
) -> Tripartite:
    """A convention #2 from a month ago on, a visit a week, answers within two working days; `signed` are the parties
    that signed on `signed_on` (the first day, unless told): all that must, unless told."""
    both = sender_id == support_id
    signed = given.pop("signed", (Party.USER, Party.SENDER) if both else tuple(Party))
    values = {
        "first_day": today() - MONTH,
        "visit_every": 1,
        "visit_unit": RhythmUnit.WEEKS,
        "consent_on": today() - MONTH,
    }
    values |= {"alert_channel": AlertChannel.PHONE, "alert_contact": "Permanence, 02 000 00 00", "number": 1}
    keys = {"proposal_id": proposal.id, "sender_id": sender_id, "support_id": support_id, "author_id": author.id}
    signed_on = given.pop("signed_on", None)
    made = make.save(Tripartite(**(keys | values | given)))
    day = signed_on or made.first_day
    made.signed = [make.tripartite_signature(made, party, author, signed_on=day) for party in signed]
    return made


def tripartite_signature(make: Any, of: Tripartite, party: Party, author: User, **given: Any) -> TripartiteSignature:
    values = {"name": "Signataire Inventée", "signed_on": today(), "proof": SignatureProof.PAPER}
    keys = {"tripartite_id": of.id, "party": party, "author_id": author.id}
    return make.save(TripartiteSignature(**(keys | values | given)))


def letting(make: Any, programme: Any, sender: User, support_id: int | None = None, **given: Any) -> Letting:
    """A household of the sender's lives in a dwelling captured for it since `start_on` (a month ago); `.proposal_made`,
    `.convention`, `.dwelling` and `.home` are what stands behind it; `asked` are facts of its request. Supported by the
    sender, unless told."""
    author = make.prospector(programme)
    start_on = given.pop("start_on", today() - MONTH)
    home, terms, asked = given.pop("home", None), given.pop("terms", {}), given.pop("asked", {})
    end = {name: given.pop(name) for name in ("end_on", "end_reason", "end_words") if name in given}
    request = make.waiting_request(programme, sender, home=home, **asked)
    dwelling = given.pop("dwelling", None) or make.captured(programme, on=start_on)
    proposal = make.housing_proposal(request, dwelling, author, selected_on=start_on)
    support_id = support_id or sender.organisation_id
    paper = {"first_day": start_on, "signed_on": start_on} | terms
    convention = make.tripartite(proposal, author, sender.organisation_id, support_id, **paper)
    keys = {"proposal_id": proposal.id, "opportunity_id": dwelling.id, "household_id": request.home.id}
    values = {"kind": LeaseKind.SHORT, "rent_cents": 60_000, "charges_cents": 5_000, "author_id": author.id}
    values |= {"deposit_route": DepositRoute.CPAS, "start_on": start_on}
    made = make.save(Letting(**(keys | values | given)))
    _housed(make, request, dwelling, proposal, start_on)
    for name, value in end.items():
        setattr(made, name, value)
    made.proposal_made, made.convention, made.dwelling, made.home = proposal, convention, dwelling, request.home
    return make.save(made)


def _housed(make: Any, request: Any, dwelling: Any, proposal: HousingProposal, start_on: Any) -> None:
    make.save(RequestEvent(request_id=request.id, kind=Kind.HOUSED))
    request.ended_at = now()
    proposal.ended_on, proposal.end_reason = start_on, ProposalEnd.LET
    make.save(request, proposal)
    dwelling.last = make.opportunity_event(dwelling, S.LET, dwelling.last, effective_on=start_on)


def lettings_to_guard(make: Any) -> dict[str, int]:
    """Rows to try the guards on: a dwelling let twice, the second time with an amendment that one party signed."""
    programme, sender, day = make.capteur_programme(), make.user(Role.PARTNER), timedelta(days=1)
    left = {"end_on": today() - 100 * day, "end_reason": LettingEnd.VOLUNTARY}
    past = make.letting(programme, sender, start_on=today() - 200 * day, **left)
    running = make.letting(programme, sender, dwelling=past.dwelling)
    keys = running.proposal_made, make.user(), sender.organisation_id, sender.organisation_id
    amendment = make.tripartite(*keys, number=2, first_day=today(), signed=())
    late = make.tripartite_signature(amendment, Party.USER, make.user())
    return {
        "letting_past": past.id,
        "kept": make.captured(programme, for_exits=True).id,
        "proposal_a": running.proposal_made.id,
        "letting_a": running.id,
        "tripartite_a": running.convention.id,
        "signature_a": running.convention.signed[0].id,
        "signature_b": late.id,
    }
