"""My day, my team: everything due, late ones first; each row leads to where one acts."""

from flask import request

from accompaniment.queries.day import DayFilters, day_counts, due_list, dues
from accompaniment.queries.day_parts import kinds_for
from accompaniment.queries.tasks import teams_joined
from accompaniment.routes.day_views import TEAM, scope
from accompaniment.routes.task_pages import USE
from accompaniment.routes.task_pages import day_pages as bp
from accompaniment.rules.tasks import week_after
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.fragments import page_or_fragment
from app.web.paging import page_of
from axes.queries.persons import names_of


@bp.get("/day")
@requires(GET=USE)
def mine():
    return _day("me", [])


@bp.get("/team-day")
@requires(GET=USE)
def team():
    return _day(TEAM, teams_joined(reader()))


def _day(whose, teams):
    filters = DayFilters.of(request.args)
    of, kind = scope(whose, filters), filters.kept_kind
    counts = day_counts(of)
    found = page_of(due_list(of, kind), counts.listed.get(kind, 0) if kind else sum(counts.listed.values()))
    return page_or_fragment(
        "accompaniment/day/show.html",
        "accompaniment/day/_list.html",
        found=found,
        rows=dues(found.rows, of.day),
        names=names_of({row.household_id for row in found.rows if row.household_id}, reader()),
        counts=counts,
        kinds=kinds_for(reader()),
        filters=filters,
        teams=teams,
        team=of.team,
        whose=whose,
        day=of.day,
        until=week_after(of.day),
    )


@bp.get("/day/summary")
@requires(GET=USE)
def summary():
    """How much there is to do today, and the way there: a panel of the first page, and a page of its own."""
    counts = day_counts(scope("me", DayFilters()))
    return page_or_fragment("accompaniment/day/summary.html", "accompaniment/day/_summary.html", counts=counts)
