"""Entering a capteur programme."""

from flask import Blueprint

from app.auth.doors import register_door
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from capteur.queries.load import prospecting_is_squeezed
from capteur.queries.programmes import entered, has_business, programmes_of

bp = Blueprint("capteur", __name__, url_prefix="/capteur")
register_door("capteur", has_business())
register_entry(
    Entry("capteur.menu", "capteur.index", Action.CAPTEUR_VIEW, "house", "capteur", 46, on_phone=True, door="capteur")
)


@bp.get("")
@requires(GET=Action.CAPTEUR_VIEW)
def index():
    return page("capteur/programmes/index.html", programmes=programmes_of(reader()))


@bp.get("/<programme_id>")
@requires(GET=Action.CAPTEUR_VIEW)
def show(programme_id):
    programme = or_404(entered(reader(), programme_id, Action.CAPTEUR_VIEW))
    squeezed = reader().may(Action.CAPTEUR_LOAD) and prospecting_is_squeezed(programme)
    return page("capteur/programmes/show.html", programme=programme, squeezed=squeezed)
