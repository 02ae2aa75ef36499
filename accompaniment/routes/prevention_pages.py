"""Blueprints of prevention, and where their pages are found."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

VIEW, ACT, GIVE = Action.PREVENTION_VIEW, Action.PREVENTION_ACT, Action.DETECTION_GIVE
ACTS, GIVES = ({"GET": one, "POST": one} for one in (ACT, GIVE))

detection_pages = Blueprint("detections", __name__)
prevention_pages = Blueprint("prevention", __name__)
session_pages = Blueprint("collective", __name__)
information_pages = Blueprint("information", __name__)
decision_pages = Blueprint("home_decisions", __name__)

register_entry(Entry("prevention.menu", "prevention.index", VIEW, "shield-check", "people", 42))
register_entry(Entry("prevention.delays", "prevention.delays", Action.DELAY_EDIT, "clock", "settings", 86))
register_entry(Entry("detection.given", "detections.given", GIVE, "triangle-alert", "occupancy", 56))
register_panel(Panel("support.tabs", "prevention.tab", "prevention.household", VIEW, 48))
