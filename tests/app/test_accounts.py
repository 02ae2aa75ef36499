"""One's own account, and the accounts and organisations that administrators look after."""

import pytest
import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind, Role
from app.db import db
from tests.factories.auth import PASSWORD

NEW_PASSWORD = "trois hérissons traversent la Senne"


@pytest.fixture
def admin(make, sign_in):
    return sign_in(make.user(Role.ADMINISTRATOR))


def stored(app, user):
    with app.app_context():
        return db.session.scalars(sa.select(User).where(User.public_id == user.public_id)).one()


def events(app):
    with app.app_context():
        return db.session.scalars(sa.select(JournalEntry.event).order_by(JournalEntry.id)).all()


def test_name_and_language_are_saved_and_followed(app, make, sign_in):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    client.submit("/account", name="Nouveau Nom", locale="nl")
    saved = stored(app, worker)
    assert (saved.name, saved.locale) == ("Nouveau Nom", "nl")
    assert "Mijn account" in client.follow().text


def test_the_language_of_the_account_greets_in_a_new_browser(make, sign_in):
    assert "My account" in sign_in(make.user(locale="en")).get("/account").text


def test_a_language_link_still_works_for_who_has_a_language(make, sign_in):
    client = sign_in(make.user(locale="en"))
    client.get("/language/nl", status=302)
    assert "Mijn account" in client.get("/account").text


def test_the_second_saver_of_an_account_is_told(app, make, sign_in):
    worker = make.user()
    client = sign_in(worker)
    client.submit("/account", name="Premier")
    answer = client.post(
        "/account", {"name": "Second", "locale": "fr", "version": "1", "form_key": "k" * 22}, status=409
    )
    assert "Premier" in answer.text
    assert stored(app, worker).name == "Premier"


def test_changing_the_password_asks_the_current_one(app, make, sign_in):
    worker = make.user()
    client = sign_in(worker)
    fields = {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD}
    refused = client.submit("/account/password", status=422, password="pas du tout le bon", **fields)
    assert "pas votre mot de passe actuel" in refused.text
    assert NEW_PASSWORD not in refused.text
    before = stored(app, worker).password_hash
    client.submit("/account/password", password=PASSWORD, **fields)
    assert stored(app, worker).password_hash != before


def test_a_changed_password_ends_the_other_sessions_and_renews_this_one(make, sign_in):
    worker = make.user()
    client, other = sign_in(worker), sign_in(worker)
    copied = client.http.get_cookie("tremplin").value
    client.submit("/account/password", password=PASSWORD, new_password=NEW_PASSWORD, repeat_password=NEW_PASSWORD)
    client.get("/account")
    other.get("/account", status=302)
    other.http.set_cookie("tremplin", copied)
    other.get("/account", status=302)


def test_spaces_around_a_password_count(make, sign_in):
    worker, spaced = make.user(), "  une oie sous le pont canal  "
    client = sign_in(worker)
    client.submit("/account/password", password=PASSWORD, new_password=spaced, repeat_password=spaced)
    client.post("/sign-out")
    client.submit("/sign-in", status=422, email=worker.email, password=spaced.strip())
    client.submit("/sign-in", email=worker.email, password=spaced)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("quatorze signe", "Trop court"),
        ("é" * 129, "Trop long"),
        ("abcabcabcabcabcabc", "répète"),
        ("azertyuiop123456", "touches"),
        ("Personne 1 Association", "nom"),
        ("Tremplin-2026-!!!!", "nom"),
        ("Motdepasse123456", "tout le monde"),
        ("p@ssw0rdp@ssw0rd1", "tout le monde"),
        ("correct horse battery staple", "tout le monde"),
    ],
)
def test_weak_passwords_are_refused_with_their_reason(make, sign_in, password, reason):
    worker = make.user(name="Personne Une")
    fields = {"password": PASSWORD, "new_password": password, "repeat_password": password}
    assert reason in sign_in(worker).submit("/account/password", status=422, **fields).text


def test_own_sessions_are_listed_and_ended_one_by_one(make, sign_in):
    worker = make.user()
    client, other = sign_in(worker), sign_in(worker)
    page = client.get("/account").text
    assert page.count("Cette session") == 1
    end = page.split('action="/account/sessions/')[1].split('"')[0]
    client.post(f"/account/sessions/{end}")
    other.get("/account", status=302)
    client.get("/account")


def test_a_session_of_somebody_else_is_not_ended(app, make, sign_in):
    worker, victim = make.user(), make.user()
    theirs = sign_in(victim)
    with app.app_context():
        public_id = db.session.execute(sa.text("SELECT public_id FROM user_session")).scalar()
    sign_in(worker).post(f"/account/sessions/{public_id}/end")
    theirs.get("/account")


def test_signing_out_everywhere_ends_all(make, sign_in):
    worker = make.user()
    client, other = sign_in(worker), sign_in(worker)
    client.post("/account/sessions/end-all")
    client.get("/account", status=302)
    other.get("/account", status=302)


def test_an_administrator_invites_and_is_shown_the_link_once(app, make, admin):
    association = make.organisation(name="Association des Ponts")
    shown = admin.submit(
        "/accounts/new",
        status=200,
        name="Dina Exemple",
        email="Dina@Exemple.be",
        organisation=association.public_id,
        role="field_worker",
        health_right="y",
    )
    assert "/welcome/" in shown.text
    found = admin.get("/accounts?text=dina").text
    assert "dina@exemple.be" in found
    assert "Invité" in found
    page = admin.get(found.split('class="row-link" href="')[1].split('"')[0]).text
    assert "/welcome/" not in page
    assert {"user.created", "invitation.sent"} <= set(events(app))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"email": "pas une adresse"}, "pas complète"),
        ({"role": "housing_operator"}, "ne convient pas"),
        ({"role": "partner", "health_right": "y"}, "santé"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_and_kept_typed(make, admin, given, reason):
    association = make.organisation()
    fields = {"name": "Ana", "email": "ana@exemple.be", "organisation": association.public_id, "role": "field_worker"}
    answer = admin.submit("/accounts/new", status=422, **(fields | given))
    assert reason in answer.text
    assert (fields | given)["email"] in answer.text


def test_an_address_serves_one_account(make, admin):
    taken = make.user(Role.FIELD_WORKER)
    with_it = {"name": "Bo", "email": taken.email.upper(), "role": "field_worker"}
    answer = admin.submit("/accounts/new", status=422, organisation=make.organisation().public_id, **with_it)
    assert "existe déjà" in answer.text


def test_a_deactivated_account_is_out_at_once_forms_opened_before_included(app, make, sign_in, admin):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    token = client.csrf_token()
    page = admin.get(f"/accounts/{worker.public_id}")
    assert "Fermer ce compte" in page.text
    admin.post(f"/accounts/{worker.public_id}/deactivate")
    client.http.post("/account", data={"csrf_token": token, "name": "Encore là", "locale": "fr", "version": "1"})
    assert stored(app, worker).name != "Encore là"
    client.get("/", status=302)
    client.submit("/sign-in", status=422, email=worker.email, password=PASSWORD)
    admin.post(f"/accounts/{worker.public_id}/reactivate")
    client.get("/", status=302)
    client.sign_in(worker)


def test_another_role_holds_from_the_next_request(make, sign_in, admin):
    worker = make.user(Role.COORDINATION, organisation=make.organisation(kind=OrganisationKind.FIELD_OPERATOR))
    client = sign_in(worker)
    client.get("/housing-operators")
    admin.submit(f"/accounts/{worker.public_id}/edit", role="field_worker")
    client.get("/housing-operators", status=302)


def test_an_administrator_cannot_lock_themselves_out(make, sign_in):
    me = make.user(Role.ADMINISTRATOR)
    client = sign_in(me)
    client.post(f"/accounts/{me.public_id}/deactivate", status=422)
    assert "votre propre rôle" in client.submit(f"/accounts/{me.public_id}/edit", status=422, role="field_worker").text
    organisation = client.get("/organisations").text.split('class="row-link" href="')[1].split('"')[0]
    assert "votre propre organisation" in client.submit(organisation, status=422, closed_on="2026-01-01").text


def test_the_list_of_accounts_filters(make, admin):
    make.user(Role.FUNDER, name="Zoé Fonds")
    make.user(Role.FIELD_WORKER, name="Ali Terrain")
    rows = admin.get("/accounts?role=funder", fragment=True).text
    assert "Zoé Fonds" in rows
    assert "Ali Terrain" not in rows
    assert "Ali Terrain" not in admin.get("/accounts?state=invited").text


def test_a_percent_sign_is_not_a_joker(make, admin):
    make.user(Role.FIELD_WORKER, name="Ali Terrain")
    assert "Aucun compte ne correspond" in admin.get("/accounts?text=%25").text


def test_people_of_a_closed_organisation_no_longer_enter(make, sign_in, admin):
    organisation = make.organisation(name="Fermeture & Cie")
    client = sign_in(make.user(Role.FIELD_WORKER, organisation=organisation))
    admin.submit(f"/organisations/{organisation.public_id}/edit", closed_on="2026-01-31")
    client.get("/account", status=302)
    assert "31/01/2026" in admin.get("/organisations").text


def test_organisations_are_added_and_named_once(make, admin):
    admin.submit("/organisations/new", name="Toit neuf", kind="field_operator")
    assert "Toit neuf" in admin.get("/organisations?text=toit").text
    answer = admin.submit("/organisations/new", status=422, name="Toit neuf", kind="funder")
    assert "porte déjà ce nom" in answer.text


def test_a_kind_that_leaves_roles_without_meaning_is_refused(make, admin):
    organisation = make.organisation()
    make.user(Role.FIELD_WORKER, organisation=organisation)
    answer = admin.submit(f"/organisations/{organisation.public_id}/edit", status=422, kind="funder")
    assert "Changez d’abord ce rôle" in answer.text


def test_the_journal_shows_acts_and_ids_and_filters(make, sign_in, admin):
    worker = make.user(name="Ines Journal")
    sign_in(worker).post("/sign-out")
    page = admin.get("/journal").text
    assert "Session ouverte" in page
    assert "session.opened</" not in page, "acts in words, never their code"
    assert "Ines Journal" in page
    assert "Session ouverte" not in admin.get("/journal?act=user.", fragment=True).text
    assert "Aucune ligne" in admin.get("/journal?first_day=2999-01-01&last_day=3000-01-01&subject=x").text
    admin.get("/journal?first_day=9999-12-31&last_day=nonsense&page=-4")


@pytest.mark.parametrize("path", ["/accounts", "/accounts/new", "/organisations", "/journal"])
def test_administration_is_for_administrators(make, sign_in, path):
    sign_in(make.user(Role.COORDINATION)).get(path, status=404)


def test_who_sees_what_is_open_to_all_and_drawn_from_the_policy(make, sign_in):
    client = sign_in(make.user(Role.FUNDER))
    mine = client.get("/who-sees-what").text
    assert "Pouvoir subsidiant" in mine
    whole = client.get("/who-sees-what?role=all", fragment=True).text
    for word in ("Travail social", "Opérateur logement", "Lire les noms et les coordonnées", "Protégés"):
        assert word in whole
    assert "Action." not in whole + mine
    assert "Relation." not in whole + mine
