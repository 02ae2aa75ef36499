"""Pages on people: households, their members, needs, consents, protection, exceptional openings, and the search."""

from flask import Blueprint, url_for
from flask_login import current_user

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry
from axes.forms.persons import language_name

household_pages = Blueprint("households", __name__)
person_pages = Blueprint("persons", __name__)
need_pages = Blueprint("needs", __name__)
consent_pages = Blueprint("consents", __name__)
protection_pages = Blueprint("protection", __name__)
break_glass_pages = Blueprint("break_glass", __name__)
search_pages = Blueprint("search", __name__)
erasure_pages = Blueprint("erasures", __name__)
PAGES = (
    household_pages,
    person_pages,
    need_pages,
    consent_pages,
    protection_pages,
    break_glass_pages,
    search_pages,
    erasure_pages,
)

from axes.routes import break_glass, consents, erasures, households, needs, persons, protection, search  # noqa: E402, F401

register_entry(Entry("household.menu", "households.index", Action.HOUSEHOLD_VIEW, "users", "people", 30, on_phone=True))
register_entry(Entry("break_glass.menu", "break_glass.index", Action.HOUSEHOLD_VIEW, "key-round", "people", 60))
register_entry(Entry("erasure.menu", "erasures.index", Action.ERASURE_ACT, "shield-check", "people", 70))
register_entry(Entry("keeping.menu", "erasures.periods", Action.KEEPING_EDIT, "archive", "settings", 75))


@search_pages.app_context_processor
def _search_everywhere():
    """The search box of the menu, for those who have something to find."""
    may = current_user.is_authenticated and current_user.may(Action.HOUSEHOLD_VIEW)
    return {"search_url": url_for("search.find") if may else None}


@household_pages.app_template_filter("language_name")
def _language_name(code):
    return language_name(code)
