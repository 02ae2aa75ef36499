"""Three capteur programmes of the past, never mixed, told by invented dwellings so that counting them gives what was
published of each (`published_figures.csv`): nothing is read, and what was not published is only filled in.

Charleroi: 42 dwellings visited in the winter of 2012-2013 and 33 won, where 10 were meant. Namur, published without a
day and told here as of `NAMUR_DAY`: 70 won, 10 of them for Housing First, 90 persons, 198 days worked for the first
33, 20 partners, 90 % still housed without those who left by choice (72 % with them), one letting in ten very
problematic; it ends on `NAMUR_END`, when all who are left move to homes of their own, and its 90 % hold from then on.
La Louvière, 2015-2021: 228 won, 153 let, 58 lost of which 24 failed. No day moves with that of loading. Rows are
written in bulk, below the services: the database's own rules hold.
"""

from datetime import date, timedelta

from app.audit.actor import Actor
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind
from app.db import db
from app.demo.bulk_dwellings import Told, write_dwellings
from app.demo.bulk_lettings import Home, write_homes
from app.periods import add_months
from axes.models.programmes import Programme
from axes.services.settings import add_programme
from axes.vocab import ProgrammeKind
from capteur.models.conventions import CapteurConvention
from capteur.models.measures import CaptureGoal, WorkedMonth
from capteur.services.settings import add_area, add_seat
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import LossReason
from capteur.vocab_lettings import LettingEnd
from capteur.vocab_mediation import MediationOutcome
from reports.capteur_figures import RECONSTRUCTED

DAY = timedelta(days=1)
NAMUR_DAY, NAMUR_END = date(2016, 12, 31), date(2018, 3, 31)
CHARLEROI, NAMUR, LA_LOUVIERE = RECONSTRUCTED
NAMES = {
    CHARLEROI: "Charleroi 2012-2013, reconstitué des chiffres publiés",
    NAMUR: "Namur, reconstitué des chiffres publiés",
    LA_LOUVIERE: "La Louvière 2015-2021, reconstitué des chiffres publiés",
}
SEATED = ("capteur", "coordination", "financeur")
NOT_KEPT = (LossReason.SOLD, LossReason.OWN_USE, LossReason.OWNER_DECLINED)


def reconstruct(users: dict[str, User], actor: Actor) -> None:
    """Write the three. Flushes, journals, does not commit."""
    _charleroi(_opened(CHARLEROI, date(2012, 11, 1), users, actor), users["capteur"])
    _namur(_opened(NAMUR, add_months(NAMUR_DAY, -33), users, actor), users)
    _la_louviere(_opened(LA_LOUVIERE, date(2015, 3, 1), users, actor), users["capteur"])


def _opened(code: str, since: date, users: dict[str, User], actor: Actor) -> Programme:
    delays = {"proposal_days": 7, "waiting_news_days": 30}
    made = add_programme(code=code, name=NAMES[code], kind=ProgrammeKind.CAPTEUR, actor=actor, **delays)
    for who in SEATED:
        seat = db.session.get_one(Organisation, users[who].organisation_id)
        add_seat(programme=made, organisation=seat, first_day=since, last_day=None, actor=actor)
    return made


def _charleroi(programme: Programme, prospector: User) -> None:
    """A visit every third day; one in five or so comes to nothing."""
    told = []
    for turn in range(42):
        seen = date(2012, 11, 5) + 3 * turn * DAY
        if turn % 14 in (4, 8, 12):
            told.append(Told(seen, lost_on=seen + 5 * DAY, loss=NOT_KEPT[turn % 3]))
        else:
            told.append(Told(seen, won_on=seen + 8 * DAY))
    write_dwellings(programme, prospector, told)
    winter = {"first_day": date(2012, 11, 1), "last_day": date(2013, 3, 31)}
    db.session.add(CaptureGoal(programme_id=programme.id, dwellings=10, **winter))
    db.session.flush()


def _la_louviere(programme: Programme, prospector: User) -> None:
    """One won every ten days; the first 153 let, each sixth of which fails; then some are lost before they are let."""
    told = []
    for turn in range(228):
        won = date(2015, 3, 1) + 10 * turn * DAY
        let = won + 30 * DAY if turn < 153 else None
        failed, lost = turn < 144 and turn % 6 == 0, 153 <= turn < 187
        day = won + (300 if failed else 60) * DAY if failed or lost else None
        failure = LossReason.EVICTION if turn % 4 else LossReason.CONFLICT
        told.append(Told(won - 20 * DAY, won, let, day, failure if failed else NOT_KEPT[turn % 3] if lost else None))
    write_dwellings(programme, prospector, told)


def _won_in_namur() -> list[date]:
    """Three a month for seventeen months but one dwelling, until over a year before; four a month at the end."""
    begun = NAMUR_DAY.replace(day=1)
    first = [add_months(begun, -month) + (6 + 7 * turn) * DAY for month in range(30, 13, -1) for turn in range(3)]
    late = [add_months(begun, -month) + (4 + 6 * turn) * DAY for month in range(6, 1, -1) for turn in range(4)]
    return first[:50] + late


def _namur(programme: Programme, users: dict[str, User]) -> None:
    won = _won_in_namur()
    told = [_told_of_namur(turn, day) for turn, day in enumerate(won)]
    area = add_area(programme=programme, name="Namur", actor=_actor(users["capteur"]))
    dwellings = write_dwellings(programme, users["capteur"], told, area)
    partners = _partners(programme, add_months(NAMUR_DAY, -33), users["coordination"])
    homes = [
        Home(dwelling, one.let_on or NAMUR_DAY, 2 if turn % 7 < 2 else 1, *_end_in_namur(one), _trouble(turn))
        for turn, (dwelling, one) in enumerate(zip(dwellings, told, strict=True))
    ]
    write_homes(homes, partners, users["coordination"])
    first = won[0].replace(day=1)
    for month in (add_months(first, turn) for turn in range(11)):
        db.session.add(WorkedMonth(programme_id=programme.id, year=month.year, month=month.month, half_days=36))
    db.session.flush()


def _told_of_namur(turn: int, won: date) -> Told:
    """The first ten left by choice and their dwellings are vacant again; the next four failed, and two after the day
    told of; the others go back to their owners at the end."""
    let = won + 12 * DAY
    track = RequestTrack.HOUSING_FIRST if turn % 7 == 3 else None
    if turn < 10:
        return Told(won - 6 * DAY, won, let, vacant_on=let + 200 * DAY, track=track)
    if turn < 14 or turn >= 68:
        loss = LossReason.EVICTION if turn % 2 else LossReason.CONFLICT
        return Told(won - 6 * DAY, won, let, let + 250 * DAY, loss, track=track)
    return Told(won - 6 * DAY, won, let, NAMUR_END, NOT_KEPT[turn % 3], track=track)


def _end_in_namur(told: Told) -> tuple[date | None, LettingEnd]:
    if told.vacant_on:
        return told.vacant_on, LettingEnd.VOLUNTARY
    failed = {LossReason.EVICTION: LettingEnd.EVICTION, LossReason.CONFLICT: LettingEnd.CONFLICT}
    return told.lost_on, failed.get(told.loss or LossReason.OTHER, LettingEnd.LASTING)


def _trouble(turn: int) -> MediationOutcome | None:
    """Seven of the seventy were at risk: the four that failed, and three that held."""
    if 10 <= turn < 14:
        return MediationOutcome.LOSS
    return MediationOutcome.SOLVED if 14 <= turn < 17 else None


def _actor(user: User) -> Actor:
    return Actor(organisation_id=user.organisation_id, user_id=user.id)


def _partners(programme: Programme, since: date, author: User) -> list[CapteurConvention]:
    """Twenty, in force; the organisations are closed, so that nobody is offered them."""
    names = [f"Partenaire namurois {number} (fictif)" for number in range(1, 21)]
    kinds = {"kind": OrganisationKind.REFERRER, "is_real": False, "closed_on": NAMUR_DAY}
    organisations = [Organisation(name=name, **kinds) for name in names]
    db.session.add_all(organisations)
    db.session.flush()
    signed = {"first_day": since, "sent_on": since, "signed_on": since, "number": 1, "author_id": author.id}
    signed |= {"contact": "Permanence", "backup": "Direction", "partner_signatory": "La direction"}
    keys = {"programme_id": programme.id, "programme_signatory": "La coordination"}
    made = [CapteurConvention(organisation_id=one.id, **keys, **signed) for one in organisations]
    db.session.add_all(made)
    db.session.flush()
    return made
