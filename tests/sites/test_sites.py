"""Sites and their owners through the screens: registering, editing, who may, what two savers get."""

import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db
from sites.models.sites import Site


def test_a_coordinator_registers_a_site_and_finds_it_in_the_list(app, make, sign_in):
    operator = make.housing_operator()
    client = sign_in(make.user())
    client.submit("/sites/new", name="Les Marronniers", housing_operator=operator.public_id, planned_units="12")
    page = client.follow().text
    assert "Les Marronniers" in page
    assert "12" in page
    assert "Les Marronniers" in client.get("/sites").text
