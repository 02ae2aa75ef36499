"""The published data set: invented persons in the real sites (and two invented ones), whose stays give the totals that
ISSUE published for 2021-09-01 and 2025-12-31. The figures are counted from these rows, never read.

`tests/data/published/sites.csv` adds the dwellings of the two lenders that are not public; `stays.csv` has a line per
stay, `supports.csv` one per person accompanied without a stay.
"""

import csv
from datetime import date

import sqlalchemy as sa

from accompaniment.models.supports import Support, SupportPerson
from accompaniment.vocab import SupportEnd
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind
from app.config import ROOT
from app.db import db
from app.demo.accounts import organisation
from app.demo.lives import Chronicle, at
from app.demo.people import Inventor, LoadedHousehold, Shape
from app.demo.programme import REFERRER, LoadedProgramme, load_programme
from app.demo.real_sites import load_sites, real_rows
from axes.models.assessments import Assignment
from occupancy.models.stays import Stay, StayObjective, StayPerson
from occupancy.services.destinations import load_destinations
from occupancy.vocab import ObjectiveKind
from sites.models.sites import Site
from sites.models.units import Unit

FOLDER = ROOT / "tests" / "data" / "published"
LATEST = date(2026, 1, 1)
Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_published_lives(users: dict[str, User], actor: Actor) -> None:
    """Write the sites, the households and their stays. Flushes, journals, does not commit."""
    load_sites([*real_rows(), *real_rows(FOLDER / "sites.csv")], actor)
    programme = load_programme(LATEST, users, actor)
    destinations = load_destinations(actor=actor)
    writer = _Writer(Chronicle(programme, users, destinations), programme, users)
    for row in _rows("stays.csv"):
        writer.stay(row)
    for row in _rows("supports.csv"):
        writer.support(row)
    record("published.loaded", None, actor=actor)
    db.session.flush()


class _Writer:
    def __init__(self, chronicle: Chronicle, programme: LoadedProgramme, users: dict[str, User]) -> None:
        self.chronicle, self.programme, self.users = chronicle, programme, users
        self.inventor = Inventor(seed=2020)
        self.sender = organisation(REFERRER, OrganisationKind.REFERRER)
        self.units = {
            (site, code): unit
            for site, code, unit in db.session.execute(
                sa.select(Site.name, Unit.code, Unit).join(Site, Site.id == Unit.site_id)
            )
        }
        self.known: dict[str, LoadedHousehold] = {}
        self.last: dict[str, Stay] = {}

    def stay(self, row: Row) -> None:
        """A stay; the second line of a household is a transfer when it begins the day the first ended."""
        start, end = date.fromisoformat(row["start_on"]), _day(row["end_on"])
        known = self.known.get(row["household"]) or self._household(row, start)
        before = self.last.get(row["household"])
        stay = self._written(row, known, start, end, before)
        self.last[row["household"]] = stay
        if row["papers"]:
            reached = None if row["papers"] == "aimed" else date.fromisoformat(row["papers"])
            db.session.add(StayObjective(stay_id=stay.id, kind=ObjectiveKind.PAPERS, reached_on=reached))
        if row["destination"]:
            self.chronicle.leave(stay, row["destination"])
        db.session.flush()

    def _household(self, row: Row, start: date) -> LoadedHousehold:
        known = self.inventor.household(self.sender, start, Shape(int(row["adults"]), int(row["minors"])))
        self.known[row["household"]] = known
        db.session.add(
            Assignment(
                household_id=known.household.id,
                team_id=self.programme.teams[int(row["axis"]), row["team"]].id,
                start_on=start,
                end_on=_day(row["followed_until"]),
            )
        )
        return known

    def _written(self, row: Row, known: LoadedHousehold, start: date, end: date | None, before: Stay | None) -> Stay:
        stay = Stay(
            unit_id=self.units[row["site"], row["unit"]].id,
            household_id=known.household.id,
            transferred_from_id=before.id if before and before.end_on == start else None,
            start_on=start,
            planned_end_on=end or date.fromisoformat(row["planned_end_on"]),
            end_on=end,
            created_at=at(start),
        )
        db.session.add(stay)
        db.session.flush()
        db.session.add_all(
            StayPerson(stay_id=stay.id, person_id=person.id, start_on=start, end_on=end) for person in known.people
        )
        return stay

    def support(self, row: Row) -> None:
        """A person accompanied without a stay."""
        start = date.fromisoformat(row["start_on"])
        known = self.inventor.household(self.sender, start, Shape(1))
        support = Support(
            programme_id=self.programme.programme.id,
            household_id=known.household.id,
            organisation_id=self.users["diogenes"].organisation_id,
            team_id=self.programme.teams[2, "DIOGENES"].id,
            start_on=start,
            end_on=_day(row["end_on"]),
            end_reason=SupportEnd.OTHER_SERVICE if row["end_on"] else None,
        )
        db.session.add(support)
        db.session.flush()
        period = {"start_on": support.start_on, "end_on": support.end_on}
        db.session.add(SupportPerson(support_id=support.id, person_id=known.people[0].id, **period))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
