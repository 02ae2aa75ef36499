"""How much of the work mediation takes, month by month, and how many cases are to be expected."""

from flask import Blueprint

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.periods import add_months, months_range
from app.web.fragments import page
from capteur.queries.load import counts, noted_minutes
from capteur.queries.settings import settings_of
from capteur.routes.parts import entered_or_404
from capteur.rules.load import expected_cases, is_squeezed, shares, weeks_before

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
