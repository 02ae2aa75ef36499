"""The packages whose pages make the product, in the order of the floors."""

from flask import Flask

import app.home as home
from accompaniment.erasing import ACCOMPANIMENT
from accompaniment.routes import PAGES as support_pages
from app.auth.routes import PAGES as account_pages
from axes.erasing import AXES, hand_over
from axes.routes.people import PAGES as people_pages
from axes.routes.requests import PAGES as request_pages
from capteur.erasing import CAPTEUR
from capteur.routes import PAGES as capteur_pages
from occupancy.erasing import OCCUPANCY
from occupancy.routes import agreements, amendments, annexes, closure_stays, documents, extensions, relocations
from occupancy.routes.allocations import bp as allocation_pages
from occupancy.routes.sites import bp as site_pages
from occupancy.routes.stays import bp as stay_pages
from occupancy.routes.timeline import bp as timeline_pages
from occupancy.routes.units import bp as unit_pages
from reports.routes.calendar import bp as calendar_pages
from reports.routes.capteur_figures import bp as capteur_figure_pages
from reports.routes.closings import bp as closing_report_pages
from reports.routes.figures import bp as figure_pages
from reports.routes.figures import public_bp as public_figure_pages
from reports.routes.funding import bp as funding_report_pages
from reports.routes.incidents import bp as incident_report_pages
from reports.routes.network import bp as network_report_pages
from reports.routes.notifications import bp as notification_pages
from reports.routes.prevention import bp as prevention_report_pages
from reports.routes.retention import bp as retention_pages
from reports.routes.rights import bp as right_report_pages
from reports.routes.sites import bp as site_report_pages
from reports.routes.today import bp as today_pages
from sites.routes import ACTS as dwelling_acts

PAGES = (
    today_pages,
    notification_pages,
    calendar_pages,
    home.language_pages,
    home.health_pages,
    home.visitor_pages,
    *account_pages,
    *people_pages,
    *request_pages,
    site_pages,
    allocation_pages,
    unit_pages,
    *dwelling_acts,
    agreements.bp,
    amendments.bp,
    amendments.termination_pages,
    annexes.annex_pages,
    annexes.notice_pages,
    documents.bp,
    closure_stays.bp,
    relocations.bp,
    extensions.bp,
    stay_pages,
    timeline_pages,
    *support_pages,
    *capteur_pages,
    site_report_pages,
    closing_report_pages,
    figure_pages,
    capteur_figure_pages,
    retention_pages,
    network_report_pages,
    incident_report_pages,
    right_report_pages,
    public_figure_pages,
    funding_report_pages,
    prevention_report_pages,
)


ERASING = (AXES, OCCUPANCY, ACCOMPANIMENT, CAPTEUR)


def register_packages(app: Flask) -> None:
    for package in ERASING:
        hand_over(package)
    for pages in PAGES:
        app.register_blueprint(pages)
