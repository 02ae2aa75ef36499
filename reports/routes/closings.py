"""The cockpit of closings: 24 months of dwellings lost and households to re-house, against the pace reached."""

from dataclasses import dataclass

from flask import Blueprint, request

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from reports.queries.closings import What, left_by_site, rows_behind, site_ends
from reports.routes.asked import figures_day, sure_day
from reports.rules import closings as rules

bp = Blueprint("closing_report", __name__)
register_entry(
    Entry("closing_report.menu", "closing_report.show", Action.FIGURES_VIEW, "calendar-clock", "figures", 55)
)
VIEW = Action.FIGURES_VIEW
COLUMNS = ("month", "units_lost", "due", "planned", "at_most", "with_plans", "at_pace")


@dataclass(frozen=True)
class Pace:
    """How fast it must go and how fast it goes, for one site or for all. Whether it can be caught up is asked of the
    pace of all, the first to end first: `all_needed` and `all_reached`."""

    inside: list
    left: int
    needed: object
    reached: object
    all_needed: object
    all_reached: object
    lost_from: object
    opened_on: object

    @property
    def begun_before(self):
        return rules.begun_before(self.lost_from, self.opened_on)


def _pace(ends, left, day, whole=None):
    inside, reached = [one for end in ends for one in end.inside], rules.pace_of(left)
    every, pace = (whole.inside, whole.reached) if whole else (inside, reached)
    opened_on = min((end.opened_on for end in ends if end.inside and end.opened_on), default=None)
    return Pace(
        inside,
        left,
        needed=rules.pace_needed(day, inside),
        reached=reached,
        all_needed=rules.pace_needed(day, inside, every),
        all_reached=pace,
        lost_from=rules.lost_from(inside, pace, every),
        opened_on=opened_on,
    )


@bp.get("/reports/closings")
@requires(GET=VIEW)
def show():
    (day, error), site = figures_day(), _site()
    every = site_ends(reader(), day)
    ends = [end for end in every if site is None or end.public_id == site]
    left = left_by_site(reader(), day)
    whole = _pace(every, sum(left.values()), day)
    pace = whole if site is None else _pace(ends, left.get(site, 0), day, whole)
    kept = {"as_of": day.isoformat(), "site": site}
    return page_or_fragment(
        "reports/closings/show.html",
        "reports/closings/_results.html",
        day=day,
        error=error,
        site=site,
        every=every,
        sites=[(end, _pace([end], left.get(end.public_id, 0), day, whole)) for end in ends],
        pace=pace,
        months=_months(ends, pace, day),
        since=rules.since(day),
        until=rules.last_of(day),
        rules=rules,
        kept=kept,
        links=file_links(".download", **kept),
    )


def _site():
    return request.args.get("site") or None


def _months(ends, pace, day):
    return rules.months(day, pace.inside, [one for end in ends for one in end.lost], pace.reached)


@bp.get("/reports/closings.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    day, site = sure_day(), _site()
    ends = [end for end in site_ends(reader(), day) if site is None or end.public_id == site]
    left = left_by_site(reader(), day, site)
    found = _months(ends, _pace(ends, sum(left.values()), day), day)
    cells = [[row.code, *(getattr(row, name) for name in COLUMNS[1:])] for row in found]
    return export(cells, COLUMNS, f"closings-{day.isoformat()}", fmt)


@bp.get("/reports/closings/<what>")
@requires(GET=VIEW)
def behind(what):
    """The rows that a number of the cockpit counts."""
    one, day = or_404(What(what) if what in {*What} else None), sure_day()
    month = next((period for period in rules.horizon(day) if f"{period.first_day:%Y-%m}" == _month()), None)
    return page_or_fragment(
        "reports/closings/behind.html",
        "reports/closings/_behind.html",
        what=one,
        day=day,
        month=month,
        since=rules.since(day),
        found=paged(rows_behind(one, reader(), day, _site(), month)),
        kept={"as_of": day.isoformat(), "site": _site()},
    )


def _month():
    return request.args.get("month", "")
