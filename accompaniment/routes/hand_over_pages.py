"""The blueprint of hand-overs, and where its pages are found."""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry

hand_over_pages = Blueprint("hand_overs", __name__)
HANDS = {"GET": Action.HAND_OVER, "POST": Action.HAND_OVER}

register_entry(Entry("hand_over.menu", "hand_overs.index", Action.HAND_OVER, "arrow-right", "people", 45))
