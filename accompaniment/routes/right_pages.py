"""Blueprints of rights, and where their pages are found."""

from flask import Blueprint

from accompaniment.routes.pages import ACT, VIEW
from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

right_pages = Blueprint("rights", __name__)
entitlement_pages = Blueprint("entitlements", __name__, url_prefix="/settings/rights")

register_entry(Entry("right.menu", "rights.due", VIEW, "list-checks", "people", 34))
register_entry(Entry("right.setting.menu", "entitlements.index", Action.SETTINGS_EDIT, "list-checks", "settings", 84))
register_panel(Panel("support.tabs", "right.tab", "rights.household", VIEW, 40))
register_panel(Panel("today.panels", "right.menu", "rights.due_now", ACT, 20))
