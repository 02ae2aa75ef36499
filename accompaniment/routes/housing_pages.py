"""Blueprints of accompanied housing, where their pages are found, and the one page of their plain forms."""

from flask import Blueprint
from flask_babel import gettext

from app.auth.vocab import Action
from app.web.acting import acted
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel

funding_pages = Blueprint("funding", __name__, url_prefix="/funding")
line_pages = Blueprint("funding_lines", __name__)
reservation_pages = Blueprint("reservations", __name__)
tenancy_pages = Blueprint("tenancies", __name__)

register_entry(Entry("tenancy.menu", "tenancies.index", Action.TENANCY_VIEW, "key", "people", 39))
register_entry(Entry("reservation.menu", "reservations.index", Action.RESERVATION_VIEW, "key-round", "occupancy", 55))
register_entry(Entry("funding.menu", "funding.index", Action.FUNDING_VIEW, "euro", "figures", 58))
register_panel(Panel("support.tabs", "tenancy.tab", "tenancies.household", Action.TENANCY_VIEW, 47))


def acted_on_form(form, act, *, title, path, go, lead=None, done="housing.saved", household=None, said=()):
    """`acted` for a form of plain fields. `path`: [(label, address)], its last is where one goes without saving;
    `title` and `lead` are words, `said` facts shown above the fields."""
    return acted(
        form,
        act,
        template="accompaniment/housing/form.html",
        go=go,
        done=done,
        title=title,
        lead=lead,
        path=path,
        household=household,
        said=[(gettext(key), text) for key, text in said],
    )
