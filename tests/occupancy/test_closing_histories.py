"""No act can leave a stay open in a site after it was handed back, whatever came before; and nights still add up."""

from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import joinedload

from app.clock import today
from app.db import db
from app.web.errors import Refusal
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay
from occupancy.queries.exits import exit_of
from occupancy.services.closures import Move, cancel_closure, hand_back, open_closure, relocate_all
from occupancy.services.exit_cancellations import cancel_exit
from occupancy.services.exits import Departure
from occupancy.vocab import ClosureCause, ExitDecider, ExitReason
from sites.models.sites import Site
from sites.models.units import Unit, UnitCheck
from sites.vocab import CheckKind, CheckResult
from tests.occupancy.histories import ACTOR, ACTS, DAY, START, World
from tests.occupancy.test_stay_nights import _judge

CLOSING = ["burn", "relocate", "hand_back", "hand_back", "cancel_closure", "cancel_exit"]


class ClosingWorld(World):
    """The same world where sites burn, are emptied and given back; each unit is a site of its own."""

    def burn(self, _household, unit, day):
        site = db.session.get_one(Site, unit.site_id)
        made = open_closure(
            site=site, cause=ClosureCause.FIRE, last_day=day, note=None, winter_confirmed=True, actor=ACTOR
        )
        return made is not None

    def relocate(self, _household, unit, day):
        """Everybody inside goes to the next unit, or out of the project when it is taken."""
        closure = _standing(unit)
        if closure is None:
            return False
        stays = db.session.scalars(_inside(unit)).all()
        refuge = self.units[(self.units.index(unit) + 1) % len(self.units)]
        into = db.session.get_one(Unit, refuge.id)
        for where in ({"unit": into, "planned_end_on": today() + 30 * DAY}, {"departure": self._gone(day)}):
            try:
                with db.session.begin_nested():
                    relocate_all(closure=closure, moves=[Move(stay=one, **where) for one in stays], on=day, actor=ACTOR)
                return bool(stays)
            except Refusal:
                continue
        return False

    def hand_back(self, _household, unit, day):
        closure = _standing(unit)
        if closure is None:
            return False
        inventory = {"kind": CheckKind.EXIT_INVENTORY, "result": CheckResult.PASSED, "done_on": today()}
        db.session.add(UnitCheck(unit_id=unit.id, **inventory))
        hand_back(closure=closure, version=closure.version, on=day, actor=ACTOR)
        return True

    def cancel_closure(self, _household, unit, _day):
        closure = _standing(unit)
        if closure is None:
            return False
        cancel_closure(closure=closure, version=closure.version, actor=ACTOR)
        return True

    def cancel_exit(self, household, _unit, _day):
        query = sa.select(Stay).where(Stay.household_id == household.id, Stay.end_on.is_not(None))
        stay = db.session.scalar(query.order_by(Stay.start_on.desc()).limit(1))
        standing = stay and exit_of(stay)
        if standing is None:
            return False
        cancel_exit(stay=stay, before=standing.public_id, why="Erreur", actor=ACTOR)
        return True

    def _gone(self, day):
        return Departure(
            left_on=day,
            destination=db.session.merge(self.destination, load=False),
            decided_by=ExitDecider.OWNER,
            reason=ExitReason.SITE_CLOSED,
            voluntary=False,
            exit_inventory_on=day,
        )


def _standing(unit):
    standing = (Closure.site_id == unit.site_id, Closure.cancelled_on.is_(None), Closure.handed_back_on.is_(None))
    return db.session.scalar(sa.select(Closure).where(*standing))


def _inside(unit):
    query = sa.select(Stay).where(Stay.unit_id == unit.id, Stay.end_on.is_(None))
    return query.options(joinedload(Stay.household), joinedload(Stay.unit))


def _nobody_is_left_behind():
    """In no site that was handed back is there a night on that day or later."""
    late = sa.or_(Stay.end_on.is_(None), Stay.end_on > Closure.handed_back_on)
    query = (
        sa.select(sa.func.count())
        .select_from(Closure)
        .join(Unit, Unit.site_id == Closure.site_id)
        .join(Stay, Stay.unit_id == Unit.id)
        .where(Closure.cancelled_on.is_(None), Closure.handed_back_on.is_not(None), late)
    )
    assert db.session.scalar(query) == 0


days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
step = st.tuples(st.integers(0, 2), st.sampled_from(ACTS + CLOSING), st.integers(0, 3), days)
# A site on its way to be given back, among whatever else happens.
to_the_end = st.tuples(st.integers(0, 3), st.integers(40, 60)).map(
    lambda chosen: [(0, what, chosen[0], START + chosen[1] * DAY) for what in ("burn", "relocate", "hand_back")]
)


@st.composite
def histories(draw):
    before, after = (draw(st.lists(step, max_size=8)) for _ in range(2))
    return [*before, *draw(to_the_end), *after]


@settings(
    max_examples=15,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(histories())
@example([(0, "burn", 0, START + 40 * DAY), (0, "hand_back", 0, START + 45 * DAY)])  # with somebody inside
def test_no_act_leaves_a_stay_open_after_a_hand_back(make, history):
    world = ClosingWorld(make)
    for one in [(n, "enter", n, START + n * DAY) for n in range(3)] + history:
        world.act(*one)
        with make.app.app_context():
            _nobody_is_left_behind()
    assert world.done["burn"] + world.done["cancel_closure"] >= 1
    with make.app.app_context():
        _judge()


def test_the_histories_do_give_sites_back(make):
    """The acts above are really carried out: a world that refuses everything would prove nothing."""
    world = ClosingWorld(make)
    for what, after in (("enter", 2), ("burn", 4), ("relocate", 5), ("hand_back", 6), ("enter", 9), ("cancel_exit", 9)):
        world.act(0, what, 0, START + after * DAY)
    assert {what: world.done[what] for what in ("enter", "burn", "relocate", "hand_back")} == dict.fromkeys(
        ("enter", "burn", "relocate", "hand_back"), 1
    )
