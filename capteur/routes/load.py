"""How much of the work mediation takes, month by month, and how many cases are to be expected."""

from datetime import date

from flask import Blueprint, request

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.periods import add_months, month_of, months_range
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.queries.load import counts, noted_minutes, rows_behind
from capteur.queries.settings import settings_of
from capteur.routes.parts import entered_or_404
from capteur.rules.load import expected_cases, is_squeezed, shares, weeks_before
from capteur.vocab_mediation import Activity

bp = Blueprint("capteur_load", __name__, url_prefix="/capteur/<programme_id>")
VIEW = Action.CAPTEUR_LOAD
MONTHS = 12


@bp.get("/load")
@requires(GET=VIEW)
def show(programme_id):
    """The last twelve months, this one included, and the weeks that decide whether prospecting is squeezed."""
    programme = entered_or_404(programme_id, VIEW)
    settings = settings_of(programme)
    months = months_range(add_months(today(), 1 - MONTHS), MONTHS)
    weeks = weeks_before(today(), settings.squeezed_weeks)
    noted = noted_minutes(programme, min(months[0].first_day, weeks[0].first_day), today())
    by_week = shares(noted, weeks)
    found = counts(reader(), programme)
    return page(
        "capteur/load/show.html",
        programme=programme,
        settings=settings,
        months=shares(noted, months),
        weeks=by_week,
        squeezed=is_squeezed(by_week, settings.squeezed_percent),
        counts=found,
        expected=expected_cases(found.active_lettings, settings.case_percent),
        day=today(),
    )


@bp.get("/load/minutes")
@requires(GET=VIEW)
def minutes(programme_id):
    """The acts behind the time of an activity in a month."""
    programme = entered_or_404(programme_id, VIEW)
    activity, period = or_404(_asked(request.args))
    found = paged(rows_behind(programme, activity, period))
    return page("capteur/load/minutes.html", programme=programme, activity=activity, period=period, found=found)


def _asked(args):
    """The activity and the month of the address; None where they are none."""
    try:
        return Activity(args.get("activity", "")), month_of(date.fromisoformat(f"{args.get('month', '')}-01"))
    except ValueError:
        return None
