"""Prevention in the demonstration, all invented: households at risk, cases by stage, what is done with many."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from accompaniment.models.detections import AdviserMeeting, Detection
from accompaniment.models.home_decisions import HomeDecision
from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.outreach import CollectiveSession, InformationAct, SessionAttendee
from accompaniment.models.prevention import CaseAction, CaseStage, PreventionCase, StageDelay
from accompaniment.models.supports import Support
from accompaniment.vocab_prevention import CaseAct as Act
from accompaniment.vocab_prevention import CaseOutcome as Outcome
from accompaniment.vocab_prevention import EvictionGround as Ground
from accompaniment.vocab_prevention import HomeChoice, InformedParty, MeetingResult, RiskSign, SetAside
from accompaniment.vocab_prevention import LegalStage as Stage
from accompaniment.vocab_prevention import SessionTheme as Theme
from app.auth.models.users import User
from app.db import Base, db
from axes.models.people import Household

HELD, MISSED, REFUSED = MeetingResult.HELD, MeetingResult.MISSED, MeetingResult.REFUSED
MEETINGS: tuple[tuple[tuple[int, MeetingResult], ...], ...] = (  # days after it was seen
    ((4, HELD),),
    ((3, HELD),),
    ((4, MISSED), (5, HELD)),
    ((6, REFUSED),),
    ((2, HELD),),
    (),
    ((5, MISSED),),
)
# ground, stages (days from today), opened so many days ago, things to do (days from today: due, done), what it came to
Steps = tuple[tuple[Stage, int], ...]
Things = tuple[tuple[Act, str, int | None, int | None], ...]
CASES: tuple[tuple[Ground, Steps, int, Things, tuple[int, Outcome] | None], ...] = (
    (
        Ground.ARREARS,
        ((Stage.ARREARS, -70), (Stage.PETITION, -20), (Stage.HEARING, 6)),
        60,
        (
            (Act.LEGAL_AID, "Un avocat pro deo est désigné.", None, -12),
            (Act.HEARING_SUPPORT, "Y aller ensemble.", 6, None),
        ),
        None,
    ),
    (
        Ground.ARREARS,
        ((Stage.FORMAL_NOTICE, -9),),
        8,
        ((Act.PAYMENT_PLAN, "Proposer 60 € par mois.", 2, None),),
        None,
    ),
    (
        Ground.NEIGHBOURS,
        ((Stage.JUDGMENT, -40), (Stage.EXECUTION, 35)),
        30,
        ((Act.REHOUSING, "Chercher avec le capteur.", -2, None),),
        None,
    ),
    (
        Ground.INSALUBRITY,
        ((Stage.INSALUBRITY_ORDER, -50),),
        45,
        ((Act.WORKS, "Le propriétaire remplace la chaudière.", 20, None),),
        None,
    ),
    (
        Ground.ARREARS,
        ((Stage.ARREARS, -240),),
        230,
        ((Act.PAYMENT_PLAN, "Plan signé, tenu.", None, -180),),
        (150, Outcome.AVOIDED),
    ),
    (Ground.END_OF_LEASE, ((Stage.FORMAL_NOTICE, -210),), 200, (), (120, Outcome.REHOUSED)),
    (Ground.ARREARS, ((Stage.HEARING, -230), (Stage.JUDGMENT, -210)), 220, (), (130, Outcome.EVICTED)),
    (Ground.UPKEEP, ((Stage.ARREARS, -190),), 185, (), (140, Outcome.AVOIDED)),
)
GIVEN = (
    (3, RiskSign.ARREARS, "Deux loyers en retard au clos des Noisetiers 8, boîte 4 (fictif). Accepte d’être contacté."),
    (19, RiskSign.NEIGHBOURS, "Plaintes répétées, rue des Tanneurs 94 (fictif). La concierge peut introduire."),
)
SESSIONS = (
    (300, Theme.BUDGET, "Maison de quartier Marolles", 12, "Jeu des enveloppes", 10, 9),
    (240, Theme.ENERGY, "Centre culturel (fictif)", 17, "Valise énergie, ampoules", 15, 14),
    (170, Theme.RIGHTS, "Maison de quartier Marolles", 9, None, None, None),
    (110, Theme.ENERGY, "Salle du Peterbos", 14, "Valise énergie", 12, 9),
    (21, Theme.NEIGHBOURHOOD, "Salle du Peterbos", 21, "Goûter, plan du quartier", 18, 17),
)
TOLD = (
    (260, InformedParty.OWNERS, "Primes à la rénovation", 25),
    (150, InformedParty.SERVICES, "Comment signaler un ménage à risque", 14),
    (100, InformedParty.NEIGHBOURS, "Vivre à côté d’un logement accompagné", 30),
    (12, InformedParty.OWNERS, "Que faire au premier loyer impayé", 11),
)


def prevent_evictions(today: date, users: dict[str, User]) -> None:
    """Write the risks seen, the cases, the sessions and what was told; the same each time."""
    supports = _supports(users)
    seen_by = (users["comensia"].organisation_id, None, users["partenaire"].organisation_id, None)
    for turn, support in enumerate(supports):
        _see(support, turn, seen_by[turn % len(seen_by)], today)
    for place, own in enumerate(_by_association(supports)):  # one open, one closed, and one more where there are many
        for support, story in zip(own, (place % 4, 4 + place % 4, (place + 1) % 4), strict=False):
            _open(support, CASES[story], today)
    _give(users["comensia"], users["axe2"], today)
    _decide(supports[:2], today)
    _meet_many(supports, users["axe2"], today)
    _save(StageDelay(stage=Stage.FORMAL_NOTICE, days=10))


def _supports(users: dict[str, User]) -> list[Support]:
    """One of each household that is not protected, those of the accounts shown first; twenty-four at most."""
    query = sa.select(Support).join(Household, Household.id == Support.household_id)
    query = query.where(Support.end_on.is_(None), Support.reference_worker_id.is_not(None))
    query = query.where(Household.is_protected.is_(False))
    shown = Support.reference_worker_id.in_([one.id for one in users.values()])
    first: dict[int, Support] = {}
    for support in db.session.scalars(query.order_by(shown.desc(), Support.id)).all():
        first.setdefault(support.household_id, support)
    return list(first.values())[:24]


def _by_association(supports: Sequence[Support]) -> list[list[Support]]:
    found: dict[int, list[Support]] = {}
    for one in supports:
        found.setdefault(one.organisation_id, []).append(one)
    return list(found.values())


def _save(made: Base) -> None:
    db.session.add(made)
    db.session.flush()


def _see(support: Support, turn: int, seen_by: int | None, today: date) -> None:
    """A sign, some days before the first partner was asked where one was, and the meetings that followed."""
    sent = sa.select(sa.func.min(Mobilisation.sent_on)).where(
        Mobilisation.household_id == support.household_id, Mobilisation.organisation_id == support.organisation_id
    )
    first = db.session.scalar(sent)
    found = (first or today - timedelta(days=30 + 11 * turn)) - timedelta(days=6)
    made = Detection(organisation_id=support.organisation_id, detected_by_id=seen_by or support.organisation_id)
    made.author_id, made.household_id = support.reference_worker_id or 0, support.household_id
    made.found_on, made.taken_up_on, made.sign = found, found, list(RiskSign)[turn % 8]
    _save(made)
    for days, result in MEETINGS[turn % len(MEETINGS)]:
        meeting = AdviserMeeting(detection_id=made.id, author_id=made.author_id, result=result)
        meeting.met_on = found + timedelta(days=days)
        _save(meeting)
    if turn % 11 == 5:
        made.set_aside_on, made.set_aside = found + timedelta(days=20), SetAside.UNREACHABLE


def _open(support: Support, story: tuple[Ground, Steps, int, Things, tuple[int, Outcome] | None], today: date) -> None:
    ground, stages, opened, things, ended = story
    made = PreventionCase(household_id=support.household_id, organisation_id=support.organisation_id, ground=ground)
    made.worker_id, made.opened_on = support.reference_worker_id or 0, today - timedelta(days=opened)
    if ended is not None:
        made.closed_on, made.outcome = today - timedelta(days=ended[0]), ended[1]
    _save(made)
    for stage, days in stages:
        _save(CaseStage(case_id=made.id, stage=stage, reached_on=today + timedelta(days=days)))
    for kind, said, due, done in things:
        action = CaseAction(case_id=made.id, kind=kind)
        action.said = said
        action.due_on, action.done_on = (None if days is None else today + timedelta(days=days) for days in (due, done))
        _save(action)


def _give(landlord: User, worker: User, today: date) -> None:
    for days, sign, told in GIVEN:
        made = Detection(organisation_id=worker.organisation_id, detected_by_id=landlord.organisation_id, given=True)
        made.author_id, made.found_on, made.sign = landlord.id, today - timedelta(days=days), sign
        made.told = told
        _save(made)


def _decide(supports: Sequence[Support], today: date) -> None:
    for support, choice in zip(supports, (HomeChoice.WORKS, HomeChoice.MOVE), strict=True):
        made = HomeDecision(household_id=support.household_id, organisation_id=support.organisation_id, choice=choice)
        made.decided_on, made.agreed = today - timedelta(days=50), True
        made.works_cents, made.works_weeks, made.premium_cents = 620_000, 6, 250_000
        made.move_cents, made.rent_now_cents, made.rent_then_cents = 90_000, 61_000, 74_000
        made.reason = (
            "L’école et le médecin sont tout près." if choice is HomeChoice.WORKS else "L’escalier est trop raide."
        )
        made.premium_asked_on = today - timedelta(days=30) if choice is HomeChoice.WORKS else None
        _save(made)


def _meet_many(supports: Sequence[Support], worker: User, today: date) -> None:
    own = {"organisation_id": worker.organisation_id}
    for days, theme, place, counted, materials, asked, pleased in SESSIONS:
        held = CollectiveSession(theme=theme, place=place, counted=counted, materials=materials, **own)
        held.held_on, held.asked, held.pleased = today - timedelta(days=days), asked, pleased
        _save(held)
        for support in [one for one in supports if one.organisation_id == worker.organisation_id][:2]:
            _save(SessionAttendee(session_id=held.id, household_id=support.household_id, people=1))
    for days, party, subject, reached in TOLD:
        _save(
            InformationAct(told_on=today - timedelta(days=days), party=party, subject=subject, reached=reached, **own)
        )
