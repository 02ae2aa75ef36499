"""Each guard of the database, whatever the code above it does: one write that it must refuse, by its own name.

The guards come from the SQL files; one without a case here fails.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.audit.actor import system
from app.audit.journal import record
from app.auth.vocab import Role
from app.clock import now, today
from app.config import ROOT
from app.conflicts import WORDS, conflict_of
from app.db import Base, db, new_public_id, transaction
from axes.erasing import Emptied, every_emptied
from axes.models.erasures import Erasure
from axes.models.people import Household
from axes.vocab import ReferralState
from occupancy.models.closures import Closure
from occupancy.vocab import ClosureCause
from sites.vocab import UnitUse
from tests.every.guard_writes import WRITES, Case, day
from tests.every.test_catalogues import catalogue
from tests.factories import Make

ERASED = {"reason": "mistake", "asked_by_id": 1, "confirmed_by_id": 2, "done_at": now(), "created_at": now()}
TRIGGER = re.compile(r"CREATE TRIGGER \w+\s+(?:BEFORE|AFTER) (\w+)[^;]*? ON (\w+)\b(.*?)END;", re.S)
ONLY_ADDED = re.compile(r"\w*append_only")


def guards() -> set[Case]:
    """Every refusal of the SQL files."""
    texts = [path.read_text() for path in (ROOT / "migrations" / "guards" / "sqlite").glob("*.sql")]
    triggers = [found for text in texts for found in TRIGGER.findall(text)]
    return {
        (verb.lower(), table, name) for verb, table, body in triggers for name in re.findall(r"ABORT, '(\w+)'", body)
    }


class World:
    """Sound rows; `ids` by the names that `WRITES` uses."""

    def __init__(self, make: Make) -> None:
        self.make, self.ids, programme = make, {}, make.programme()
        self.team = programme.teams[2, "DIOGENES"]
        self.units = {name: make.home() for name in "abcdefz"}
        self.lives(programme)
        self.places()
        self.capteur()
        self.erasures(programme)
        self.ids |= make.owners_to_guard() | make.captures_to_guard() | make.housing_to_guard()
        self.ids |= {name: unit.id for name, unit in self.units.items()}
        with make.app.app_context(), transaction("write"):
            record("test.made", None, actor=system("tests"))  # factories write none
            db.session.commit()

    def lives(self, programme: Any) -> None:
        make, units = self.make, self.units
        stays = {
            "a": make.stay(units["a"], start_on=day(-30), planned_end_on=day(60)),
            "b": make.stay(units["b"], start_on=day(-100), planned_end_on=day(-50), end_on=day(-50)),
            "e": make.stay(units["e"], start_on=day(-5), planned_end_on=day(15)),
        }
        make.allocation(programme, unit=units["c"])
        make.cancelled_stay(stays["e"])
        self.ids["allocation_f"] = make.allocation(programme, unit=units["f"], end_on=day(15)).id
        for name in "ae":
            household = self.row("household", id=stays[name].household_id)
            self.ids[f"assignment_{name}"] = make.assignment(household, self.team).id
            self.ids[f"support_{name}"] = make.support(household, team=self.team).id
        self.ids["sleeper_b"] = self.row("stay_person", stay_id=stays["b"].id).id
        self.ids["person_a"] = self.row("stay_person", stay_id=stays["a"].id).person_id
        self.ids["member_e"] = self.row("household_member", household_id=stays["e"].household_id).id
        self.beside(stays, programme)
        self.rights(*(self.row("stay_person", stay_id=stays[name].id) for name in "ae"))
        make.note(self.row("household", id=stays["a"].household_id), make.user())
        plan = make.exit_plan(self.row("household", id=stays["a"].household_id))
        make.candidacy(plan, events=[("filed", day(0))])
        self.ids["step_of_a"] = make.exit_step(plan).id
        make.break_glass(self.row("household", id=stays["a"].household_id), make.user())

    def beside(self, stays: dict[str, Any], programme: Any) -> None:
        """What goes with the stays, the same in each; and who is of neither."""
        make, worker = self.make, self.make.team_member(self.team)
        for name in "ae":
            stay, household = stays[name], self.row("household", id=stays[name].household_id)
            self.ids |= {f"stay_{name}": stay.id, f"household_{name}": household.id}
            self.ids[f"sleeper_{name}"] = self.row("stay_person", stay_id=stay.id).id
            self.ids[f"need_{name}"] = make.need(household).id
            self.ids[f"absence_{name}"] = make.absence(stay, start_on=day(-3)).id
            self.ids[f"contribution_{name}"] = make.contribution(stay).id
            self.ids[f"task_{name}"] = make.task(worker, household).id
            self.ids[f"paper_{name}"] = make.person_document(household, worker).id
        broken = make.incident(worker, self.units["a"], technical="Vitre")
        make.incident_step(broken, worker)
        self.ids["incident_a"] = broken.id
        others = programme.teams[3, "Smes"]
        self.ids["worker"] = worker.id
        self.ids |= {"stranger": make.person().id, "elsewhere": make.user().id, "team_elsewhere": others.id}

    def rights(self, sleeper_a: Any, sleeper_e: Any) -> None:
        """One holds a reference address and had the grant; the other is domiciled and asks for the grant."""
        make, worker = self.make, self.make.user()
        household = self.row("household", id=self.ids["household_a"])
        had, other = (self.row("person", id=one.person_id) for one in (sleeper_a, sleeper_e))
        for code in ("reference_address", "settling_in_grant"):
            make.right_event(household, had, code, worker, happened_on=day(-30))
        self.ids["domicile_e"] = make.right_event(household, other, "domicile", worker).id
        self.ids["grant_e"] = make.right_event(household, other, "settling_in_grant", worker, state="requested").id

    def places(self) -> None:
        make, units = self.make, self.units
        make.journal_entry()
        self.units["common"] = make.home(use=UnitUse.COMMON_ROOM, bedrooms=0, max_persons=0)
        make.outage(units["d"], first_day=day(5), last_day=day(20))
        self.ids["outage_b"] = make.outage(units["b"], first_day=day(5), last_day=day(20)).id
        facts = {"cause": ClosureCause.WORKS, "opened_on": day(-40), "last_day": day(90)}
        for name, handed_back_on in {"a": None, "z": day(-20)}.items():
            closure = Closure(site_id=units[name].site_id, handed_back_on=handed_back_on, **facts)
            self.ids[f"closure_{name}"] = make.save(closure).id
        self.ids |= {f"period_{name}": self.row("unit_availability", unit_id=units[name].id).id for name in "ace"}
        twice = make.unit()
        site = self.row("site", id=twice.site_id)
        make.agreement(site, first_day=day(-200), last_day=day(200), units=())
        make.covered_unit(self.row("agreement", site_id=site.id), twice, available=False)
        make.availability(twice, first_day=day(-100), last_day=day(-50))
        self.ids["period_late"] = make.availability(twice, first_day=day(0), last_day=day(50)).id

    def erasures(self, programme: Any) -> None:
        """One that waits, and one that was done; rows of each table in which words about people are kept."""
        make, lived_in = self.make, self.row("household", id=self.ids["household_a"])
        gone, worker = make.erased_household(), make.user(Role.FIELD_WORKER)
        self.ids |= {"erased": gone.id, "erased_person": gone.person.id, "erasure_done": gone.erasure.id}
        self.ids["erasure_a"] = make.erasure(lived_in).id
        make.referral(programme, state=ReferralState.REFUSED)
        make.consent(lived_in)
        make.assessment(programme, lived_in)
        make.contact(lived_in, worker)
        make.mobilisation(lived_in, make.network_service(), worker)
        make.incident_step(make.incident(worker, self.units["a"], household_id=lived_in.id), worker)

    def capteur(self) -> None:
        """Two versions of a convention, one after the other."""
        make, programme = self.make, self.make.capteur_programme()
        partner, author = make.organisation(), make.prospector(programme)
        first = {"number": 1, "first_day": day(-300), "ended_on": day(-100), "end_reason": "replaced"}
        for name, facts in {"a": first, "b": {"number": 2, "first_day": day(-99)}}.items():
            made = make.capteur_convention(programme, partner, author, **facts)
            self.ids[f"convention_{name}"] = made.id
        asked = make.housing_request(programme, made, author, make.household(), kinds=["submitted"])
        self.ids["request_a"] = asked.id
        prices = make.price_table(programme, author, {("Nord", "studio"): (500, 600, 700)})
        self.ids |= {"prices_a": prices.id, "price_a": self.row("price_row", table_id=prices.id).id}
        self.ids |= make.lettings_to_guard() | make.mediation_to_guard() | make.follow_up_to_guard()

    def row(self, table: str, **where: Any) -> Any:
        """One row as plain values."""
        found = Base.metadata.tables[table]
        with self.make.app.app_context(), db.engine.connect() as connection:
            return connection.execute(sa.select(found).filter_by(**where).order_by(*found.primary_key)).first()

    def write(self, case: Case) -> str | None:
        """What refuses the write of a case; None when it went through. Nothing of it stays."""
        with self.make.app.app_context(), transaction("write"), db.engine.connect() as connection:
            try:
                connection.execute(self.statement(case))
            except IntegrityError as error:
                return conflict_of(error)
            finally:
                connection.rollback()
        return None

    def empties(self, one: Emptied) -> list[str | None]:
        """What refuses that the words of a row be emptied: before its household was erased; then, once it was: at last,
        with something else changed beside, and with other words in their place."""
        table, words = one.table, {name: value for name, value in one.values().items() if name.endswith("_sealed")}
        tries = [words, words | {"created_at": table.c.created_at, "id": table.c.id + 1000}, dict.fromkeys(words, "x")]
        with self.make.app.app_context(), transaction("write"), db.engine.connect() as connection:
            every = connection.scalars(sa.select(Household.id).where(Household.erased_on.is_(None))).all()
            rows = {home: connection.scalar(sa.select(table.c.id).where(one.of(home)).limit(1)) for home in every}
            household, row = next((home, found) for home, found in rows.items() if found)
            found = [self._tried(connection, table, row, words)]
            connection.execute(sa.insert(Erasure).values(**ERASED, household_id=household, public_id=new_public_id()))
            connection.execute(sa.update(Household).where(Household.id == household).values(erased_on=today()))
            found += [self._tried(connection, table, row, values) for values in tries]
            connection.rollback()
        return found

    def _tried(self, connection: Any, table: Any, row: int, values: dict[str, Any]) -> str | None:
        try:
            with connection.begin_nested():
                connection.execute(sa.update(table).where(table.c.id == row).values(**values))
        except IntegrityError as error:
            return conflict_of(error)
        return None

    def statement(self, case: Case) -> Any:
        verb, table_name, guard = case
        table = Base.metadata.tables[table_name]
        name, changes = (None, {"id": table.c.id}) if ONLY_ADDED.fullmatch(guard) else WRITES[case]
        changes = {key: self.ids.get(value, value) for key, value in changes.items()}
        row = self.row(table_name, **({"id": self.ids[name]} if name else {}))
        if verb == "delete":
            return sa.delete(table).where(table.c.id == row.id)
        if verb == "update":
            return sa.update(table).where(table.c.id == row.id).values(**changes)
        copied = {key: value for key, value in row._mapping.items() if key != "id"}
        named = {"public_id": new_public_id()} if "public_id" in table.c else {}
        return sa.insert(table).values(**(copied | named | changes))


@pytest.fixture(scope="module")
def world(_app: Flask, _database: Any) -> Iterator[World]:
    _dispose(_app)
    _database.reset()
    yield World(Make(_app))
    _dispose(_app)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def test_every_guard_has_its_case():
    assert {case for case in guards() if not ONLY_ADDED.fullmatch(case[2])} == set(WRITES)


def test_a_guard_that_speaks_has_its_words():
    assert set(WORDS) <= {name for _, _, name in guards()}
    assert set(WORDS.values()) <= set(catalogue("fr"))


def test_every_guard_refuses(world):
    answers = {case: world.write(case) for case in sorted(guards())}
    assert {case: found for case, found in answers.items() if found != case[2]} == {}


def test_the_words_of_rows_that_are_only_added_go_with_their_household_and_nothing_else(world):
    only_added = {table for verb, table, name in guards() if verb == "update" and name == "append_only"}
    known = [one for one in every_emptied() if one.table.name in only_added and not one.gone]
    assert len(known) > 10
    refused = {one.table.name: world.empties(one) for one in known}
    assert refused == {one.table.name: ["append_only", None, "append_only", "append_only"] for one in known}
