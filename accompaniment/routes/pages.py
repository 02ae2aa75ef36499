"""Blueprints of support, in one place: the modules beside add their views to them."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

support_pages = Blueprint("supports", __name__)
contact_pages = Blueprint("contacts", __name__)
note_pages = Blueprint("notes", __name__)
objective_pages = Blueprint("objectives", __name__)

VIEW, ACT = Action.SUPPORT_VIEW, Action.SUPPORT_ACT
EDITS = {"GET": ACT, "POST": ACT}

register_entry(Entry("contact.menu", "contacts.pick", ACT, "message-square", "", 2, on_phone=True))
register_entry(Entry("support.menu", "supports.index", VIEW, "handshake", "people", 31))
# Sections of the page "Accompagnement": each has its own address and takes the household's public id.
register_panel(Panel("support.tabs", "support.tab.now", "supports.show", VIEW, 10))
register_panel(Panel("support.tabs", "support.tab.contacts", "supports.contacts", VIEW, 20))
register_panel(Panel("support.tabs", "support.tab.notes", "supports.notes", VIEW, 30))
register_panel(Panel("household.panels", "support.panel", "supports.panel", VIEW, 5))
register_panel(Panel("today.panels", "contact.steps.title", "supports.next_steps", ACT, 10))
