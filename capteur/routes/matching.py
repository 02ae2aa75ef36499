"""Matching, both ways: the requests that a captured dwelling suits, the dwellings that suit a request."""

from flask import Blueprint

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from capteur.queries.matching import FREE, candidates_for, dwellings_for
from capteur.queries.opportunities import last_stage, opportunity_in_reach
from capteur.queries.requests import confirm_days_of, request_for
from capteur.routes.parts import entered_or_404

bp = Blueprint("matching", __name__, url_prefix="/capteur/<programme_id>")
VIEW = Action.PROPOSAL_VIEW


def dwelling_or_404(programme, public_id, action=VIEW):
    """A dwelling of the programme that may be proposed, and where it stands."""
    dwelling = or_404(opportunity_in_reach(reader(), public_id, action))
    or_404(dwelling if dwelling.owner.programme_id == programme.id else None)
    return dwelling, last_stage(dwelling.id)


@bp.get("/dwellings/<public_id>/candidates")
@requires(GET=VIEW)
def candidates(programme_id, public_id):
    programme = entered_or_404(programme_id, VIEW)
    dwelling, standing = dwelling_or_404(programme, public_id)
    or_404(dwelling if standing.stage in FREE else None)
    found = candidates_for(reader(), programme, dwelling, confirm_days_of(programme.id), today())
    return page(
        "capteur/matching/candidates.html", programme=programme, dwelling=dwelling, standing=standing, found=found
    )


@bp.get("/requests/<public_id>/dwellings")
@requires(GET=VIEW)
def dwellings(programme_id, public_id):
    programme = entered_or_404(programme_id, VIEW)
    one = or_404(request_for(reader(), programme, public_id, Action.HOUSING_REQUEST_VIEW))
    note_view(one.household, actor=reader(), sections=[Section.REFERRAL])
    found = dwellings_for(programme, one, today())
    return page("capteur/matching/dwellings.html", programme=programme, one=one, found=found)
