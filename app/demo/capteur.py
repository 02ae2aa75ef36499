"""Two capteur programmes in the demonstration, both invented: who works in them, prices, and what partners ask."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accompaniment.models.exit_plans import ExitPlan
from accompaniment.queries.exit_plans import standing_of
from accompaniment.vocab_exits import ExitTarget
from app.audit.actor import Actor
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.db import db
from app.demo.papers import one_page
from app.demo.people import Inventor, Shape
from app.demo.reconstructed import reconstruct
from app.periods import add_months
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.services.settings import add_programme
from axes.vocab import ProgrammeKind
from capteur.models.conventions import CapteurConvention
from capteur.models.measures import CaptureGoal, WorkedMonth
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.models.prices import PriceRow, PriceTable
from capteur.models.programmes import CapteurArea
from capteur.models.requests import HousingRequest
from capteur.queries.opportunities import stands
from capteur.services import requests
from capteur.services.exit_requests import Gate, ask_for_exit
from capteur.services.request_documents import PaperFacts, join_documents
from capteur.services.settings import add_area, add_seat
from capteur.vocab import DwellingType, IncomeType, RequestConsent, RequestPaper, RequestRefusal, SupportRhythm
from capteur.vocab_dwellings import OpportunityStage

TYPES = (DwellingType.STUDIO, DwellingType.ONE_BEDROOM, DwellingType.TWO_BEDROOMS)
PROGRAMMES = (
    ("capteur-charleroi", "Capteur Charleroi (fictif)", ("Centre", "Nord", "Sud"), 42000),
    ("capteur-namur", "Capteur Namur (fictif)", ("Corbeille", "Jambes", "Salzinnes"), 48000),
)


@dataclass(frozen=True)
class Ask:
    """What a household asks, in cents a month, and what came of it."""

    shape: Shape
    dwelling: DwellingType
    rent: int
    came: str  # draft, sent, waiting, to_complete, refused
    said: dict[str, Any] = field(default_factory=dict)


ASKS = (
    Ask(Shape(1), DwellingType.STUDIO, 46000, "waiting", {"care": "yes", "housing_debts": True}),
    Ask(Shape(1, 2), DwellingType.TWO_BEDROOMS, 62000, "waiting", {"excluded_reason": "Un ex-conjoint y habite."}),
    Ask(Shape(2), DwellingType.ONE_BEDROOM, 30000, "sent", {"animals": True}),
    Ask(Shape(1), DwellingType.STUDIO, 45000, "to_complete"),
    Ask(Shape(1), DwellingType.STUDIO, 44000, "refused"),
    Ask(Shape(1, 1), DwellingType.ONE_BEDROOM, 52000, "draft"),
)


def open_capteur(day: date, users: dict[str, User], actor: Actor) -> None:
    """Write both programmes, and those of the past. Nothing of one is in the other."""
    for code, name, areas, low in PROGRAMMES:
        programme = add_programme(
            code=code, name=name, proposal_days=7, waiting_news_days=30, kind=ProgrammeKind.CAPTEUR, actor=actor
        )
        for who in ("capteur", "financeur"):  # who works in it, and who reads its counts
            seat = {"organisation": _whose(users[who]), "first_day": _before(day, 700), "last_day": None}
            add_seat(programme=programme, actor=actor, **seat)
        known = [add_area(programme=programme, name=area, actor=actor) for area in areas]
        _publish(programme, known, low, day, users["capteur"])
        _measure(programme, day)
        convention = _sign(programme, day, users)
        if code == PROGRAMMES[0][0]:
            _ask(programme, convention, known, day, users)
    reconstruct(users, actor)


def _whose(user: User) -> Organisation:
    return db.session.get_one(Organisation, user.organisation_id)


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days)


def _publish(programme: Programme, areas: list[CapteurArea], low: int, day: date, author: User) -> None:
    """A table of two months ago: what is published begins that day at the earliest, so it is written as it stood."""
    begun = _before(day, 60)
    table = PriceTable(
        programme_id=programme.id, number=1, first_day=begun, source="Annonces relevées (fictif)", author_id=author.id
    )
    db.session.add(table)
    db.session.flush()
    for place, area in enumerate(areas):
        for size, dwelling in enumerate(TYPES):
            lowest = low + place * 2000 + size * 9000
            amounts = {"low_cents": lowest, "median_cents": lowest + 8000, "high_cents": lowest + 17000}
            row = PriceRow(table_id=table.id, area_id=area.id, dwelling_type=dwelling, charges_cents=6000, **amounts)
            db.session.add(row)
    db.session.flush()
    table.published_at = _noon(begun)
    db.session.flush()


def _measure(programme: Programme, day: date) -> None:
    """A goal of the year, and the days worked in its first months."""
    begun = add_months(day.replace(day=1), -6)
    goal = {"first_day": begun, "last_day": add_months(begun, 12) - timedelta(days=1), "dwellings": 12}
    db.session.add(CaptureGoal(programme_id=programme.id, **goal))
    for month in (add_months(begun, turn) for turn in range(6)):
        db.session.add(WorkedMonth(programme_id=programme.id, year=month.year, month=month.month, half_days=31))
    db.session.flush()


def _noon(day: date) -> Any:
    return datetime.combine(day, time(12), UTC)


def _sign(programme: Programme, day: date, users: dict[str, User]) -> CapteurConvention:
    begun = _before(day, 400)
    signed = CapteurConvention(
        programme_id=programme.id,
        organisation_id=users["partenaire"].organisation_id,
        author_id=users["coordination"].id,
        number=1,
        contact="Permanence logement",
        backup="Direction de la maraude",
        first_day=begun,
        sent_on=begun,
        signed_on=begun,
        partner_signatory="La direction de la maraude",
        programme_signatory="La coordination du programme",
    )
    db.session.add(signed)
    db.session.flush()
    return signed


def _ask(
    programme: Programme, convention: CapteurConvention, areas: list[CapteurArea], day: date, users: dict[str, User]
) -> None:
    sender = users["partenaire"]
    actor, inventor = _as(sender), Inventor(seed=44)
    for place, ask in enumerate(ASKS):
        household = inventor.household(_whose(sender), _before(day, 30 + place), ask.shape).household
        request = _read(requests.begin_request(programme=programme, household=household, actor=actor))
        _write(request, ask, areas, place, day, actor)
        _follow(request, ask, users)


def _read(request: HousingRequest) -> HousingRequest:
    """The request with its areas, as a page reads it."""
    query = sa.select(HousingRequest).where(HousingRequest.id == request.id)
    whole = query.options(selectinload(HousingRequest.areas)).execution_options(populate_existing=True)
    return db.session.scalars(whole).one()


def _as(user: User) -> Actor:
    return Actor(organisation_id=user.organisation_id, user_id=user.id)


def _write(request: HousingRequest, ask: Ask, areas: list[CapteurArea], place: int, day: date, actor: Actor) -> None:
    columns: dict[str, Any] = {
        "living_situation": "1.1",
        "income_type": IncomeType.INTEGRATION_INCOME,
        "income_cents": 131000,
        "max_rent_cents": ask.rent,
        "max_charges_cents": 8000,
        "dwelling_type": ask.dwelling,
        "accompanier": "Service d’accompagnement Ressource (fictif)",
        "rhythm": SupportRhythm.WEEKLY,
        "consent_on": day,
        "consent_scope": RequestConsent.PAPERS if place % 3 else RequestConsent.NAME,
        "care": "no",
        "precarious": True,
        "direct_payment": place % 2 == 0,
        "has_administrator": False,
        "housing_debts": False,
    }
    wanted = {areas[place % 3].id: False, areas[(place + 1) % 3].id: False}
    excluded = {areas[(place + 2) % 3].id: True} if "excluded_reason" in ask.said else {}
    written = requests.Written(columns | ask.said, wanted | excluded)
    requests.write_request(request=request, written=written, version=request.version, actor=actor)
    if place < 2:
        _join(request, day, actor)


def _join(request: HousingRequest, day: date, actor: Actor) -> None:
    """A proof of income that the programme opens once the household is selected, and one for the sender alone."""
    for kind, confidential in ((RequestPaper.INCOME, False), (RequestPaper.IDENTITY, True)):
        facts = PaperFacts(kind=kind, confidential=confidential, last_day=add_months(day, 3))
        papers = [(f"{kind}.pdf", one_page("DOCUMENT FICTIF"))]
        join_documents(request=request, facts=facts, papers=papers, actor=actor)


def _follow(request: HousingRequest, ask: Ask, users: dict[str, User]) -> None:
    if ask.came == "draft":
        return
    sender, decider = _as(users["partenaire"]), _as(users["capteur"])
    table, gap = requests.gap_today(request)
    why = "Le ménage paierait plus avec une colocation." if gap and gap.below else None
    requests.send_request(
        request=request, seen=table.public_id, below_reason=why, version=request.version, actor=sender
    )
    seen = {"request": request, "version": request.version, "actor": decider}
    if ask.came == "waiting":
        requests.accept_request(**seen)
    elif ask.came == "to_complete":
        requests.ask_completion(fields=["income"], text="Le revenu est-il celui du mois dernier ?", **seen)
    elif ask.came == "refused":
        requests.refuse_request(refusal=RequestRefusal.OTHER, text="Le ménage est déjà logé.", **seen)


def ask_for_exits(day: date, users: dict[str, User]) -> None:
    """A plan to leave a temporary stay asks the first programme for a home; a dwelling is kept for such exits."""
    worker = users["diogenes"]
    programme = db.session.scalars(sa.select(Programme).where(Programme.code == PROGRAMMES[0][0])).one()
    _sign(programme, day, users | {"partenaire": worker})
    plans = sa.select(ExitPlan).join(ExitPlan.household).where(ExitPlan.is_live, ExitPlan.target == ExitTarget.PRIVATE)
    ours = plans.where(ExitPlan.organisation_id == worker.organisation_id, Household.is_protected.is_(False))
    whole = joinedload(ExitPlan.household), selectinload(ExitPlan.moves)
    plan = db.session.scalars(ours.options(*whole).order_by(ExitPlan.id).limit(1)).first()
    won = sa.select(Opportunity).join(OpportunityEvent, stands()).join(Opportunity.owner)
    won = won.where(Owner.programme_id == programme.id, OpportunityEvent.stage == OpportunityStage.CAPTURED)
    kept = db.session.scalars(won.order_by(Opportunity.id.desc()).limit(1)).first()
    if plan is None or kept is None:
        return
    kept.for_exits = True
    gate = Gate(programme, kept, _whose(worker).name)
    made = ask_for_exit(plan=plan, standing=standing_of(plan.household_id), gate=gate, actor=_as(worker))
    areas = list(db.session.scalars(sa.select(CapteurArea).where(CapteurArea.programme_id == programme.id)))
    ask = Ask(Shape(1), DwellingType.STUDIO, 52000, "waiting", {"living_situation": "3.4"})
    request = _read(made)
    _write(request, ask, areas, 0, day, _as(worker))
    _follow(request, ask, users | {"partenaire": worker})
