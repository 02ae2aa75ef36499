"""Dwellings of the demonstration on their way to being won, in both programmes, all invented: each as its prospector
would have written it, over the last months. Lettings follow elsewhere."""

import io
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageDraw

from app.audit.actor import Actor
from app.auth.models.users import User
from app.db import db
from axes.models.programmes import Programme
from capteur.models.guarantees import Guarantee
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.programmes import CapteurArea
from capteur.models.visits import Visit
from capteur.queries.captures import indicative_cents
from capteur.queries.opportunities import last_stage
from capteur.services.captures import CaptureFacts, TransferFacts, capture_dwelling, transfer_dwelling
from capteur.services.guarantees import GuaranteeFacts, GuaranteeMove, move_guarantee, offer_guarantee
from capteur.services.lead_steps import NextStep
from capteur.services.opportunities import DwellingFacts, StageFacts, add_opportunity, change_stage
from capteur.services.owners import MoveFacts, OwnerFacts, add_owner, move_owner
from capteur.services.visits import SheetFacts, add_photos, plan_visit, write_sheet
from capteur.vocab_dwellings import (
    Answerer,
    CheckItem,
    CheckVerdict,
    DwellingKind,
    EnergyClass,
    GuaranteeOption,
    GuaranteeState,
    LossReason,
    OpportunityStage,
    TransferKind,
    Verdict,
)
from capteur.vocab_owners import LeadAction, LeadSource, OwnerKind, OwnerStage

S, V, G, K, L = OpportunityStage, Verdict, GuaranteeState, OwnerKind, LeadSource
Option = GuaranteeOption
NO_STEP = NextStep()


@dataclass(frozen=True)
class Tale:
    """An owner and a dwelling: begun so many days ago, and how far it has come. `works`: found unsuitable first; `won`:
    lost only after it was captured; `called`: the guarantee was called and paid since."""

    owner: str
    source: LeadSource
    area: int
    bedrooms: int
    begun: int
    stage: OpportunityStage
    option: GuaranteeOption = Option.RENT_AT_SOURCE
    works: bool = False
    dear: bool = False
    won: bool = False
    called: bool = False
    kind: OwnerKind = K.PERSON


TALES = {
    "capteur-charleroi": (
        Tale("Ferdinand Fabuleux", L.WALK, 0, 1, 12, S.LEAD),
        Tale("Irma Chimère", L.ADVERT, 1, 2, 9, S.VISIT_PLANNED),
        Tale("Léopold Mirage", L.WORD_OF_MOUTH, 2, 0, 40, S.VISITED),
        Tale("Immo Songe", L.AGENCY, 0, 1, 33, S.SUITABLE, kind=K.AGENCY),
        Tale("Josée Apparition", L.ADVERT, 1, 2, 30, S.OFFER, Option.CPAS_DEPOSIT),
        Tale("Victor Illusion", L.WORD_OF_MOUTH, 0, 0, 170, S.CAPTURED),
        Tale("Alma Rêvée", L.OWNER_BACK, 1, 1, 140, S.CAPTURED, Option.ADMINISTRATOR, works=True),
        Tale("Société Nuage", L.MUNICIPALITY, 2, 2, 45, S.CAPTURED, Option.HOME_SUPPORT, dear=True, kind=K.COMPANY),
        Tale("Gaston Fantôme", L.WORD_OF_MOUTH, 0, 1, 200, S.CAPTURED, Option.CPAS_DEPOSIT, called=True),
        Tale("Yvonne Légende", L.PARTNER, 1, 0, 120, S.CAPTURED),
        Tale("Octave Conte", L.ADVERT, 2, 1, 210, S.TRANSFERRED, Option.AIS_MANAGEMENT),
        Tale("Berthe Utopie", L.ADVERT, 0, 2, 90, S.LOST),
        Tale("Marcel Lanterne", L.WALK, 1, 1, 150, S.LOST, Option.MANAGEMENT, won=True),
        Tale("Simone Passerelle", L.WORD_OF_MOUTH, 2, 1, 36, S.CAPTURED, works=True),
    ),
    "capteur-namur": (
        Tale("Célestin Brume", L.ADVERT, 0, 1, 8, S.LEAD),
        Tale("Agathe Féerie", L.PARTNER, 1, 1, 14, S.VISIT_PLANNED),
        Tale("Hector Mythe", L.WALK, 2, 2, 28, S.VISITED, works=True),
        Tale("Blanche Parabole", L.WORD_OF_MOUTH, 0, 0, 26, S.SUITABLE),
        Tale("Achille Énigme", L.OWNER_BACK, 1, 2, 35, S.OFFER, Option.MANAGEMENT),
        Tale("Lucie Mosaïque", L.WORD_OF_MOUTH, 2, 0, 160, S.CAPTURED),
        Tale("Désiré Horizon", L.ADVERT, 0, 1, 130, S.CAPTURED, Option.CPAS_DEPOSIT),
        Tale("Immo Lointaine", L.AGENCY, 1, 1, 50, S.CAPTURED, Option.RENT_AT_SOURCE, dear=True, kind=K.AGENCY),
        Tale("Philomène Aurore", L.MUNICIPALITY, 2, 2, 110, S.CAPTURED, Option.HOME_SUPPORT, works=True),
        Tale("Ulysse Détour", L.WORD_OF_MOUTH, 0, 0, 190, S.CAPTURED, Option.ADMINISTRATOR, called=True),
        Tale("Clémence Rivage", L.ADVERT, 1, 1, 220, S.TRANSFERRED, Option.AIS_MANAGEMENT),
        Tale("Edgard Sillage", L.WALK, 2, 2, 70, S.LOST),
        Tale("Ninon Girouette", L.PARTNER, 0, 1, 180, S.LOST, Option.CPAS_DEPOSIT, won=True),
        Tale("Aristide Falaise", L.OWNER_BACK, 1, 0, 36, S.CAPTURED, Option.HOME_SUPPORT),
    ),
}


def win_dwellings(today: date, user: User) -> None:
    """Write them as the prospector would have, in each programme."""
    for code, tales in TALES.items():
        programme = db.session.scalars(sa.select(Programme).where(Programme.code == code)).one()
        areas = db.session.scalars(
            sa.select(CapteurArea).where(CapteurArea.programme_id == programme.id).order_by(CapteurArea.id)
        ).all()
        for turn, tale in enumerate(tales):
            begun = today - timedelta(days=tale.begun)
            teller = Teller(programme, Actor(organisation_id=user.organisation_id, user_id=user.id), begun, today)
            teller.tell(tale, areas[tale.area], turn)


class Teller:
    """Tells how one dwelling came to stand where it stands, day after day."""

    def __init__(self, programme: Programme, actor: Actor, begun: date, today: date) -> None:
        self.programme, self.actor, self.begun, self.today = programme, actor, begun, today

    def after(self, days: int) -> date:
        """So many days after it began, today at the latest."""
        return min(self.begun + timedelta(days=days), self.today)

    def tell(self, tale: Tale, area: CapteurArea, turn: int) -> None:
        dwelling = self.meet(tale, area, turn)
        if tale.stage is S.LEAD:
            return
        if tale.stage is S.VISIT_PLANNED:
            self.plan(dwelling, self.today + timedelta(days=turn % 3), time(14, 30))
            return
        if tale.works or tale.stage is S.VISITED:
            self.visit(dwelling, 8, V.UNSUITABLE)
        if tale.stage is not S.VISITED:
            self.visit(dwelling, 20, V.SUITABLE, photos=turn % 4 == 1)
            self.follow(dwelling, tale)

    def meet(self, tale: Tale, area: CapteurArea, turn: int) -> Opportunity:
        """The owner is known, talks, is convinced; the dwelling is a lead. Some leads have no day: they stall."""
        phone = f"0470 {self.programme.id % 100:02} 02 {turn:02}"
        facts = OwnerFacts(kind=tale.kind, name=tale.owner, source=tale.source, phone=phone)
        owner = add_owner(programme=self.programme, facts=facts, step=NO_STEP, actor=self.actor, since=self.begun)
        move = MoveFacts(stage=OwnerStage.CONVINCED, effective_on=self.after(3))
        move_owner(owner=owner, version=owner.version, facts=move, step=NO_STEP, actor=self.actor)
        return self.add(owner, tale, area, turn)

    def add(self, owner: Owner, tale: Tale, area: CapteurArea, turn: int) -> Opportunity:
        home = DwellingFacts(
            kind=DwellingKind.FLAT if tale.bedrooms else DwellingKind.STUDIO,
            bedrooms=tale.bedrooms,
            address=f"Rue de la Fable {turn + 2}",
            source=tale.source,
            area_id=area.id,
            rent_cents=48_000 + tale.bedrooms * 9_000,
            charges_cents=6_000,
        )
        due = self.today + timedelta(days=turn)
        step = NextStep(action=LeadAction.CALL, due_on=due) if turn % 2 else NO_STEP
        return add_opportunity(owner=owner, facts=home, step=step, actor=self.actor, since=self.begun)

    def plan(self, dwelling: Opportunity, day: date, at: time | None = None) -> Visit:
        when = {"planned_on": day, "planned_at": at}
        return plan_visit(opportunity=dwelling, version=dwelling.version, actor=self.actor, **when)

    def visit(self, dwelling: Opportunity, days: int, verdict: Verdict, *, photos: bool = False) -> None:
        """Seen on that day; what is unsuitable lacks its permit, and is to be seen again after works."""
        visit, suits = self.plan(dwelling, self.after(days)), verdict is V.SUITABLE
        found = {item: (CheckVerdict.GOOD, None) for item in CheckItem} | {
            CheckItem.PERMIT: (CheckVerdict.GOOD, None) if suits else (CheckVerdict.BLOCKING, "Dossier incomplet."),
            CheckItem.HEALTH: (CheckVerdict.TO_REPAIR, "Aération de la salle de bain."),
        }
        facts = SheetFacts(
            happened_on=self.after(days),
            verdict=verdict,
            rooms=3,
            energy=EnergyClass.D,
            minutes=50,
            revisit=not suits,
            works=None if suits else "Détecteurs de fumée, rampe de l’escalier.",
        )
        step = NextStep(action=LeadAction.OFFER, due_on=self.today + timedelta(days=4)) if suits else NO_STEP
        write_sheet(visit=visit, version=visit.version, facts=facts, found=found, step=step, actor=self.actor)
        if photos:
            add_photos(visit=visit, photos=[("salon.png", _room())], actor=self.actor)

    def follow(self, dwelling: Opportunity, tale: Tale) -> None:
        """What came after a visit that found it suitable."""
        if tale.stage is S.SUITABLE:
            return
        guarantee = self.offer(dwelling, tale)
        if tale.stage in (S.CAPTURED, S.TRANSFERRED) or tale.won:
            self.move(guarantee, G.ACCEPTED, 26)
            self.capture(dwelling, tale)
        if tale.stage is S.LOST:
            loss = LossReason.SOLD if tale.won else LossReason.LET_ELSEWHERE
            lost = StageFacts(stage=S.LOST, effective_on=self.after(60), loss=loss)
            change_stage(dwelling, last_stage(dwelling.id), lost, self.actor)
        if tale.stage is S.TRANSFERRED:
            self.hand_over(dwelling)
            self.move(guarantee, G.ACTIVE, 120)
            late = "L’AIS a payé le loyer avec six semaines de retard."
            self.move(guarantee, G.ACTIVE, 165, provider_default=True, reason=late)
        if tale.called:
            self.move(guarantee, G.ACTIVE, 60)
            self.move(guarantee, G.CALLED, 110, amount_cents=94_000, reason="Deux loyers impayés.")
            self.move(guarantee, G.PAID, 130, amount_cents=94_000)

    def offer(self, dwelling: Opportunity, tale: Tale) -> Guarantee:
        facts = StageFacts(stage=S.OFFER, effective_on=self.after(22))
        change_stage(dwelling, last_stage(dwelling.id), facts, self.actor)
        terms = GuaranteeFacts(option=tale.option, provider="CPAS inventé", cap_cents=300_000, months=24)
        return offer_guarantee(opportunity=dwelling, facts=terms, actor=self.actor, since=self.after(22))

    def move(self, guarantee: Guarantee, state: GuaranteeState, days: int, **told: Any) -> None:
        facts = GuaranteeMove(state=state, effective_on=self.after(days), **told)
        move_guarantee(guarantee=guarantee, version=guarantee.version, facts=facts, actor=self.actor)

    def capture(self, dwelling: Opportunity, tale: Tale) -> None:
        """At the indicative price; a dear one says why."""
        agreed = self.after(28)
        median = indicative_cents(dwelling, self.programme.id, agreed) or dwelling.rent_cents or 50_000
        facts = CaptureFacts(
            agreed_on=agreed,
            rent_cents=median + (4_000 if tale.dear else -1_000),
            charges_cents=6_000,
            available_on=agreed,
            price_reason="Rénové, près de la gare, charges basses." if tale.dear else None,
        )
        capture_dwelling(opportunity=dwelling, version=dwelling.version, facts=facts, actor=self.actor)

    def hand_over(self, dwelling: Opportunity) -> None:
        facts = TransferFacts(
            agency="AIS inventée",
            kind=TransferKind.MANAGEMENT_MANDATE,
            first_day=self.after(120),
            new_rent_cents=(dwelling.rent_cents or 0) - 3_000,
            answerer=Answerer.AIS,
        )
        transfer_dwelling(opportunity=dwelling, version=dwelling.version, facts=facts, actor=self.actor)


def _room() -> bytes:
    """A drawing that stands for a photograph: a wall, a floor, a window."""
    picture = Image.new("RGB", (640, 480), "#e9e2d0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 340, 640, 480), fill="#b98d5f")
    draw.rectangle((220, 80, 420, 260), fill="#bcd7ea", outline="#ffffff", width=10)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
