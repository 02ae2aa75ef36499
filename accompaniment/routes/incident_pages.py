"""Blueprints of incidents and repairs, in one place: the modules beside add their views to them."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

incident_pages = Blueprint("incidents", __name__)
repair_pages = Blueprint("repairs", __name__)

VIEW, ACT = Action.INCIDENT_VIEW, Action.INCIDENT_ACT
EDITS = {"GET": ACT, "POST": ACT}
REPAIRS, MENDS = Action.REPAIR_VIEW, {"GET": Action.REPAIR_ACT, "POST": Action.REPAIR_ACT}
WORKS = {"GET": Action.SITE_EDIT, "POST": Action.SITE_EDIT}

register_entry(Entry("incident.menu", "incidents.index", VIEW, "triangle-alert", "people", 37))
register_entry(Entry("repair.menu", "repairs.index", REPAIRS, "wrench", "occupancy", 50))
register_panel(Panel("support.tabs", "incident.menu", "incidents.of_household", VIEW, 70))
register_panel(Panel("today.panels", "incident.menu", "incidents.summary", ACT, 15))
register_panel(Panel("stay.panels", "incident.menu", "incidents.of_stay", VIEW, 20))
register_panel(Panel("unit.panels", "repair.menu", "repairs.of_unit", REPAIRS, 40))
register_panel(Panel("site.overview", "repair.menu", "repairs.of_site", REPAIRS, 40))
