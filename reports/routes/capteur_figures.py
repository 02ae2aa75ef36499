"""The figures of a capteur programme as of any day, and the rows behind each number."""

from datetime import date

from flask import Blueprint, request

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.routes.parts import entered_or_404
from reports.capteur_figures import BY_CODE, RECONSTRUCTED
from reports.queries.capteur_asked import Asked
from reports.queries.capteur_values import COLUMNS, cells, for_funder, goal_on, ordered, values
from reports.routes.asked import figures_day, sure_day
from reports.rules.quarters import closed_quarter

bp = Blueprint("capteur_figure", __name__)
FIGURES, ROWS = Action.CAPTEUR_FIGURES, Action.OWNER_VIEW


def _since():
    """The first day asked for; nonsense is from the beginning."""
    try:
        return date.fromisoformat(request.args.get("since", ""))
    except ValueError:
        return None


def _asked(programme, day):
    """What is asked, and whether its reader opens rows: to who does not, quarters that are over, from the beginning."""
    opens = reader().may(ROWS)
    if not opens:
        day = closed_quarter(day, today())
    goal = goal_on(programme.id, day)
    return Asked(programme.id, day, _since() if opens else None, reader() if opens else None, goal), opens


def _lines(asked, opens):
    return values(asked) if opens else for_funder(values(asked))


def _kept(asked):
    return {"as_of": asked.day.isoformat(), "since": asked.since.isoformat() if asked.since else None}


@bp.get("/capteur/<programme_id>/figures")
@requires(GET=FIGURES)
def show(programme_id):
    programme = entered_or_404(programme_id, FIGURES)
    day, error = figures_day()
    asked, opens = _asked(programme, day)
    address = {"programme_id": programme.public_id, **_kept(asked)}
    return page_or_fragment(
        "reports/capteur/show.html",
        "reports/capteur/_results.html",
        programme=programme,
        asked=asked,
        error=error,
        opens=opens,
        lines=_lines(asked, opens),
        links=file_links(".download", **address),
        kept=_kept(asked),
        reconstructed=RECONSTRUCTED,
    )


@bp.get("/capteur/<programme_id>/figures.<any(csv, xlsx, json):fmt>")
@requires(GET=FIGURES)
def download(programme_id, fmt):
    programme = entered_or_404(programme_id, FIGURES)
    asked, opens = _asked(programme, sure_day())
    rows = [cells(one, programme) for one in _lines(asked, opens)]
    return export(rows, COLUMNS, f"{programme.code}-{asked.day.isoformat()}", fmt)


@bp.get("/capteur/<programme_id>/figures/<code>/<part>")
@requires(GET=ROWS)
def rows(programme_id, code, part):
    programme = entered_or_404(programme_id, ROWS)
    figure = or_404(BY_CODE.get(code))
    behind = or_404(figure.parts.get(part))
    asked, _ = _asked(programme, sure_day())
    return page_or_fragment(
        "reports/capteur/rows.html",
        "reports/capteur/_rows.html",
        programme=programme,
        figure=figure,
        part=part,
        subject=figure.subject_of(part),
        asked=asked,
        found=paged(ordered(behind(asked))),
        kept=_kept(asked),
    )
