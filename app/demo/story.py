"""The demonstration's story around today: who is housed, who waits, who was proposed a unit, who left for where."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from accompaniment.vocab import Roof
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import now
from app.db import db
from app.demo.closings import steer_closings
from app.demo.current_sites import LoadedSite
from app.demo.lives import Chronicle, E, at
from app.demo.people import Inventor, LoadedHousehold, Shape, shared
from app.demo.proposals import propose_some
from app.demo.supports import Accompanist
from axes.models.assessments import Assignment
from axes.models.people import Household, ProtectedReader
from axes.vocab import NeedKind, RefusalReason, Urgency
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Absence, Stay
from occupancy.vocab import ClosureCause, ClosureOutcomeKind
from sites.models.units import Unit, UnitAvailability

# axis, team, worker
TEAMS = (
    (1, "L’Ilot CCL", "axe1"),
    (2, "Pierre d’Angle", "axe2"),
    (3, "Smes", "axe3"),
    (2, "New Samusocial", "samusocial"),
    (3, "DIOGENES", "diogenes"),
    (2, "DIOGENES", "diogenes"),
)
SMALL = (Shape(1), Shape(2), Shape(1, 1), Shape(1, needs=(NeedKind.ANIMALS,)))
FAMILIES = (Shape(2, 1), Shape(1, 2), Shape(2, 2), Shape(1, 3))
GONE = ("AIS", "SISP", "HF", "PRIV", "MA", "FAMT", "AIS", "SHEL", "HF", "UNK", "SISP", "HOSP", "COMM", "STREET")


@dataclass
class Story:
    """Everything at hand while the story is written."""

    today: date
    chronicle: Chronicle
    inventor: Inventor
    sites: dict[str, LoadedSite]
    users: dict[str, User]
    sender: Organisation
    turn: int = 0
    current: list[Stay] = field(default_factory=list)

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def next_team(self) -> tuple[int, str, User]:
        axis, team, login = TEAMS[self.turn % len(TEAMS)]
        self.turn += 1
        return axis, team, self.users[login]

    def newcomer(self, shape: Shape, ago: int) -> LoadedHousehold:
        return self.inventor.household(self.sender, self.day(ago), shape)


def write_story(story: Story) -> None:
    """Fill the sites, the waiting list and the past; every state is there at least once."""
    _past(story)
    _present(story)
    _moved(story)
    _waiting(story)
    _undecided(story)
    _long_there(story)
    propose_some(story)
    _closing(story)
    _around(story)
    db.session.flush()
    steer_closings(story)
    db.session.flush()


def _openings(story: Story, site: str) -> list[tuple[Unit, UnitAvailability]]:
    """Open dwellings of a site with their availability, in order."""
    units = {unit.id: unit for unit in story.sites[site].units}
    query = db.session.query(UnitAvailability).filter(UnitAvailability.unit_id.in_(units))
    return [(units[one.unit_id], one) for one in query.order_by(UnitAvailability.unit_id)]


def _shape_for(unit: Unit, turn: int) -> Shape:
    shapes = SMALL if unit.max_persons <= 2 else FAMILIES
    return shapes[turn % len(shapes)]


def _past(story: Story) -> None:
    """Those who left: one earlier household in most units of the two older sites, half of them lately."""
    openings = [(n, *one) for site in ("Aubépines", "Passerelle") for n, one in enumerate(_openings(story, site))]
    for (n, unit, opening), destination in zip(openings, GONE, strict=False):
        axis, team, worker = story.next_team()
        entered = opening.first_day + timedelta(days=5)
        left = entered + timedelta(days=150 + 13 * (story.turn % 9))
        if n % 2 == 0:
            left = max(left, _next_entry(story, opening, n) - timedelta(days=15))
        since = (story.today - entered).days + 30
        known = story.newcomer(_shape_for(unit, story.turn), since)
        _accepted(story, known, since, housed=entered)
        story.chronicle.follow(known, axis, team, entered - timedelta(days=10), worker, until=left)
        stay = story.chronicle.house(known, axis, unit, entered, left + timedelta(days=20), end_on=left)
        story.chronicle.leave(stay, destination, voluntary=destination not in {"SHEL", "STREET"})


def _accepted(story: Story, known: LoadedHousehold, ago: int, *, housed: date | None = None) -> None:
    steps = [(E.SUBMITTED, story.day(ago)), (E.ACCEPTED, story.day(ago - 4))]
    steps += [(E.HOUSED, housed)] if housed else []
    story.chronicle.refer(known, story.day(ago), steps)


FREE = {"Aubépines": (4, 9), "Passerelle": (5, 9), "Tilleuls": (1, 5), "Quai": (0, 3, 5)}


def _present(story: Story) -> None:
    """Those who live there now; a few units stay free, each site has somebody whose stay ends soon."""
    for site, free in FREE.items():
        for n, (unit, opening) in enumerate(_openings(story, site)):
            if n not in free:
                _live_in(story, unit, opening, n)


def _next_entry(story: Story, opening: UnitAvailability, n: int) -> date:
    """When those who live there now came."""
    return min(max(opening.first_day + timedelta(days=3), story.day(40 + 23 * (n % 9))), story.day(2))


def _live_in(story: Story, unit: Unit, opening: UnitAvailability, n: int) -> None:
    axis, team, worker = story.next_team()
    entered = _next_entry(story, opening, n)
    planned = min(entered + timedelta(days=180 + 30 * (n % 4)), opening.last_day)
    ago = (story.today - entered).days + 45
    known = story.newcomer(_shape_for(unit, story.turn), ago)
    _accepted(story, known, ago, housed=entered)
    story.chronicle.follow(known, axis, team, entered - timedelta(days=12), worker)
    story.current.append(story.chronicle.house(known, axis, unit, entered, planned))


def _long_there(story: Story) -> None:
    """Somebody past the fifteen months after which a stay with a social rental agency is told of (rule 24)."""
    ((unit, opening),) = _openings(story, "Frênes")
    axis, team, worker = story.next_team()
    entered = opening.first_day + timedelta(days=20)
    ago = (story.today - entered).days + 45
    known = story.newcomer(_shape_for(unit, story.turn), ago)
    _accepted(story, known, ago, housed=entered)
    story.chronicle.follow(known, axis, team, entered - timedelta(days=12), worker)
    story.chronicle.house(known, axis, unit, entered, story.day(-75))


def _moved(story: Story) -> None:
    """A transfer: from the site that ends to the one that lasts, one journey."""
    (_, opening), (unit, target) = _openings(story, "Aubépines")[9], _openings(story, "Passerelle")[5]
    axis, team, worker = 2, "Pierre d’Angle", story.users["axe2"]
    entered, moved = story.day(160), story.day(35)
    known = story.newcomer(Shape(2, 1, needs=(NeedKind.ANIMALS,)), 200)
    _accepted(story, known, 200, housed=entered)
    story.chronicle.follow(known, axis, team, entered - timedelta(days=10), worker)
    first = story.chronicle.house(
        known, axis, _openings(story, "Aubépines")[9][0], entered, opening.last_day, end_on=moved
    )
    planned = min(moved + timedelta(days=200), target.last_day)
    second = story.chronicle.house(known, axis, unit, moved, planned, after=first)
    second.misfits, second.misfit_reason = "animals", "Le chien vit chez une amie : le site d’avant ferme."
    story.current.append(second)


WAITING = (
    (Shape(1), 12, Urgency.ORDINARY), (Shape(2, 1), 94, Urgency.HIGH), (Shape(2, 2), 40, Urgency.ORDINARY),
    (Shape(1, needs=(NeedKind.STEP_FREE,)), 61, Urgency.ORDINARY), (Shape(1, 1), 33, Urgency.IMMEDIATE),
    (Shape(2, 5), 120, Urgency.ORDINARY), (Shape(1, needs=(NeedKind.ANIMALS,)), 75, Urgency.ORDINARY),
    (Shape(1, 2, wished=("1080", "1070")), 52, Urgency.HIGH), (Shape(2), 20, Urgency.ORDINARY),
    (Shape(1), 8, Urgency.ORDINARY), (Shape(2, 1, wished=("1030",)), 140, Urgency.ORDINARY),
    (Shape(1), 66, Urgency.HIGH),
)  # fmt: skip


def _waiting(story: Story) -> None:
    """Accepted, with a team, waiting for a unit; and three not yet assessed, one of whom nobody may."""
    for shape, ago, urgency in WAITING:
        axis, team, worker = story.next_team()
        known = story.newcomer(shape, ago + 6)
        steps = [(E.SUBMITTED, story.day(ago + 5)), (E.ACCEPTED, story.day(ago))]
        steps += [(E.NEWS, story.day(ago // 2))] if ago > 30 else []
        story.chronicle.refer(known, story.day(ago + 6), steps, urgency=urgency)
        story.chronicle.follow(known, axis, team, story.day(ago - 1), worker)
    for ago in (3, 9, 16):
        known = story.newcomer(Shape(1, ago % 2), ago + 4)
        steps = [(E.SUBMITTED, story.day(ago + 3)), (E.ACCEPTED, story.day(ago))]
        story.chronicle.refer(known, story.day(ago + 4), steps)
        if ago > 3:
            assessor = story.chronicle.programme.teams[2, "Pierre d’Angle"].organisation_id
            db.session.add(shared(known.household, assessor, story.day(ago + 3)))


def _undecided(story: Story) -> None:
    """Drafts, requests to decide, one to complete, refusals, a withdrawal."""
    ends: list[tuple[int, list[tuple[E, int]], RefusalReason | None]] = [
        (1, [], None),
        (5, [], None),
        (2, [(E.SUBMITTED, 1)], None),
        (4, [(E.SUBMITTED, 3)], None),
        (7, [(E.SUBMITTED, 6), (E.COMPLETION_ASKED, 4)], None),
        (11, [(E.SUBMITTED, 10), (E.COMPLETION_ASKED, 8), (E.COMPLETED, 2)], None),
        (30, [(E.SUBMITTED, 29), (E.REFUSED, 25)], RefusalReason.NOT_THE_PUBLIC),
        (48, [(E.SUBMITTED, 47), (E.REFUSED, 40)], RefusalReason.OTHER_SOLUTION),
        (55, [(E.SUBMITTED, 54), (E.WITHDRAWN, 50)], None),
    ]
    for ago, steps, refusal in ends:
        known = story.newcomer(SMALL[ago % len(SMALL)], ago)
        dated = [(kind, story.day(days)) for kind, days in steps]
        story.chronicle.refer(known, story.day(ago), dated, refusal=refusal)


def _closing(story: Story) -> None:
    """Aubépines ends with its agreement: its closure is open, some stays have their outcome."""
    loaded = story.sites["Aubépines"]
    closure = Closure(
        site_id=loaded.site.id,
        cause=ClosureCause.WORKS,
        opened_on=story.day(20),
        last_day=loaded.agreement.last_day,
        winter_confirmed=True,
    )
    db.session.add(closure)
    db.session.flush()
    units = {unit.id for unit in loaded.units}
    inside = [stay for stay in story.current if stay.unit_id in units]
    db.session.add_all(
        ClosureOutcome(
            closure_id=closure.id,
            stay_id=stay.id,
            kind=ClosureOutcomeKind.EXIT_PLANNED,
            planned_on=loaded.agreement.last_day - timedelta(days=20 + 7 * n),
        )
        for n, stay in enumerate(inside[:4])
    )


def _followed_by(stay: Stay, worker: User) -> bool:
    """A named reader must be one whose organisation follows the household: being named adds no right of its own."""
    query = db.session.query(Assignment).filter_by(household_id=stay.household_id, reference_worker_id=worker.id)
    return query.first() is not None


def _around(story: Story) -> None:
    """A protected household, an absence, and people accompanied without being housed."""
    protected = next(stay for stay in story.current if _followed_by(stay, story.users["axe2"]))
    household = db.session.get_one(Household, protected.household_id)
    household.is_protected = True
    db.session.add(ProtectedReader(household_id=household.id, user_id=story.users["axe2"].id))
    away = {"start_on": story.day(6), "end_on": None, "reason": "Hospitalisation.", "created_at": at(story.day(6))}
    db.session.add(Absence(stay_id=story.current[2].id, **away))
    mistaken = Absence(stay_id=story.current[3].id, start_on=story.today, reason="Vacances.")
    mistaken.cancelled_at, mistaken.cancelled_by_id = now(), story.users["axe2"].id
    mistaken.cancel_reason = "Noté pour le ménage voisin."
    db.session.add(mistaken)
    _accompanied(story)


# Since how many days, the team's axis, under which roof, and where.
BESIDE = (
    (300, 2, Roof.ADDRESS, "Squat, rue Inventée 12, à l’arrière"), (250, 2, Roof.NONE, None),
    (120, 3, Roof.ADDRESS, "Chez sa sœur, avenue Fictive 3"), (90, 2, Roof.LEASE, "Studio, chaussée Imaginaire 40"),
    (40, 3, Roof.NONE, None),
)  # fmt: skip


def _accompanied(story: Story) -> None:
    """Supports of those housed, and of five whom DIOGENES met in the street and accompanies without housing them."""
    accompanist = Accompanist(story.today, story.chronicle.programme.programme.id)
    accompanist.follow_stays()
    worker = story.users["diogenes"]
    own = db.session.get_one(Organisation, worker.organisation_id)
    for ago, axis, roof, place in BESIDE:
        known = story.inventor.household(own, story.day(ago), Shape(1))
        team = story.chronicle.programme.teams[axis, "DIOGENES"]
        accompanist.beside_stays(team, worker, known, story.day(ago), roof, place)
