"""A small world of its own for a closing: seven households in a site to empty, four dwellings free elsewhere."""

from datetime import timedelta
from pathlib import Path

from flask_migrate import upgrade

from app.auth.passwords import hash_password
from app.auth.vocab import Role
from app.clock import today
from app.config import from_environment
from app.db import db
from app.demo.accounts import DOMAIN
from app.factory import build_app
from axes.vocab import NeedKind
from tests.factories import Make
from tests.journeys.server import PASSWORD, environment

SITE, REFUGE = "Sept Lits (fictif)", "Quatre Portes (fictif)"
PLACED = ("S-1", "S-2", "S-3", "S-4")  # two each: they fit in the dwellings that are free
LEAVING = ("S-5", "S-6", "S-7")  # one needs a step-free home, two are too many
UNITS = len(PLACED) + len(LEAVING)
SINCE = today() - timedelta(days=40)
LENT_SINCE = today() - timedelta(days=300)
LENT_UNTIL = today() + timedelta(days=3 * 365)  # beyond what the cockpit looks at


def load_closing_world(file: Path) -> None:
    """Write it into a new database, migrated as any other."""
    app = build_app(from_environment(environment(file)))
    with app.app_context():
        upgrade()
    _fill(Make(app))
    with app.app_context():
        db.engine.dispose()


def _fill(make: Make) -> None:
    with make.session():
        make.destinations()
        team = make.programme().teams[3, "Smes"]
        _account(make, "coordination", Role.COORDINATION)
        _account(make, "allocation", Role.ALLOCATION)
        worker = _account(
            make,
            "axe3",
            Role.FIELD_WORKER,
            organisation_id=team.organisation_id,
            name="Lotte Axe-Trois",
            health_right=True,
        )
        make.team_member(team, worker)
        _lend(make, REFUGE, ("1.1", "1.2", "2.1", "2.2"), max_persons=4)
        homes = _lend(
            make, SITE, tuple(f"{n}.1" for n in range(1, UNITS + 1)), max_persons=8, bedrooms=4, step_free=True
        )
        for reference, home in zip((*PLACED, *LEAVING), homes, strict=True):
            _live_in(make, reference, home, team)


def _account(make: Make, login: str, role: Role, **given: object) -> object:
    return make.user(role, email=f"{login}@{DOMAIN}", password_hash=hash_password(PASSWORD), **given)


def _lend(make: Make, name: str, codes: tuple[str, ...], **given: object) -> list:
    site = make.site(name=name)
    units = [make.unit(site, code=code, **({"bedrooms": 2} | given)) for code in codes]
    make.agreement(site, first_day=LENT_SINCE, last_day=LENT_UNTIL, units=units, adult_cap_cents=15_000)
    return units


def _live_in(make: Make, reference: str, home: object, team: object) -> None:
    adults = 6 if reference in LEAVING[1:] else 2
    household = make.household(
        adults=adults, reference=reference, organisation_id=team.organisation_id, since=SINCE - timedelta(days=20)
    )
    if reference == LEAVING[0]:
        make.need(household, NeedKind.STEP_FREE, start_on=SINCE)
    make.stay(home, household, team=team, start_on=SINCE, planned_end_on=today() + timedelta(days=120))
