"""Units through the screens."""

import sqlalchemy as sa

from app.db import db
from sites.models.units import Unit
from tests.sites.forms import form_of


def units(app):
    with app.app_context():
        return list(db.session.scalars(sa.select(Unit).order_by(Unit.id)))


def test_a_unit_is_added_with_all_that_is_known_of_it(app, make, sign_in):
    site = make.site()
    client = sign_in(make.user())
    client.submit(
        f"/sites/{site.public_id}/units/new",
        code="1.2",
        use="dwelling",
        bedrooms="2",
        max_persons="4",
        surface_m2="66",
        floor="3",
        has_lift="y",
        note="Cour commune",
    )
    page = client.follow().text
    assert "2 chambres · 4 places · 66 m²" in page
    assert "3e étage · ascenseur" in page
    assert "À ouvrir" in page
    assert "1.2" in client.get(f"/sites/{site.public_id}/units").text
    (unit,) = units(app)
    assert (unit.site_id, unit.has_lift, unit.step_free, unit.animals_allowed) == (site.id, True, False, False)


def test_a_code_is_unique_in_its_site_and_free_in_another(app, make, sign_in):
    here, there = make.site(), make.site()
    make.unit(here, code="1.2")
    client = sign_in(make.user())
    fields = {"code": "1.2", "bedrooms": "1", "max_persons": "2"}
    refused = client.submit(f"/sites/{here.public_id}/units/new", status=422, **fields)
    assert "Ce site a déjà un logement" in refused.text
    client.submit(f"/sites/{there.public_id}/units/new", **fields)
    assert len(units(app)) == 2


def test_a_dwelling_holds_someone_and_a_common_room_need_not(app, make, sign_in):
    url = f"/sites/{make.site().public_id}/units/new"
    client = sign_in(make.user())
    refused = client.submit(url, status=422, code="A", use="dwelling", bedrooms="1", max_persons="0")
    assert "accueille au moins une personne" in refused.text
    client.submit(url, code="A", use="common_room", bedrooms="0", max_persons="0")
    assert [unit.use.value for unit in units(app)] == ["common_room"]


def test_a_form_sent_twice_adds_one_unit(app, make, sign_in):
    url = f"/sites/{make.site().public_id}/units/new"
    client = sign_in(make.user())
    typed = form_of(client, url) | {"code": "1.2", "bedrooms": "1", "max_persons": "2"}
    first = client.post(url, typed).headers["Location"]
    second = client.post(url, typed).headers["Location"]
    assert first == second
    assert len(units(app)) == 1


def test_the_second_saver_of_a_unit_gets_409(app, make, sign_in):
    unit = make.unit(bedrooms=1)
    url = f"/units/{unit.public_id}/edit"
    first, second = sign_in(make.user()), sign_in(make.user())
    opened = form_of(second, url)
    first.submit(url, bedrooms="2")
    answer = second.post(url, opened | {"bedrooms": "3"}, status=409)
    assert "Les deux versions" in answer.text
    assert [one.bedrooms for one in units(app)] == [2]


def test_nonsense_is_said_beside_its_field_and_kept(make, sign_in):
    answer = sign_in(make.user()).submit(
        f"/sites/{make.site().public_id}/units/new",
        status=422,
        code="1.2",
        use="castle",
        bedrooms="-1",
        max_persons="deux",
    )
    assert "deux" in answer.text
    assert answer.text.count('aria-invalid="true"') == 3


def test_a_unit_where_somebody_lived_stays_a_dwelling(app, make, sign_in):
    empty, lived_in = make.home(), make.home()
    make.stay(lived_in)
    client = sign_in(make.user())
    refused = client.submit(f"/units/{lived_in.public_id}/edit", status=422, use="common_room")
    assert "l’usage ne peut plus changer" in refused.text
    client.submit(f"/units/{empty.public_id}/edit", use="common_room")
    assert [unit.use.value for unit in units(app)] == ["common_room", "dwelling"]
