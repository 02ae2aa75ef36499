"""The gateway: an exit plan of a temporary stay asks a programme for a home, and follows what becomes of it."""

from dataclasses import dataclass

import sqlalchemy as sa

from accompaniment.models.exit_plans import ExitPlan
from accompaniment.queries.exit_plans import Standing
from accompaniment.services.candidacies import CandidacyFacts, follow_candidacy, open_candidacy
from accompaniment.services.exit_plans import refuse_over
from accompaniment.vocab_exits import CandidacyEventKind as Candidacy
from accompaniment.vocab_exits import ExitTarget
from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from app.web.errors import Refusal
from axes.models.programmes import Programme
from axes.queries.needs import standing_needs
from axes.queries.persons import members_of
from axes.vocab import NeedKind
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.requests import HousingRequest, RequestArea
from capteur.queries.exit_requests import candidacy_of
from capteur.rules.dwellings import type_for, type_of
from capteur.services.requests import REQUEST_MOVED, begin_request
from capteur.vocab import RequestEventKind as Kind
from capteur.vocab import RequestTrack

IN_TEMPORARY_HOUSING = "3.4"  # ETHOS Light
TARGETS = (ExitTarget.PRIVATE, ExitTarget.HOUSING_FIRST)
FOLLOWS = {
    Kind.SUBMITTED: Candidacy.FILED,
    Kind.PROPOSED: Candidacy.OFFERED,
    Kind.SELECTED: Candidacy.ACCEPTED,
    Kind.BACK: Candidacy.RENEWED,
    Kind.REFUSED: Candidacy.REFUSED,
    Kind.WITHDRAWN: Candidacy.WITHDRAWN,
    Kind.UNREACHABLE: Candidacy.WITHDRAWN,
    Kind.EXPIRED: Candidacy.WITHDRAWN,
}


@dataclass(frozen=True)
class Gate:
    """Which programme is asked, for which of its dwellings kept for exits, if one is wished; which service
    goes along."""

    programme: Programme
    wished: Opportunity | None
    accompanier: str
    housing_first: bool = False


def ask_for_exit(*, plan: ExitPlan, standing: Standing, gate: Gate, actor: Actor) -> HousingRequest:
    """Begin the draft of a plan's request, filled in from what is known of the household, and its candidacy.

    Raises `Refusal` for a plan that aims elsewhere, a protected household, whom nobody of the programme could read, a
    dwelling of another programme, or without a convention in force (gate G1); `Conflict` for a plan that is over, or a
    household with a living request.
    """
    refuse_over(plan)
    if plan.target not in TARGETS:
        raise Refusal("exit_request.refusal.target")
    if plan.household.is_protected:
        raise Refusal("exit_request.refusal.protected")
    _check_wished(gate)
    made = begin_request(programme=gate.programme, household=plan.household, actor=actor)
    facts = CandidacyFacts(target=plan.target, where=gate.programme.name)
    made.candidacy_id = open_candidacy(plan=plan, facts=facts, filed_on=None, actor=actor).id
    _fill_in(made, standing, gate)
    db.session.flush()
    record("housing_request.asked_for_exit", made, actor=actor, plan=plan, dwelling=gate.wished)
    return made


def _check_wished(gate: Gate) -> None:
    if gate.wished is None:
        return
    programme = sa.select(Owner.programme_id).where(Owner.id == gate.wished.owner_id)
    if db.session.scalar(programme) != gate.programme.id or not gate.wished.for_exits:
        raise Refusal("exit_request.other_programme", "dwelling")


def _fill_in(made: HousingRequest, standing: Standing, gate: Gate) -> None:
    here = [one for one in members_of(made.household_id, named=False) if one.is_present]
    needs = standing_needs(made.household_id)
    made.track = RequestTrack.HOUSING_FIRST if gate.housing_first else RequestTrack.ORDINARY
    made.step_free, made.animals = (one in needs or None for one in (NeedKind.STEP_FREE, NeedKind.ANIMALS))
    made.accompanier = gate.accompanier[:120]
    if standing.since is not None:
        made.living_situation, made.living_since = IN_TEMPORARY_HOUSING, standing.since
    made.dwelling_type = type_for(sum(not one.is_minor for one in here), sum(one.is_minor for one in here))
    if gate.wished is not None:
        made.wished_id = gate.wished.id
        made.dwelling_type = type_of(gate.wished.kind, gate.wished.bedrooms)
        if gate.wished.area_id is not None:
            db.session.add(RequestArea(request_id=made.id, area_id=gate.wished.area_id))


def _follow(*, request: HousingRequest, kind: Kind, actor: Actor) -> None:
    """The plan's candidacy, and with it the card on the board of exits."""
    said = FOLLOWS.get(kind)
    candidacy = candidacy_of(request) if said is not None and request.candidacy_id is not None else None
    if said is not None and candidacy is not None:
        follow_candidacy(candidacy=candidacy, kind=said, actor=actor)


REQUEST_MOVED.listen(_follow)
