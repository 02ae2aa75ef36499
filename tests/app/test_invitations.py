"""Links to choose a password: single use, short-lived, replaced by newer ones; looking uses nothing (S-28, S-29)."""

import re

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.models.proofs import AccessLink
from app.auth.models.users import User
from app.auth.vocab import Role
from app.db import db
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from tests.factories.auth import PASSWORD
from tests.support.client import StrictClient, form_values
from tests.support.moments import later
from tests.support.race import at_once

CHOSEN = "neuf cormorans dorment sur le canal"
FIELDS = {"new_password": CHOSEN, "repeat_password": CHOSEN}


@pytest.fixture
def admin(make, sign_in):
    return sign_in(make.user(Role.ADMINISTRATOR))


def link_for(admin, user):
    page = admin.post(f"/accounts/{user.public_id}/link", status=200).text
    return re.search(r"http://[^/]+(/welcome/[\w-]{43})<", page).group(1)


@pytest.fixture
def invited(make):
    return make.user(Role.FIELD_WORKER, password_hash=None)


def test_an_invitation_sent_again_by_a_reload_tells_how_to_make_another_link(make, admin):
    known = {"name": "Zoé Martin", "email": "zoe@exemple.test", "role": "field_worker"}
    known["organisation"] = make.organisation().public_id
    (form,) = html.fromstring(admin.get("/accounts/new").text).xpath("//main//form[@method='post']")
    made, again = (admin.http.post("/accounts/new", data=form_values(form) | known) for _ in range(2))
    assert "/welcome/" in made.text
    assert again.status_code == 303
    shown = admin.get(again.headers["Location"]).text
    assert "son lien n’est montré qu’une fois" in shown
    assert "/welcome/" not in shown


def test_an_invitation_opens_the_account_once(admin, invited, visitor):
    link = link_for(admin, invited)
    visitor.submit(link, **FIELDS)
    assert "Connectez-vous" in visitor.follow().text
    assert "ne fonctionne plus" in visitor.get(link, status=404).text
    visitor.sign_in(invited, CHOSEN)


def test_looking_uses_nothing_up(admin, invited, visitor):
    link = link_for(admin, invited)
    for _ in range(3):
        visitor.get(link)
    visitor.http.head(link)
    visitor.submit(link, **FIELDS)


@pytest.mark.parametrize(("given", "lasts"), [({"password_hash": None}, {"hours": 48}), ({}, {"minutes": 30})])
def test_links_die_in_time(make, admin, visitor, given, lasts):
    link = link_for(admin, make.user(Role.FIELD_WORKER, **given))
    with later(**lasts):
        visitor.get(link, status=404)
    with later(seconds=-2, **lasts):
        visitor.get(link)


def test_a_newer_link_ends_the_earlier_one(admin, invited, visitor):
    first, second = link_for(admin, invited), link_for(admin, invited)
    visitor.get(first, status=404)
    visitor.submit(second, **FIELDS)


def test_another_address_ends_the_link(admin, invited, visitor):
    link = link_for(admin, invited)
    admin.submit(f"/accounts/{invited.public_id}/edit", email="ailleurs@exemple.be")
    visitor.get(link, status=404)


def test_a_closed_account_has_no_link(admin, invited, visitor):
    link = link_for(admin, invited)
    admin.post(f"/accounts/{invited.public_id}/deactivate")
    visitor.get(link, status=404)
    admin.post(f"/accounts/{invited.public_id}/link", status=422)


def test_clicked_twice_at_once_it_works_once(app, admin, invited):
    link = link_for(admin, invited)
    browsers = [StrictClient(app) for _ in range(4)]
    tokens = [browser.csrf_token() for browser in browsers]

    def choose(number):
        fields = {name: f"{CHOSEN} {number}" for name in FIELDS} | {"csrf_token": tokens[number]}
        return browsers[number].http.post(link, data=fields).status_code

    answers = at_once(*(lambda n=number: choose(n) for number in range(4)))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 404, 422}
    won = answers.index(303)
    StrictClient(app).sign_in(invited, f"{CHOSEN} {won}")


def test_a_weak_choice_leaves_the_link_usable(admin, invited, visitor):
    link = link_for(admin, invited)
    visitor.submit(link, status=422, new_password="court", repeat_password="court")
    visitor.submit(link, status=422, new_password=CHOSEN, repeat_password=CHOSEN + "x")
    visitor.submit(link, **FIELDS)


def test_a_reset_ends_sessions_and_the_former_password(make, admin, sign_in, visitor):
    worker = make.user(Role.FIELD_WORKER)
    client = sign_in(worker)
    link = link_for(admin, worker)
    client.get("/account")
    visitor.submit(link, **FIELDS)
    client.get("/account", status=302)
    visitor.submit("/sign-in", status=422, email=worker.email, password=PASSWORD)
    visitor.sign_in(worker, CHOSEN)


def test_the_link_is_kept_hashed_and_its_mail_sealed(app, admin, invited):
    token = link_for(admin, invited).rsplit("/", 1)[1]
    with app.app_context():
        rows = db.session.execute(sa.select(AccessLink.token_hash)).scalars().all()
        mail = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.kind == MailKind.INVITATION)).one()
        assert token not in rows
        assert token not in mail.link_sealed
        assert mail.link.endswith(f"/welcome/{token}")
        assert mail.send_before is not None


def test_a_link_in_a_mail_never_follows_what_a_request_claims(app, admin, invited):
    admin.post(f"/accounts/{invited.public_id}/link", status=200, headers={"X-Forwarded-Host": "evil.example"})
    with app.app_context():
        assert db.session.scalars(sa.select(OutboxMail)).one().link.startswith("http://127.0.0.1:8000/")


def test_an_invited_account_has_no_password_to_guess(invited, visitor):
    visitor.submit("/sign-in", status=422, email=invited.email, password="")
    visitor.submit("/sign-in", status=422, email=invited.email, password="None")


def test_nonsense_links_answer_like_dead_ones(admin, invited, visitor):
    link = link_for(admin, invited)
    visitor.submit(link, **FIELDS)
    visitor.follow()
    dead, nonsense = visitor.get(link, status=404).text, visitor.get("/welcome/" + "x" * 43, status=404).text
    hide = re.compile(r'(value|inherited)=(["\']).*?\2')
    assert hide.sub("", dead) == hide.sub("", nonsense)


def test_the_administrator_never_chooses_a_password(app, make, admin):
    admin.submit(
        "/accounts/new",
        status=200,
        name="Sam",
        email="sam@exemple.be",
        organisation=make.organisation().public_id,
        role="field_worker",
    )
    with app.app_context():
        assert db.session.scalars(sa.select(User).where(User.email == "sam@exemple.be")).one().password_hash is None
