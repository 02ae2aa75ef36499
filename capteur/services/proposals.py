"""Proposals: a captured dwelling is proposed to a household, each side answers, one household is selected.

Who selects takes the request, then the dwelling: of two who choose the same at once, the second is told who was first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest
from capteur.queries.matching import match_of
from capteur.queries.opportunities import last_stage, was_let
from capteur.queries.proposals import alive_of_dwelling, alive_of_request, reserved_past, selected_beside
from capteur.queries.requests import confirm_days_of, state_today
from capteur.services.days import wrong_day
from capteur.services.opportunities import DWELLING_OVER, LONGEST_RESERVATION, StageFacts, change_stage
from capteur.services.requests import REQUEST_OVER, move_request
from capteur.services.tripartites import close_tripartites
from capteur.vocab import RequestEventKind as Kind
from capteur.vocab import RequestState as State
from capteur.vocab_dwellings import OpportunityStage as Stage
from capteur.vocab_lettings import ProposalEnd, Reply, TripartiteEnd

OPEN_TO = (Stage.CAPTURED, Stage.VACANT, Stage.RESERVED)
CANDIDATES = (State.WAITING, State.PROPOSED, State.VISIT_PLANNED)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one side answers, on which day; `doubt` why it refuses."""

    reply: Reply
    on: date
    doubt: Any = None  # `OwnerDoubt`, or `CandidateDoubt`
    words: str | None = None

    def wrong(self, since: date) -> Iterator[Refusal]:
        """What refuses a refusal without its reason, a reason without refusal, or a day that cannot be."""
        if (self.reply is Reply.NO) != (self.doubt is not None):
            yield Refusal("proposal.refusal.doubt", "doubt")
        yield from wrong_day(self.on, "on", since)


def propose(
    *, request: HousingRequest, opportunity: Opportunity, actor: Actor, misfit_reason: str | None = None
) -> Proposal:
    """Propose a captured dwelling to a household. While another is selected it joins the fall-back list.

    Raises `Refusal` for a request that does not wait, is dormant, or that the dwelling does not suit: without a reason
    to propose it, or for one that nobody is told; for a dwelling that cannot be let, or is kept for exits; `Conflict`
    where it was proposed already.
    """
    state = state_today(request.id, confirm_days_of(request.programme_id))
    if state not in CANDIDATES:
        raise Refusal("proposal.refusal.dormant" if state is State.DORMANT else "proposal.refusal.not_waiting")
    if last_stage(opportunity.id).stage not in OPEN_TO:
        raise Refusal("proposal.refusal.not_captured")
    _refuse_misfit(request, opportunity, misfit_reason)
    if state is State.WAITING:
        move_request(request=request, kind=Kind.PROPOSED, actor=actor)
    keys = {"request_id": request.id, "opportunity_id": opportunity.id, "author_id": actor.user_id}
    made = Proposal(proposed_on=today(), misfit_reason=misfit_reason, **keys)
    told: dict[str, Refusal] = {"housing_proposal_for_exits": Refusal("proposal.refusal.for_exits")}
    told["uq_housing_proposal_alive"] = Conflict("proposal.conflict.twice", dwelling=opportunity.reference)
    with guarded(told):
        db.session.add(made)
    record("proposal.made", made, actor=actor, dwelling=opportunity, household=request.household)
    return made


def _refuse_misfit(request: HousingRequest, opportunity: Opportunity, reason: str | None) -> None:
    found = match_of(request, opportunity, today())
    if found.hidden:
        raise Refusal("proposal.refusal.unsuitable")
    if opportunity.for_exits and request.candidacy_id is None:
        raise Refusal("proposal.refusal.for_exits")
    if not found.suits and not reason:
        raise Refusal("proposal.refusal.misfit", "misfit_reason")


def answer_as_owner(*, proposal: Proposal, version: int | None, answer: Answer, actor: Actor) -> None:
    """Write what the owner answers; a refusal ends the proposal. Raises `Stale`, or `Refusal` once it is over."""
    _open(proposal, version)
    refuse_all(answer.wrong(proposal.proposed_on))
    if answer.reply is Reply.NO:
        end_proposal(proposal, ProposalEnd.OWNER_REFUSED, actor)
    proposal.owner_answer, proposal.owner_on = answer.reply, answer.on
    proposal.owner_doubt, proposal.owner_words = answer.doubt, answer.words
    db.session.flush()
    record("proposal.owner_answered", proposal, actor=actor, reply=answer.reply, doubt=answer.doubt, on=answer.on)


def answer_as_candidate(
    *, proposal: Proposal, version: int | None, answer: Answer, visited_on: date | None, actor: Actor
) -> None:
    """Write what the household answers, and when it saw the dwelling. Raises as `answer_as_owner`."""
    _open(proposal, version)
    found = list(answer.wrong(proposal.proposed_on))
    if visited_on is not None and not proposal.proposed_on <= visited_on <= today():
        found.append(Refusal("proposal.refusal.visited", "visited_on", day=shown(proposal.proposed_on)))
    refuse_all(found)
    if answer.reply is Reply.NO:
        end_proposal(proposal, ProposalEnd.CANDIDATE_REFUSED, actor)
    proposal.candidate_answer, proposal.candidate_on, proposal.visited_on = answer.reply, answer.on, visited_on
    proposal.candidate_doubt, proposal.candidate_words = answer.doubt, answer.words
    db.session.flush()
    record("proposal.candidate_answered", proposal, actor=actor, reply=answer.reply, doubt=answer.doubt, on=answer.on)


def plan_candidate_visit(*, proposal: Proposal, version: int | None, visit_on: date, actor: Actor) -> None:
    """Say when the household sees the dwelling; said anew, it is another day. Raises `Stale`, or `Refusal`."""
    _open(proposal, version)
    if visit_on < today():
        raise Refusal("lead.refusal.past", "visit_on", day=shown(today()))
    proposal.visit_on = visit_on
    if state_today(proposal.request_id, confirm_days_of(proposal.request.programme_id)) is State.PROPOSED:
        move_request(request=proposal.request, kind=Kind.VISIT_PLANNED, actor=actor)
    db.session.flush()
    record("proposal.visit_planned", proposal, actor=actor, on=visit_on)


def select_household(*, proposal: Proposal, version: int | None, reserved_until: date, actor: Actor) -> None:
    """Both agreed: the household is selected, the dwelling reserved until that day, included.

    The household's other proposals are over; the dwelling's others are the fall-back list. Raises `Stale`; `Refusal`
    without both answers, or for a day that has passed or is too far; `Conflict` where another household holds the
    dwelling, or the household another dwelling: it says which, and until when.
    """
    _open(proposal, version)
    if (proposal.owner_answer, proposal.candidate_answer) != (Reply.YES, Reply.YES):
        raise Refusal("proposal.refusal.not_agreed")
    if not 0 <= (reserved_until - today()).days <= LONGEST_RESERVATION:
        raise Refusal("opportunity.refusal.reservation", "reserved_until", days=LONGEST_RESERVATION)
    _refuse_taken(proposal)
    last = last_stage(proposal.opportunity_id)
    if last.stage not in (Stage.CAPTURED, Stage.VACANT):
        raise Refusal("proposal.refusal.not_captured")
    move_request(request=proposal.request, kind=Kind.SELECTED, actor=actor)
    count_as_changed(proposal.opportunity)
    db.session.flush()  # takes the dwelling, or comes back once more to read who was first
    facts = StageFacts(stage=Stage.RESERVED, effective_on=today(), reserved_until=reserved_until)
    change_stage(proposal.opportunity, last, facts, actor)
    proposal.selected_on, proposal.reserved_until = today(), reserved_until
    db.session.flush()
    record("proposal.selected", proposal, actor=actor, until=reserved_until, dwelling=proposal.opportunity)
    for other in alive_of_request(proposal.request_id):
        if other.id != proposal.id:
            close_proposal(other, ProposalEnd.OTHER_DWELLING, actor)


def _refuse_taken(proposal: Proposal) -> None:
    standing = selected_beside(proposal)
    if standing is None:
        return
    which = "household" if standing.request_id == proposal.request_id else "dwelling"
    told = {"dwelling": standing.opportunity.reference, "household": standing.request.household.reference}
    raise Conflict(f"proposal.conflict.{which}", day=shown(standing.reserved_until), **told)


def give_back(*, proposal: Proposal, version: int | None, reason: ProposalEnd, actor: Actor) -> None:
    """Nothing comes of it: the household waits as before, and a dwelling that was reserved for it is free again."""
    _open(proposal, version)
    end_proposal(proposal, reason, actor)


def release_past(*, actor: Actor) -> int:
    """Give back the dwellings reserved past their day, in programmes whose setting says so; how many. Safe to run
    again: what was given back is over."""
    found = reserved_past(today())
    for proposal in found:
        end_proposal(proposal, ProposalEnd.RESERVATION_OVER, actor)
    return len(found)


def end_proposal(proposal: Proposal, reason: ProposalEnd, actor: Actor, *, frees: bool = True) -> None:
    """End one, and its convention #2: the request waits again where nothing else is proposed to it, the dwelling is
    free where it was reserved for it. The request is taken first, then the dwelling, as by who selects."""
    others = [one for one in alive_of_request(proposal.request_id) if one.id != proposal.id]
    if reason is not ProposalEnd.REQUEST_OVER and not others:
        move_request(request=proposal.request, kind=Kind.BACK, actor=actor)
    last = last_stage(proposal.opportunity_id)
    if frees and proposal.selected_on is not None and last.stage is Stage.RESERVED:
        stage = Stage.VACANT if was_let(proposal.opportunity_id) else Stage.CAPTURED
        change_stage(proposal.opportunity, last, StageFacts(stage=stage, effective_on=today()), actor)
    close_tripartites(proposal_id=proposal.id, on=today(), reason=TripartiteEnd.COMMON, actor=actor)
    close_proposal(proposal, reason, actor)


def close_proposal(proposal: Proposal, reason: ProposalEnd, actor: Actor) -> None:
    """Write that it is over; where the request and the dwelling stand is the caller's to say."""
    proposal.ended_on, proposal.end_reason = today(), reason
    count_as_changed(proposal)
    db.session.flush()
    record("proposal.ended", proposal, actor=actor, reason=reason)


def _open(proposal: Proposal, version: int | None) -> None:
    refuse_stale(proposal, version)
    if not proposal.is_alive:
        raise Refusal("proposal.refusal.over")


def _request_over(*, request: HousingRequest, actor: Actor) -> None:
    """Whoever takes a request back, or can no longer be reached, leaves the dwellings proposed to them."""
    for proposal in alive_of_request(request.id):
        end_proposal(proposal, ProposalEnd.REQUEST_OVER, actor)


def _dwelling_over(*, opportunity: Opportunity, actor: Actor) -> None:
    for proposal in alive_of_dwelling(opportunity.id):
        end_proposal(proposal, ProposalEnd.DWELLING_LOST, actor, frees=False)


REQUEST_OVER.listen(_request_over)
DWELLING_OVER.listen(_dwelling_over)
