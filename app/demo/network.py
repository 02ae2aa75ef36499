"""The network in the demonstration: invented services, and what was asked of them and came of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService, ServiceConsent
from accompaniment.models.supports import Support
from accompaniment.services.network import load_themes
from accompaniment.vocab_network import MobilisationAnswer as A
from accompaniment.vocab_network import MobilisationChannel as Channel
from accompaniment.vocab_network import MobilisationOutcome as O
from accompaniment.vocab_network import ServiceCapacity as C
from accompaniment.vocab_network import ServiceDoubt, ServiceRefusal
from app.audit.actor import Actor
from app.auth.models.users import User
from app.auth.vocab import Role
from app.db import db
from axes.models.people import Consent, Household
from axes.vocab import ConsentScope, Urgency
from sites.models.communes import Commune

NORTH, SOUTH, WEST = ("1030", "1140", "1210"), ("1060", "1190", "1180"), ("1070", "1080", "1081")
# name, whose, themes, communes (none: all), languages, waiting days (0: full), confirmed so many days ago, conditions
SERVICES: tuple[tuple[str, str, str, tuple[str, ...], str, int | None, int, str | None], ...] = (
    ("Médiation de dettes L’Éclaircie", "ASBL L’Éclaircie (fictive)", "debts,budget", WEST, "fr,nl,ar", 30, 40, None),
    ("Budget pas à pas", "ASBL Pas à pas (fictive)", "budget", (), "fr,nl", None, 20, "Sur rendez-vous."),
    ("Le Fil, assuétudes", "ASBL Le Fil (fictive)", "addiction", (), "fr,en", None, 75, "Accueil sans rendez-vous."),
    ("Équipe mobile Horizon", "ASBL Horizon (fictive)", "mental_health", NORTH, "fr,tr", 60, 200, None),
    ("Maison médicale des Aubépines", "Les Aubépines (fictive)", "health", SOUTH, "fr,es,pt", None, 15, None),
    ("Médiation de quartier Palier", "ASBL Palier (fictive)", "neighbours", (), "fr,nl,ar", None, 10, None),
    ("Parents d’ici", "ASBL Parents d’ici (fictive)", "parenting", WEST + NORTH, "fr,ar,so", 21, 90, None),
    ("Permanence juridique La Balance", "ASBL La Balance (fictive)", "legal", (), "fr,en,ti,fa", None, 30, None),
    ("Chantier école Ressort", "ASBL Ressort (fictive)", "work", SOUTH, "fr", 0, 120, "Dès 18 ans."),
    (
        "Refuge Les Glycines",
        "ASBL Les Glycines (fictive)",
        "violence",
        (),
        "fr,nl,en",
        None,
        5,
        "Par téléphone d’abord.",
    ),
)
DEBTS, FIL, PALIER, PARENTS, LAW, WORK, BUDGET = 0, 2, 5, 6, 7, 8, 1


@dataclass(frozen=True)
class Story:
    """What was asked of a service: so many days ago (None: not yet); the days of what came are counted from there."""

    service: int
    theme: str
    asked: str
    sent: int | None
    facts: dict[str, Any]
    urgency: Urgency = Urgency.ORDINARY


STORIES = (
    Story(DEBTS, "debts", "Plan d’apurement pour trois factures d’énergie.", 25, {}, Urgency.HIGH),
    Story(PALIER, "neighbours", "Bruit le soir : une médiation avec le palier.", 12, {"yes": 4, "first": 15}),
    Story(
        PARENTS,
        "parenting",
        "Un soutien pour l’entrée à l’école.",
        90,
        {"yes": 9, "met": 20, "end": 70, "out": O.IMPROVED},
    ),
    Story(BUDGET, "budget", "Revoir le budget du mois ensemble.", 45, {"yes": 3, "met": 10}),
    Story(WORK, "work", "Une place en formation au printemps.", 30, {"no": 6}),
    Story(LAW, "legal", "Vérifier un recours avant la fin du mois.", None, {}, Urgency.IMMEDIATE),
    Story(
        FIL,
        "addiction",
        "Un premier entretien, accompagné.",
        60,
        {"yes": 2, "met": 8, "end": 50, "out": O.PERSON_STOPPED},
    ),
    Story(
        DEBTS,
        "budget",
        "Un budget avant de chercher un logement.",
        120,
        {"yes": 21, "met": 40, "end": 100, "out": O.SOLVED},
    ),
    Story(
        PALIER, "neighbours", "Une rencontre entre voisins.", 150, {"yes": 7, "met": 14, "end": 60, "out": O.NO_CHANGE}
    ),
    Story(LAW, "legal", "Lire le courrier de l’office.", 5, {}),
)
# What is over, for who has been accompanied that long: answered before the last quarter that is over, whatever the day.
PAST = (
    Story(DEBTS, "debts", "Étaler une facture d’hôpital.", 110, {"yes": 6, "met": 15, "end": 60, "out": O.SOLVED}),
    Story(DEBTS, "debts", "Un plan avec l’opérateur.", 112, {"yes": 10, "met": 18, "end": 90, "out": O.IMPROVED}),
    Story(BUDGET, "budget", "Tenir un budget à deux.", 100, {"yes": 2, "met": 7, "end": 45, "out": O.IMPROVED}),
    Story(DEBTS, "debts", "Un arriéré de mutuelle.", 104, {"no": 5}),
)


def weave_network(today: date, users: dict[str, User], actor: Actor) -> None:
    """Write the directory, and what the workers' households asked of it; the same each time."""
    services = _services(today, users, actor)
    query = sa.select(Support).where(Support.end_on.is_(None), Support.reference_worker_id.is_not(None))
    turn = 0
    for support in db.session.scalars(query.order_by(Support.id)).all():
        household = db.session.get_one(Household, support.household_id)
        if not household.is_protected:
            past, accompanied = PAST[turn % len(PAST)], today - support.start_on
            if timedelta(days=past.sent or 0) <= accompanied:
                _ask(support, services, past, today)
            _ask(support, services, _next(turn, accompanied), today)
            turn += 1
    db.session.flush()


def _services(today: date, users: dict[str, User], actor: Actor) -> list[NetworkService]:
    themes = load_themes(actor=actor)
    communes = {one.postal_code: one for one in db.session.scalars(sa.select(Commune))}
    made = []
    for number, (name, whose, codes, where, tongues, waits, ago, conditions) in enumerate(SERVICES):
        service = NetworkService(name=name, organisation_name=whose, languages=tongues, everywhere=not where)
        service.themes = [themes[code] for code in codes.split(",")]
        service.communes = [communes[code] for code in where]
        service.capacity = C.OPEN if waits is None else C.WAITING if waits else C.FULL
        service.waiting_days, service.confirmed_on = waits or None, today - timedelta(days=ago)
        service.phone, service.conditions = f"02 555 01 {10 + number}", conditions
        made.append(service)
    worker = next(user for user in users.values() if user.role is Role.FIELD_WORKER)
    doubted = made[WORK]
    doubted.doubt, doubted.doubted_on, doubted.doubted_by_id = ServiceDoubt.CONTACT, today, worker.id
    partner = next(user for user in users.values() if user.role is Role.PARTNER)
    made[PALIER].organisation_id, made[PALIER].organisation_name = partner.organisation_id, None
    db.session.add_all(made)
    db.session.flush()
    return made


def _next(turn: int, accompanied: timedelta) -> Story:
    """The next story that began after the support did."""
    in_turn = [STORIES[(turn + n) % len(STORIES)] for n in range(len(STORIES))]
    return next(one for one in in_turn if timedelta(days=one.sent or 0) <= accompanied)


def _ask(support: Support, services: list[NetworkService], story: Story, today: date) -> None:
    service = services[story.service]
    theme = next(one for one in service.themes if one.code == story.theme)
    made = Mobilisation(household_id=support.household_id, service_id=service.id, theme_id=theme.id)
    made.organisation_id, made.author_id = support.organisation_id, support.reference_worker_id
    made.asked, made.urgency = story.asked, story.urgency
    if story.sent is not None:
        _send(made, service, today - timedelta(days=story.sent), story.facts)
    db.session.add(made)
    db.session.flush()


def _send(made: Mobilisation, service: NetworkService, sent_on: date, facts: dict[str, Any]) -> None:
    def after(name: str) -> date | None:
        return sent_on + timedelta(days=facts[name]) if name in facts else None

    made.sent_on, made.channel, made.consent_id = sent_on, Channel.PHONE, _agreed(made, service, sent_on)
    made.answered_on = after("yes") or after("no")
    if made.answered_on is not None:
        made.answer = A.ACCEPTED if "yes" in facts else A.DECLINED
        made.decline_reason = None if "yes" in facts else ServiceRefusal.FULL
    made.met_on, made.first_meeting_on = after("met"), after("met") or after("first")
    made.ended_on, made.outcome = after("end"), facts.get("out")


def _agreed(made: Mobilisation, service: NetworkService, day: date) -> int:
    sensitive = any(one.sensitive for one in service.themes)
    consent = Consent(household_id=made.household_id, scope=ConsentScope.SHARE_SERVICE, sensitive=sensitive)
    consent.recipient, consent.purpose = service.name, "Demande au service, pour l’accompagnement"
    consent.given_on, consent.last_day = day - timedelta(days=1), day + timedelta(days=364)
    db.session.add(consent)
    db.session.flush()
    link = ServiceConsent(consent_id=consent.id, service_id=service.id, household_id=made.household_id)
    db.session.add(link)
    db.session.flush()
    return consent.id
