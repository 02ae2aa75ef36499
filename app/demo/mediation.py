"""Mediation in the demonstration, all invented: who is in charge, cases under way and closed, cover for holidays.

In Namur mediation has eaten into prospecting for five weeks; in Charleroi there are two cases, both closed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit.actor import Actor
from app.auth.models.users import User
from app.db import db
from axes.models.programmes import Programme
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.queries.guarantees import guarantees_of
from capteur.rules.guarantees import NEXT
from capteur.services.duties import delegate, take_charge
from capteur.services.mediation import CaseFacts, StepFacts, call_guarantee, close_case, note_step, open_case
from capteur.vocab_dwellings import GuaranteeState
from capteur.vocab_mediation import DutyKind, Hat, MediationCause, MediationOutcome, Severity

DAY = timedelta(days=1)
C, E, V = MediationCause, MediationOutcome, Severity


@dataclass(frozen=True)
class Told:
    """What was done so many days ago: the hat, the minutes, the owner's side, the household's side."""

    ago: int
    hat: Hat
    minutes: int | None
    owner: str | None = None
    household: str | None = None


@dataclass(frozen=True)
class Case:
    """A case of the letting at `place` of a programme: its steps, the first of which opens it, the last closes it."""

    place: int
    cause: MediationCause
    severity: Severity
    steps: tuple[Told, ...]
    outcome: MediationOutcome | None = None
    words: str | None = None
    calls: int | None = None  # cents of a guarantee called eight days ago


ARREARS = (
    Told(37, Hat.MEDIATOR, 90, "Le bailleur veut son loyer avant le 15.", "Le ménage reconnaît deux mois de retard."),
    Told(30, Hat.SOCIAL_WORKER, 120, household="Budget refait ensemble, un revenu suspendu à tort."),
    Told(23, Hat.SALES, 75, owner="Rappelé ce que couvre la garantie, il patiente."),
    Told(16, Hat.PSYCHOLOGIST, 150, household="Grande lassitude, le ménage parle de tout lâcher."),
    Told(9, Hat.MEDIATOR, 105, "Rencontre à trois, calme.", "Rencontre à trois, un plan est esquissé."),
)
MOVE = (
    Told(80, Hat.TECHNICIAN, 60, owner="Chaudière à purger, le bailleur ne répond plus au ménage."),
    Told(66, Hat.MOVER, 180, household="Meubles déplacés pour laisser passer le chauffagiste."),
    Told(60, Hat.MEDIATOR, 30, "Facture partagée.", "Le ménage est soulagé."),
)
NOISE = (
    Told(50, Hat.MEDIATOR, 45, household="Les voisins ont été reçus, le ménage aussi."),
    Told(36, Hat.PSYCHOLOGIST, 60, "Le bailleur est rassuré.", "Plus de bruit après dix heures du soir."),
)
CASES = {
    "capteur-namur": (
        Case(0, C.ARREARS, V.TENANCY_AT_RISK, ARREARS, calls=62_000),
        Case(1, C.TECHNICAL, V.LIGHT, MOVE, E.SOLVED),
    ),
    "capteur-charleroi": (
        Case(0, C.NUISANCE, V.SERIOUS, NOISE, E.SOLVED),
        Case(
            1,
            C.OTHER,
            V.LIGHT,
            (Told(40, Hat.MEDIATOR, 20, owner="Clé perdue."), Told(33, Hat.MOVER, 40, household="Serrure changée.")),
            E.SOLVED,
            "Clés de la cave",
        ),
    ),
}


def mediate(today: date, users: dict[str, User]) -> None:
    """Write it in each programme, as the mediator would have."""
    mediator, prospector = users["mediateur"], users["capteur"]
    actor = Actor(organisation_id=mediator.organisation_id, user_id=mediator.id)
    for code, cases in CASES.items():
        programme = db.session.scalars(sa.select(Programme).where(Programme.code == code)).one()
        lettings = _lettings(programme)
        for letting in lettings:
            for kind, user in ((DutyKind.PROSPECTOR, prospector), (DutyKind.MEDIATOR, mediator)):
                given = {"dwelling": letting.opportunity, "start_on": letting.start_on}
                take_charge(kind=kind, user=user, actor=actor, **given)
        for case in cases:
            _tell(case, lettings[case.place], today, actor)
        days = {"first_day": today + 30 * DAY, "last_day": today + 44 * DAY}
        delegate(programme=programme, away=mediator, delegate=prospector, actor=actor, **days)


def _lettings(programme: Programme) -> list[Letting]:
    """Those that run, the first one first."""
    query = sa.select(Letting).join(Letting.opportunity).join(Owner, Owner.id == Opportunity.owner_id)
    query = query.where(Owner.programme_id == programme.id, Letting.is_running).options(joinedload(Letting.opportunity))
    return list(db.session.scalars(query.order_by(Letting.start_on, Letting.id)))


def _tell(case: Case, letting: Letting, today: date, actor: Actor) -> None:
    first, *others = (_step(one, letting, today) for one in case.steps)
    facts = CaseFacts(cause=case.cause, severity=case.severity, cause_words=case.words)
    made = open_case(letting=letting, facts=facts, step=first, actor=actor)
    last = others.pop() if case.outcome else None
    for step in others:
        note_step(case=made, facts=step, actor=actor)
    if case.calls:
        _call(made, case.calls, today - 8 * DAY, letting, actor)
    if case.outcome and last:
        close_case(case=made, version=made.version, outcome=case.outcome, step=last, actor=actor)


def _step(told: Told, letting: Letting, today: date) -> StepFacts:
    """Never before the letting began."""
    day = max(today - told.ago * DAY, letting.start_on)
    notes = {"owner_note": told.owner, "household_note": told.household}
    return StepFacts(happened_on=day, hat=told.hat, minutes=told.minutes, **notes)


def _call(case: MediationCase, cents: int, day: date, letting: Letting, actor: Actor) -> None:
    for one in guarantees_of(letting.opportunity_id):
        if GuaranteeState.CALLED in NEXT[one.events[-1].state]:
            step = StepFacts(happened_on=day, hat=Hat.MEDIATOR, minutes=25)
            reason = "Un loyer et ses charges, comme convenu à trois."
            call_guarantee(case=case, guarantee=one, amount_cents=cents, reason=reason, step=step, actor=actor)
