"""Rights of the people accompanied, right by right: where they stand, and how long they took."""

from flask import Blueprint, request

from accompaniment.vocab import RightState
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.menu import Entry, register_entry
from reports.queries.rights import RightsAsked, rights_counted, teams_on
from reports.routes.asked import asked_day
from reports.rules.quarters import closed_quarter

bp = Blueprint("right_report", __name__)
register_entry(Entry("right_report.menu", "right_report.show", Action.FIGURES_VIEW, "list-checks", "figures", 56))
COLUMNS = ("as_of", "axis", "team", "right", "theme", *RightState, "people", "median_days", "obtained_after_asking")


def _asked():
    """What the address asks, and the teams to choose from; nonsense narrows nothing."""
    day = closed_quarter(asked_day() or today(), today())
    teams = teams_on(day)
    axis, team = request.args.get("axis"), request.args.get("team")
    return RightsAsked(
        day,
        next((one.axis for one in teams if one.axis.public_id == axis), None),
        next((one for one in teams if one.public_id == team), None),
    ), teams


def _kept(asked):
    named = {"axis": asked.axis, "team": asked.team}
    return {"as_of": asked.day.isoformat()} | {name: one.public_id for name, one in named.items() if one}


@bp.get("/reports/rights")
@requires(GET=Action.FIGURES_VIEW)
def show():
    asked, teams = _asked()
    return page_or_fragment(
        "reports/rights/show.html",
        "reports/rights/_results.html",
        asked=asked,
        teams=teams,
        axes=list({one.axis_id: one.axis for one in teams}.values()),
        lines=rights_counted(asked, reader()),
        states=RightState,
        links=file_links(".download", **_kept(asked)),
    )


@bp.get("/reports/rights.<any(csv, xlsx, json):fmt>")
@requires(GET=Action.FIGURES_VIEW)
def download(fmt):
    asked, _ = _asked()
    rows = [_cells(asked, line) for line in rights_counted(asked, reader())]
    return export(rows, COLUMNS, f"rights-{asked.day.isoformat()}", fmt)


def _cells(asked, line):
    axis = asked.axis.number if asked.axis else None
    team = asked.team.organisation.name if asked.team else None
    counts = [line.counts[state] for state in RightState]
    told = (line.people, line.waited, line.obtained or None)
    return (asked.day, axis, team, line.right.code, line.right.theme, *counts, *told)
