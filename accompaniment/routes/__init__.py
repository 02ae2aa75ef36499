"""Pages of support."""

from accompaniment.routes import contacts, household_contacts, notes, objectives, supports
from accompaniment.routes.pages import contact_pages, note_pages, objective_pages, support_pages
from accompaniment.services import following

PAGES = (support_pages, contact_pages, note_pages, objective_pages)
LISTENING = (following,)  # imported for what it does when somebody enters or changes team

__all__ = ["LISTENING", "PAGES", "contacts", "household_contacts", "notes", "objectives", "supports"]
