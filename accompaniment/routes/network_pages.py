"""Blueprints of the network, and where their pages are found."""

from flask import Blueprint

from accompaniment.routes.pages import VIEW
from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

network_pages = Blueprint("network", __name__, url_prefix="/network")
network_theme_pages = Blueprint("network_themes", __name__, url_prefix="/settings/network-themes")
mobilisation_pages = Blueprint("mobilisations", __name__)
inbox_pages = Blueprint("network_inbox", __name__, url_prefix="/network-inbox")

register_entry(Entry("network.menu", "network.index", Action.NETWORK_VIEW, "network", "people", 36))
register_entry(Entry("network.theme.menu", "network_themes.index", Action.SETTINGS_EDIT, "network", "settings", 86))
register_entry(Entry("mobilisation.menu", "mobilisations.index", VIEW, "handshake", "people", 37))
register_entry(Entry("network.inbox.menu", "network_inbox.index", Action.NETWORK_ANSWER, "inbox", "people", 38))
register_panel(Panel("support.tabs", "mobilisation.tab", "mobilisations.household", VIEW, 55))
register_panel(Panel("household.panels", "mobilisation.tab", "mobilisations.panel", VIEW, 6))
