"""Every table of the product, imported in one place, for migrations and mappers."""

from importlib import import_module

from sqlalchemy.orm import configure_mappers

MODULES = (
    "app.audit.models",
    "app.auth.models.organisations",
    "app.auth.models.users",
    "app.auth.models.proofs",
    "app.auth.models.kept_forms",
    "app.auth.models.factor_resets",
    "app.auth.models.notifications",
    "app.auth.models.calendars",
    "app.mail.outbox",
    "app.web.once",
    "sites.models.communes",
    "sites.models.operators",
    "sites.models.sites",
    "sites.models.units",
    "axes.models.programmes",
    "axes.models.people",
    "axes.models.assessments",
    "axes.models.referrals",
    "axes.models.erasures",
    "occupancy.models.agreements",
    "occupancy.models.documents",
    "occupancy.models.stays",
    "occupancy.models.allocations",
    "occupancy.models.closures",
    "occupancy.models.exits",
    "occupancy.models.relocations",
    "occupancy.models.extensions",
    "accompaniment.models.supports",
    "accompaniment.models.contacts",
    "accompaniment.models.notes",
    "accompaniment.models.funding",
    "accompaniment.models.reservations",
    "accompaniment.models.tenancies",
    "accompaniment.models.detections",
    "accompaniment.models.prevention",
    "accompaniment.models.home_decisions",
    "accompaniment.models.outreach",
    "capteur.models.request_documents",
    "capteur.models.tripartites",
    "capteur.models.lettings",
    "capteur.models.mediation",
    "capteur.models.duties",
    "capteur.models.concertations",
    "capteur.models.measures",
)

for module in MODULES:
    import_module(module)

configure_mappers()
