"""Sites of the measured world: agreements, units, and the stays in them from the opening until today."""

from datetime import date, timedelta
from typing import Any

from benchmarks.following import accompany, begin_closing, follow_up, leave_support
from benchmarks.people import housed, waiting
from benchmarks.world import World, at
from occupancy.vocab import (
    ClosureCause,
    ContributionBasis,
    ExitDecider,
    ExitReason,
    ObjectiveKind,
    ObjectiveReason,
)
from sites.vocab import CheckKind, CheckResult, UnitUse

STAYS_PER_UNIT, UNITS_PER_SITE = 10, 20
FREE_UNITS = 200
OPEN = (0, 1, 2)  # of every five sites
MOVES = (2, 7)  # these stays of an even unit go on in the unit beside it
CHECKS = (CheckKind.SAFETY, CheckKind.ENTRY_INVENTORY, CheckKind.INSURANCE)
DAY = timedelta(days=1)


def build(world: World, stays: int) -> World:
    """All rows of a world with this many stays."""
    sites = stays // STAYS_PER_UNIT // UNITS_PER_SITE
    open_units = sum(number % 5 in OPEN for number in range(sites)) * UNITS_PER_SITE
    for number in range(sites):
        _Site(world, number, max(1, open_units // FREE_UNITS)).fill()
    waiting(world)
    return world


class _Site:
    """One site: open until a day to come, or handed back with everybody gone."""

    def __init__(self, world: World, number: int, free_every: int) -> None:
        self.world, self.number, self.free_every = world, number, free_every
        self.is_open = number % 5 in OPEN
        self.last_day = world.ahead(40, 700) if self.is_open else world.ago(30, 1200)
        self.cuts = [self._cuts() for _ in range(UNITS_PER_SITE // 2)]
        self.first_day = min(cuts[0] for cuts in self.cuts) - 10 * DAY

    def _cuts(self) -> list[date]:
        """First days of the stays of two units side by side, then the end of the last one if it is known."""
        until = self.world.today if self.is_open else self.last_day
        cuts = [until - self.world.chance.randint(40, 184) * DAY]
        for _ in range(STAYS_PER_UNIT - 1):
            cuts.insert(0, cuts[0] - self.world.chance.randint(60, 200) * DAY)
        return cuts if self.is_open else [*cuts, until - 5 * DAY]

    def fill(self) -> None:
        chance, base = self.world.chance, self.world.base
        self.key = self.world.add(
            "site",
            name=f"Site {self.number:04}",
            housing_operator_id=chance.choice(base.operators),
            postal_code=chance.choice(base.communes),
            address=f"Rue de la Mesure {self.number + 1}",
        )["id"]
        self._agree()
        beside: list[dict[str, Any]] = []
        here: list[dict[str, Any]] = []
        for place in range(UNITS_PER_SITE):
            beside = self._live(place, self._unit(place), beside if place % 2 else [])
            here += [stay for stay in beside if stay["end_on"] is None]
        if self.is_open:
            begin_closing(self.world, self.key, self.last_day, here)
        else:
            self._close()

    def _agree(self) -> None:
        days = {"first_day": self.first_day, "last_day": self.last_day}
        caps = {"adult_cap_cents": 15_000, "minor_cap_cents": 5_000}
        facts = {"reference": f"COP-{self.number:05}", "reason": ObjectiveReason.RENOVATION}
        agreement = self.world.add("agreement", site_id=self.key, signed_on=self.first_day, **days, **caps, **facts)
        self.agreement = agreement["id"]
        self.world.add_bare(
            "agreement_term", agreement_id=self.agreement, known_on=self.first_day, last_day=self.last_day
        )

    def _close(self) -> None:
        days = {"opened_on": self.last_day - 120 * DAY, "last_day": self.last_day, "handed_back_on": self.last_day}
        cause = ClosureCause.END_OF_AGREEMENT
        self.world.add("closure", site_id=self.key, cause=cause, winter_confirmed=True, **days)

    def _unit(self, place: int) -> int:
        chance, persons = self.world.chance, self.world.chance.choice((1, 2, 2, 3, 4, 5))
        unit: int = self.world.add(
            "unit",
            site_id=self.key,
            code=f"{place + 1:03}",
            use=UnitUse.DWELLING,
            bedrooms=max(1, persons // 2),
            max_persons=persons,
            surface_m2=20 + 15 * persons,
            floor=place // 4,
            has_lift=chance.random() < 0.4,
            step_free=chance.random() < 0.2,
            animals_allowed=chance.random() < 0.3,
        )["id"]
        self.world.add_bare("agreement_unit", agreement_id=self.agreement, unit_id=unit, first_day=self.first_day)
        self.world.add("unit_availability", unit_id=unit, first_day=self.first_day, last_day=self.last_day)
        for kind in CHECKS:
            until = self.world.ahead(25, 700) if kind is CheckKind.INSURANCE else None
            found = {"result": CheckResult.PASSED, "done_on": self.first_day, "valid_until": until}
            self.world.add("unit_check", unit_id=unit, kind=kind, **found)
        return unit

    def _live(self, place: int, unit: int, beside: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The stays of a unit; some came from the unit beside it."""
        made = []
        for turn, (start, end) in enumerate(self._periods(place)):
            moved = beside[turn - 1] if beside and turn - 1 in MOVES else None
            made.append(self._stay(unit, start, end, moved))
            if end and (place % 2 or turn not in MOVES):
                _leave(self.world, made[-1])
                follow_up(self.world, made[-1])
        return made

    def _periods(self, place: int) -> list[tuple[date, date | None]]:
        cuts = self.cuts[place // 2]
        rank = (self.number // 5 * len(OPEN) + self.number % 5) * UNITS_PER_SITE + place
        free = rank % self.free_every == 0
        last = cuts[-1] if not self.is_open else self.world.ago(1, 30) if free else None
        return list(zip(cuts[:STAYS_PER_UNIT], [*cuts[1:STAYS_PER_UNIT], last], strict=True))

    def _stay(self, unit: int, start: date, end: date | None, moved: dict[str, Any] | None) -> dict[str, Any]:
        world = self.world
        household = moved["household_id"] if moved else housed(world, start, end)
        world.episodes[household]["end_on"] = end
        papers = {
            "living_situation": "1.1",
            "agreement_signed_on": start,
            "inventory_on": start,
            "keys_given_on": start,
        }
        stay = world.add(
            "stay",
            unit_id=unit,
            household_id=household,
            transferred_from_id=moved["id"] if moved else None,
            start_on=start,
            planned_end_on=end or min(start + 180 * DAY, self.last_day + DAY),
            end_on=end,
            **papers,
        )
        for person in world.members[household]:
            world.add("stay_person", stay_id=stay["id"], person_id=person, start_on=start, end_on=end)
        basis = ContributionBasis.INTEGRATION_INCOME
        world.add("contribution", stay_id=stay["id"], start_on=start, amount_cents=10_000, basis=basis)
        world.add("stay_objective", stay_id=stay["id"], kind=world.chance.choice(list(ObjectiveKind)))
        if moved:
            leave_support(world, household, end)
        else:
            accompany(world, stay)
        return stay


def _leave(world: World, stay: dict[str, Any]) -> None:
    world.add(
        "stay_exit",
        stay_id=stay["id"],
        left_on=stay["end_on"],
        destination_id=world.chance.choice(world.base.destinations),
        decided_by=ExitDecider.OCCUPANT,
        reason=ExitReason.HOME_FOUND,
        voluntary=True,
        recorded_at=at(stay["end_on"]),
    )
