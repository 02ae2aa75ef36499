"""Sites and their owners through the screens: registering, editing, who may, what two savers get."""

import pytest
import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.db import db
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from tests.sites.forms import form_of, values_of


def all_of(app, column):
    with app.app_context():
        return sorted(db.session.scalars(sa.select(column)))


def events_on(app, subject):
    with app.app_context():
        query = sa.select(JournalEntry.event).where(JournalEntry.subject_id == subject.public_id)
        return list(db.session.scalars(query.order_by(JournalEntry.id)))


def test_a_coordinator_registers_a_site_and_finds_it_in_the_list(app, make, sign_in):
    operator, commune = make.housing_operator(), make.commune()
    client = sign_in(make.user())
    client.submit(
        "/sites/new",
        name="Les Marronniers",
        housing_operator=operator.public_id,
        postal_code=commune.postal_code,
        planned_units="12",
    )
    page = client.follow().text
    assert "Les Marronniers" in page
    assert "12" in page
    listed = client.get("/sites").text
    assert "Les Marronniers" in listed
    assert "Molenbeek" in listed
    with app.app_context():
        site = db.session.scalars(sa.select(Site)).one()
    assert events_on(app, site) == ["site.registered"]


def test_a_name_already_borne_is_refused_beside_the_field_and_what_was_typed_stays(app, make, sign_in):
    site = make.site(name="Les Marronniers")
    operator = make.housing_operator()
    client = sign_in(make.user())
    answer = client.submit(
        "/sites/new",
        status=422,
        name="Les Marronniers",
        housing_operator=operator.public_id,
        address="rue Haute 1",
    )
    assert "Un autre site s’appelle déjà" in answer.text
    assert "rue Haute 1" in answer.text
    assert all_of(app, Site.name) == [site.name]


def test_a_site_needs_a_name_and_an_operator(make, sign_in):
    answer = sign_in(make.user()).submit("/sites/new", status=422, planned_units="beaucoup")
    assert answer.text.count("aria-invalid") >= 3


def test_a_site_changes_its_rental_manager(app, make, sign_in):
    site, manager = make.site(name="Quai"), make.organisation(name="Communa")
    client = sign_in(make.user())
    client.submit(f"/sites/{site.public_id}/edit", rental_manager=manager.public_id, planned_units="3")
    page = client.follow().text
    assert "Communa" in page
    assert events_on(app, site) == ["site.edited"]


def test_the_second_saver_of_a_site_sees_both_texts_and_decides(app, make, sign_in):
    make.commune("1080")
    site = make.site(name="Quai", address="quai du Canal 1", postal_code="1080", planned_units=4)
    first, second = sign_in(make.user()), sign_in(make.user())
    url = f"/sites/{site.public_id}/edit"
    opened = form_of(second, url)
    first.submit(url, address="quai du Canal 2")
    answer = second.post(url, opened | {"address": "quai du Canal 3"}, status=409)
    assert "quai du Canal 2" in answer.text
    assert "quai du Canal 3" in answer.text
    assert "Quelqu’un d’autre a enregistré entre-temps" in answer.text
    assert answer.text.count("<del>") == 1, "only what differs is shown"
    assert all_of(app, Site.address) == ["quai du Canal 2"]
    second.post(url, values_of(answer.text) | {"address": "quai du Canal 3"})
    assert all_of(app, Site.address) == ["quai du Canal 3"]


def test_an_operator_is_registered_from_an_organisation_already_known(app, make, sign_in):
    make.organisation(name="Foyer du Nord")
    client = sign_in(make.user())
    client.submit("/housing-operators/new", name="Foyer du Nord", kind="sisp", contact="Service gestion")
    assert "Foyer du Nord" in client.follow().text
    assert "Foyer du Nord" in client.get("/housing-operators").text
    again = client.submit("/housing-operators/new", status=422, name="Foyer du Nord", kind="ais")
    assert "déjà un opérateur logement" in again.text
    assert all_of(app, HousingOperator.kind) == ["sisp"]


def test_the_second_saver_of_an_operator_is_told_even_when_only_the_name_changed(make, sign_in):
    operator = make.housing_operator()
    first, second = sign_in(make.user()), sign_in(make.user())
    url = f"/housing-operators/{operator.public_id}/edit"
    opened = form_of(second, url)
    first.submit(url, name="Nouveau nom")
    assert "Nouveau nom" in second.post(url, opened | {"name": "Autre nom"}, status=409).text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATION])
def test_only_coordination_acts_on_sites(make, sign_in, role):
    unit = make.unit()
    client = sign_in(make.user(role))
    for path in ("/sites/new", f"/units/{unit.public_id}/edit", f"/units/{unit.public_id}/open"):
        client.get(path, status=404)
        client.post(path, {"name": "x"}, status=404)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.COORDINATION, True),
        (Role.ALLOCATION, True),
        (Role.FIELD_WORKER, True),
        (Role.HOUSING_OPERATOR, False),
        (Role.PARTNER, False),
        (Role.CAPTEUR, False),
        (Role.FUNDER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_who_opens_a_site_of_another_organisation(make, sign_in, role, sees):
    unit, site = make.unit(), make.site()
    client = sign_in(make.user(role))
    for path in (f"/sites/{site.public_id}", f"/sites/{site.public_id}/history", f"/units/{unit.public_id}"):
        client.get(path, status=200 if sees else 404)
