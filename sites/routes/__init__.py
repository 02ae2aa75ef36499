"""Pages of dwellings and their owners.

`sites.index`, `sites.show` and `units.show` read agreements and stays: `occupancy.routes.sites` and
`occupancy.routes.units` add them to these blueprints. Here are the acts.
"""

from flask import Blueprint

from app.auth.vocab import Action
from app.web.menu import Entry, register_entry

site_pages = Blueprint("sites", __name__)
unit_pages = Blueprint("units", __name__)
availability_pages = Blueprint("availabilities", __name__)
outage_pages = Blueprint("outages", __name__)
check_pages = Blueprint("checks", __name__)
operator_pages = Blueprint("housing_operators", __name__)
ACTS = (operator_pages, availability_pages, outage_pages, check_pages)

from sites.routes import availabilities, checks, operators, outages, sites, units  # noqa: E402, F401

register_entry(Entry("site.menu", "sites.index", Action.SITE_VIEW, "building-2", "occupancy", 20, on_phone=True))
register_entry(Entry("operator.menu", "housing_operators.index", Action.OPERATOR_VIEW, "handshake", "occupancy", 80))
