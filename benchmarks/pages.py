"""The pages that are measured, and what each must cost at most."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.clock import today
from app.db import db
from axes.models.people import Household
from benchmarks.load import open_app
from occupancy.models.stays import Stay
from sites.models.sites import Site
from sites.models.units import Unit

COORDINATION, ALLOCATION, FIELD = (f"{login}@tremplin.example" for login in ("coordination", "allocation", "axe2"))
LIST = "stays list, ending within 30 days"


@dataclass(frozen=True)
class Page:
    """A page by its name, its reader and its path."""

    name: str
    reader: str
    path: str


def main_pages(url: str) -> list[Page]:
    """The main pages of a world, on an open site and a household that lives there."""
    site, household = _examples(url)
    past = today().replace(year=today().year - 1)
    return [
        Page(LIST, COORDINATION, "/stays?ends=30"),
        Page("stays list, first page", COORDINATION, "/stays"),
        Page("stays list, field worker", FIELD, "/stays?ends=30"),
        Page("site", COORDINATION, f"/sites/{site}"),
        Page("site, timeline", COORDINATION, f"/sites/{site}/timeline"),
        Page("household", COORDINATION, f"/households/{household}"),
        Page("allocation board, 200 free units", ALLOCATION, f"/allocations/board?by={today().isoformat()}"),
        Page("allocation board, free within 30 days", ALLOCATION, "/allocations/board"),
        Page("waiting list", COORDINATION, "/waiting-list"),
        Page("home, coordination", COORDINATION, "/"),
        Page("home, field worker", FIELD, "/"),
        Page("notifications, coordination", COORDINATION, "/notifications"),
        Page("notifications, field worker", FIELD, "/notifications"),
        Page("my day", FIELD, "/day"),
        Page("my team", FIELD, "/team-day"),
        Page("follow-ups due", FIELD, "/follow-ups/due"),
        Page("exits board", COORDINATION, "/exits"),
        Page("closings ahead", COORDINATION, "/reports/closings"),
        Page("hand-overs", COORDINATION, "/hand-overs"),
        Page("site report, a year ago", COORDINATION, f"/reports/sites?as_of={past.isoformat()}"),
    ]


def _examples(url: str) -> tuple[str, str]:
    app = open_app(url)
    with app.app_context():
        lived = (
            sa.select(Site.public_id, Household.public_id)
            .join(Unit, Unit.site_id == Site.id)
            .join(Stay, Stay.unit_id == Unit.id)
            .join(Household, Household.id == Stay.household_id)
            .where(Stay.end_on.is_(None), Household.is_protected.is_(False))
            .order_by(Stay.id)
        )
        site, household = db.session.execute(lived.limit(1)).one()
        db.engine.dispose()
    return site, household
