"""Blueprints of owners and of their dwellings, and what their pages share."""

from flask import Blueprint

from app.auth.gate import reader
from app.auth.vocab import Action
from app.web.lookup import or_404
from capteur.queries.programmes import entered

VIEW, EDIT = Action.OWNER_VIEW, Action.OWNER_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}

owner_pages = Blueprint("owners", __name__)
opportunity_pages = Blueprint("opportunities", __name__)


def programme_of(programme_id, action=VIEW):
    """The programme entered, for an act or to read; 404 for any other."""
    return or_404(entered(reader(), programme_id, action))
