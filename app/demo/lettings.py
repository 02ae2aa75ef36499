"""Proposals, conventions #2 and lettings of the demonstration, in both capteur programmes, all invented.

Of the five dwellings won in each: two are let and supported, one is let without support, one was let and is proposed
again, one is reserved while a signature is missing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind
from app.clock import BRUSSELS
from app.db import db
from app.demo.accounts import organisation
from app.demo.capteur import PROGRAMMES, ask_for_exits
from app.demo.people import Inventor, Shape
from axes.models.programmes import Programme
from capteur.models.conventions import CapteurConvention
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest, RequestArea, RequestEvent
from capteur.models.tripartites import Tripartite, TripartiteSignature
from capteur.queries.opportunities import last_stage
from capteur.rules.dwellings import type_of
from capteur.services.lettings import EndFacts, end_letting
from capteur.services.opportunities import StageFacts, change_stage
from capteur.services.settings import add_seat
from capteur.vocab import DepositRoute, IncomeType, RequestConsent, SupportRhythm
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
    TripartiteEnd,
)

SUPPORT = "Service d’accompagnement Ressource (fictif)"
DAY = timedelta(days=1)
SHAPES = (Shape(1), Shape(1, 1), Shape(2), Shape(1, 2), Shape(1), Shape(1), Shape(2, 1))


def let_dwellings(today: date, users: dict[str, User]) -> None:
    """Write them in each programme, as those who work there would have."""
    body = organisation(SUPPORT, OrganisationKind.REFERRER)
    for turn, (code, *_) in enumerate(PROGRAMMES):
        programme = db.session.scalars(sa.select(Programme).where(Programme.code == code)).one()
        Landlord(programme, today, users, body, Inventor(seed=60 + turn)).tell()
    ask_for_exits(today, users)


@dataclass
class Landlord:
    """Tells how the dwellings won in one programme came to be homes."""

    programme: Programme
    today: date
    users: dict[str, User]
    body: Organisation
    inventor: Inventor

    def tell(self) -> None:
        self.actor = Actor(organisation_id=self.users["capteur"].organisation_id, user_id=self.users["capteur"].id)
        seat = {"organisation": db.session.get_one(Organisation, self.users["coordination"].organisation_id)}
        add_seat(programme=self.programme, first_day=self.ago(500), last_day=None, actor=self.actor, **seat)
        first, second, third, fourth, last = self.dwellings()
        self.rent(first, 0)
        self.leave(self.rent(second, 1))
        self.lose_support(self.rent(third, 2))
        self.rent(fourth, 3, by_sender=True)
        self.reserve(last, 4)
        self.propose(second, 5, owner_answer=Reply.THINKS, owner_words="Veut connaître le service qui accompagne.")

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def dwellings(self) -> list[Opportunity]:
        """Those won, the first won first."""
        query = sa.select(Opportunity).join(Owner, Owner.id == Opportunity.owner_id).order_by(Opportunity.id)
        query = query.where(Owner.programme_id == self.programme.id).options(joinedload(Opportunity.owner))
        won = [one for one in db.session.scalars(query).all() if last_stage(one.id).stage is S.CAPTURED]
        return sorted(won, key=lambda one: last_stage(one.id).effective_on)[:5]

    def ask(self, dwelling: Opportunity, turn: int, since: date, *kinds: Kind) -> HousingRequest:
        """A request that this dwelling suits, on the waiting list since that day, and the steps it went through."""
        sender = self.users["partenaire"]
        org = db.session.get_one(Organisation, sender.organisation_id)
        ours = CapteurConvention.programme_id == self.programme.id, CapteurConvention.organisation_id == org.id
        made = HousingRequest(
            programme_id=self.programme.id,
            organisation_id=org.id,
            convention_id=db.session.scalars(sa.select(CapteurConvention.id).where(*ours)).one(),
            household_id=self.inventor.household(org, since, SHAPES[turn]).household.id,
            author_id=sender.id,
            started_on=since,
            submitted_on=since,
            confirmed_on=max(since, self.ago(20)),
            **_profile(dwelling, since),
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(RequestArea(request_id=made.id, area_id=dwelling.area_id))
        for count, kind in enumerate((Kind.SUBMITTED, Kind.ACCEPTED, *kinds)):
            at = datetime.combine(min(since + count * 2 * DAY, self.today), time(9), BRUSSELS)
            db.session.add(RequestEvent(request_id=made.id, kind=kind, at=at, user_id=self.actor.user_id))
        return made

    def propose(self, dwelling: Opportunity, turn: int, *, since: date | None = None, **given: Any) -> HousingProposal:
        day = since or self.ago(6)
        kinds = given.pop("kinds", (Kind.PROPOSED,))
        made = HousingProposal(
            request_id=self.ask(dwelling, turn, day - 15 * DAY, *kinds).id,
            opportunity_id=dwelling.id,
            author_id=self.actor.user_id,
            proposed_on=day,
            owner_on=day + DAY,
            **given,
        )
        db.session.add(made)
        db.session.flush()
        record("proposal.made", made, actor=self.actor, dwelling=dwelling)
        return made

    def agreed(self, dwelling: Opportunity, turn: int, selected_on: date, **given: Any) -> HousingProposal:
        """Both said yes: the household is selected, the dwelling reserved for three weeks."""
        until, seen = selected_on + 21 * DAY, selected_on - DAY
        known = {"owner_answer": Reply.YES, "candidate_answer": Reply.YES, "candidate_on": seen, "visited_on": seen}
        known |= {"selected_on": selected_on, "reserved_until": until, "visit_on": seen}
        known |= {"candidate_words": "Le logement plaît, l’école est à côté."}
        kinds = (Kind.PROPOSED, Kind.VISIT_PLANNED, Kind.SELECTED, *given.pop("kinds", ()))
        made = self.propose(dwelling, turn, since=selected_on - 4 * DAY, kinds=kinds, **(known | given))
        facts = StageFacts(stage=S.RESERVED, effective_on=selected_on, reserved_until=until)
        change_stage(dwelling, last_stage(dwelling.id), facts, self.actor)
        return made

    def sign(self, proposal: HousingProposal, first_day: date, support_id: int, *parties: Party) -> Tripartite:
        sender, author = self.users["partenaire"].organisation_id, self.users["coordination"].id
        paper = Tripartite(
            proposal_id=proposal.id,
            number=1,
            sender_id=sender,
            support_id=support_id,
            first_day=first_day,
            visit_every=1 if support_id == sender else 2,
            visit_unit=RhythmUnit.WEEKS,
            alert_channel=AlertChannel.PHONE,
            alert_contact="Permanence du service, 081 00 00 00",
            consent_on=min(first_day, self.today),
            end_terms="Un mois de préavis, par écrit, aux deux autres.",
            hand_over_terms="Une rencontre à trois avec le service qui prend la suite.",
            author_id=author,
        )
        db.session.add(paper)
        db.session.flush()
        for place, party in enumerate(parties):
            name = ("Signé par le ménage", "Direction de la maraude", "Direction de Ressource")[place]
            keys = {"tripartite_id": paper.id, "party": party, "author_id": author, "proof": SignatureProof.PAPER}
            db.session.add(TripartiteSignature(name=name, signed_on=min(first_day, self.today), **keys))
        db.session.flush()
        record("tripartite.drafted", paper, actor=self.actor, number=1)
        return paper

    def rent(self, dwelling: Opportunity, turn: int, *, by_sender: bool = False) -> Letting:
        """Selected ten days after it was won, and let a week later."""
        selected_on = last_stage(dwelling.id).effective_on + 10 * DAY
        start_on = selected_on + 7 * DAY
        over = {"ended_on": start_on, "end_reason": ProposalEnd.LET, "kinds": (Kind.HOUSED,)}
        proposal = self.agreed(dwelling, turn, selected_on, **over)
        request = db.session.get_one(HousingRequest, proposal.request_id)
        request.ended_at = datetime.combine(start_on, time(12), BRUSSELS)
        parties = (Party.USER, Party.SENDER) if by_sender else tuple(Party)
        support_id = request.organisation_id if by_sender else self.body.id
        self.sign(proposal, start_on, support_id, *parties)
        made = Letting(
            proposal_id=proposal.id,
            opportunity_id=dwelling.id,
            household_id=request.household_id,
            start_on=start_on,
            author_id=self.actor.user_id,
            **_lease(dwelling, start_on),
        )
        db.session.add(made)
        db.session.flush()
        change_stage(dwelling, last_stage(dwelling.id), StageFacts(stage=S.LET, effective_on=start_on), self.actor)
        record("letting.started", made, actor=self.actor, dwelling=dwelling, start_on=start_on)
        return made

    def leave(self, letting: Letting) -> None:
        words = "La famille a trouvé une maison près de l’école."
        facts = EndFacts(end_on=self.ago(12), reason=LettingEnd.LASTING, words=words, inventory_out_on=self.ago(12))
        whole = sa.select(Letting).where(Letting.id == letting.id).options(joinedload(Letting.opportunity))
        letting = db.session.scalars(whole.execution_options(populate_existing=True)).one()
        end_letting(letting=letting, version=letting.version, facts=facts, actor=self.actor)

    def lose_support(self, letting: Letting) -> None:
        """The service withdrew nine days ago, and nobody took over."""
        paper = db.session.scalars(sa.select(Tripartite).where(Tripartite.proposal_id == letting.proposal_id)).one()
        paper.ended_on, paper.end_reason = self.ago(9), TripartiteEnd.SUPPORT_LEFT
        db.session.flush()
        record("tripartite.ended", paper, actor=self.actor, on=paper.ended_on, reason=paper.end_reason)

    def reserve(self, dwelling: Opportunity, turn: int) -> None:
        """The support body has still to sign; another household is on the fall-back list."""
        proposal = self.agreed(dwelling, turn, self.ago(3))
        self.sign(proposal, self.today + 4 * DAY, self.body.id, Party.USER, Party.SENDER)
        self.propose(dwelling, 6, owner_answer=Reply.YES)


def _profile(dwelling: Opportunity, since: date) -> dict[str, Any]:
    """What the household asks: a dwelling such as this one."""
    return {
        "living_situation": "1.1",
        "income_type": IncomeType.INTEGRATION_INCOME,
        "income_cents": 131_000,
        "max_rent_cents": (dwelling.rent_cents or 50_000) + 2_000,
        "max_charges_cents": 8_000,
        "dwelling_type": type_of(dwelling.kind, dwelling.bedrooms),
        "deposit": DepositRoute.CPAS,
        "accompanier": SUPPORT,
        "rhythm": SupportRhythm.FORTNIGHTLY,
        "consent_on": since,
        "consent_scope": RequestConsent.PAPERS,
        "care": "no",
    }


def _lease(dwelling: Opportunity, start_on: date) -> dict[str, Any]:
    return {
        "kind": LeaseKind.SHORT,
        "last_day": start_on + timedelta(days=1095) - DAY,
        "rent_cents": dwelling.rent_cents,
        "charges_cents": dwelling.charges_cents,
        "deposit_route": DepositRoute.CPAS,
        "deposit_cents": (dwelling.rent_cents or 0) * 2,
        "registered_on": start_on + 20 * DAY,
        "inventory_in_on": start_on,
    }
