"""Opening a household's support: the same for each of its sections."""

from flask import g

from accompaniment.queries.files import support_file
from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.vocab import Action
from app.i18n.labels import label
from app.web.lookup import or_404
from axes.vocab import HouseholdSection

TELL_OF_HEALTH = {
    HouseholdSection.CONTACTS,
    HouseholdSection.DOCUMENTS,
    HouseholdSection.EXIT_PLAN,
    HouseholdSection.RIGHTS,
    HouseholdSection.NETWORK,
}


def opened(public_id, section, action=Action.SUPPORT_VIEW):
    """The head of the page, its view noted under `section`; 404 unless the reader may."""
    file = or_404(support_file(public_id, reader(), action))
    g.called = file.name  # for the head of the page, whatever the page
    note_view(file.household, actor=reader(), sections=[section, *health_seen(file, section)])
    return file


def health_seen(file, section):
    """Contacts, rights, documents and exit plans tell of health to those for whom that area is open."""
    return [HouseholdSection.HEALTH] if file.health and section in TELL_OF_HEALTH else []


def called(member):
    """What the reader may call a member of the household."""
    return member.name or label(member.role)
