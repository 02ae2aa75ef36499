"""`python -m benchmarks.relocation`: what a plan of relocation costs, in households and units, rule and solver alone.

The households and units are invented and all different, which is the worst case: nothing is shared between them.
"""

import argparse
import random
import time
from datetime import date, timedelta

from occupancy.rules.relocation import Mover, Place, plan
from sites.rules.communes import NEIGHBOURS

DAY = date(2026, 12, 1)
CODES = sorted(NEIGHBOURS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--units", type=int, default=1000)
    asked = parser.parse_args()
    chance = random.Random(1)
    people = [_mover(number, chance) for number in range(asked.households)]
    places = [_place(number, chance) for number in range(asked.units)]
    allowed = [[place.bedrooms >= one.bedrooms - 1 for place in places] for one in people]
    for name in ("first plan, solver imported", "second plan"):
        begun = time.perf_counter()
        found = plan(people, places, allowed)
        took = time.perf_counter() - begun
        print(f"{name}: {took:.2f} s, {len(found.chosen)} of {asked.households} placed in {asked.units} units")
    return 0


def _mover(number: int, chance: random.Random) -> Mover:
    return Mover(
        key=number,
        persons=chance.randint(1, 6),
        home=chance.choice(CODES),
        wished=tuple(sorted(chance.sample(CODES, chance.randint(0, 2)))),
        needs_step_free=chance.random() < 0.1,
        need_days=chance.randint(14, 540),
    )


def _place(number: int, chance: random.Random) -> Place:
    move_on = DAY + timedelta(days=chance.randint(0, 90))
    return Place(
        key=number,
        bedrooms=chance.randint(0, 4),
        free_on=move_on - timedelta(days=chance.randint(0, 90)),
        move_on=move_on,
        last_day=move_on + timedelta(days=chance.randint(30, 700)),
        postal_code=chance.choice(CODES),
        step_free=chance.random() < 0.2,
    )


if __name__ == "__main__":
    raise SystemExit(main())
