"""Blueprints of the network, and where their pages are found."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry

network_pages = Blueprint("network", __name__, url_prefix="/network")
network_theme_pages = Blueprint("network_themes", __name__, url_prefix="/settings/network-themes")

register_entry(Entry("network.menu", "network.index", Action.NETWORK_VIEW, "network", "people", 36))
register_entry(Entry("network.theme.menu", "network_themes.index", Action.SETTINGS_EDIT, "network", "settings", 86))
