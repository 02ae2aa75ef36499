"""Canaries (S-10): each personal field holds a string found nowhere else; pages are walked as every role."""

import base64
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db, transaction
from axes.models.people import Person, ProtectedReader
from axes.vocab import ConsentScope, Gender
from tests.factories.people import SCOPE

REASON = "Zyx-raison-canari de l’ouverture"
FIELDS = {
    "name": "Zyxélie-Canarineau",
    "phone": "0499 87 65 43",
    "email": "zyx.canari@example.org",
    "birth_year": "1913",
}
# What is no secret in the database and says who somebody is on a page; a code of no language is shown as it is.
PLAIN = {"languages": "qqx", "gender": Gender.OTHER, "is_alias": True}
COMPOSITION = {"is_minor", "needs_interpreter"}  # told without a name too: it decides which unit and which team
PLACES = (
    "",
    "/edit",
    "/history",
    "/who-opened",
    "/members/new",
    "/needs/new",
    "/consents/new",
    "/protection",
    "/break-glass",
)
ELSEWHERE = (
    "/",
    "/households",
    "/households?text=H",
    "/households?state=new",
    "/search",
    "/break-glass",
    "/households/new",
)
PURPOSE = "Zyx-but-canari"


@pytest.fixture
def planted(make):
    """One household of an organisation, its identity full of canaries."""
    household = make.household(adults=0, reference="H-2026-900")
    household.member = make.member(household, person=make.person(**FIELDS, **PLAIN))
    household.sharing = make.organisation()
    make.consent(household, ConsentScope.SHARE_FILE, organisation=household.sharing, purpose=PURPOSE)
    make.break_glass(household, make.user(Role.ALLOCATION), reason=REASON)
    return household


def shapes(canary):
    """A string as it might leak: as it is, without accents, small, in an address, in base64."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", canary) if not unicodedata.combining(c))
    yield from {canary, bare, canary.lower(), bare.lower(), quote(canary), canary.replace(" ", "")}
    yield base64.b64encode(canary.encode()).decode().rstrip("=")[:-1]


# Four digits alone also occur in tokens and request numbers: the year is looked for where a page would write it.
YEAR = ("en 1913", "(1913)", 'value="1913"', "1913-", "/1913")
TEXTS = (FIELDS["name"], FIELDS["phone"], FIELDS["email"], REASON, PURPOSE)
OF_PLAIN = ("qqx", "Autre · qqx", ">alias<")
CANARIES = [*YEAR, *OF_PLAIN, *(shape for text in TEXTS for shape in shapes(text))]


def walk(client, household):
    """Every answer a reader can get about the household: pages and fragments, with headers and status."""
    member = household.member.public_id
    urls = [f"/households/{household.public_id}{place}" for place in PLACES]
    urls += [f"/members/{member}/{act}" for act in ("edit", "leave")] + list(ELSEWHERE)
    for url in urls:
        for headers in ({}, {"HX-Request": "true", "HX-Request-Type": "partial"}):
            yield url, client.http.get(url, headers=headers)
    for words in ("zyxelie canarineau", "zyx", "900"):
        token = client.csrf_token()
        answer = client.http.post("/search", data={"q": words, "csrf_token": token})
        yield f"search {words}", answer


def leaks(client, household):
    found = []
    for url, answer in walk(client, household):
        assert answer.status_code < 500, url
        told = answer.text + "".join(f"{name}: {value}\n" for name, value in answer.headers)
        found += [(url, shape) for shape in CANARIES if shape in told]
    return found


@pytest.mark.parametrize("role", list(Role))
def test_no_stranger_sees_a_canary(planted, make, sign_in, role):
    user = make.user(role)
    make.household(organisation_id=user.organisation_id)
    assert leaks(sign_in(user), planted) == []


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("role", list(Role))
def test_no_canary_of_a_protected_household_beyond_the_named(app, make, planted, sign_in, role, named):
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE household SET is_protected = TRUE"))
    user = make.user(role, organisation_id=planted.organisation_id)
    if named:
        make.save(ProtectedReader(household_id=planted.id, user_id=user.id))
    seen = bool(leaks(sign_in(user), planted))
    assert seen is (named and role in {Role.FIELD_WORKER, Role.PARTNER})


def test_those_who_may_see_all_of_it(planted, make, sign_in):
    """The walk does find canaries where policy says yes: otherwise it would prove nothing."""
    client = sign_in(make.user(Role.FIELD_WORKER, organisation_id=planted.organisation_id))
    seen = {shape for _, shape in leaks(client, planted)}
    assert {*TEXTS, *OF_PLAIN, "en 1913", 'value="1913"'} <= seen


def test_every_plain_field_of_a_person_is_planted_or_part_of_the_composition():
    """A new one says here whether it tells who somebody is."""
    machinery = {"id", "public_id", "created_at", "version"}
    columns = {column.name for column in Person.__table__.columns if not column.name.endswith("_sealed")}
    assert columns - machinery == {*PLAIN, *COMPOSITION}


def test_shared_sees_the_person_and_not_the_reasons_told_to_those_in_charge(planted, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER, organisation=planted.sharing))
    seen = {shape for _, shape in leaks(client, planted)}
    assert FIELDS["name"] in seen
    assert REASON not in seen


def test_no_canary_in_any_address(planted, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER, organisation_id=planted.organisation_id))
    client.submit(f"/members/{planted.member.public_id}/edit", name=FIELDS["name"])
    assert not any(shape in client.last.headers["Location"] for shape in CANARIES)


def test_no_canary_in_the_database(app, planted, make, sign_in):
    client = sign_in(make.user(Role.FIELD_WORKER, organisation_id=planted.organisation_id))
    client.submit("/households/new", name=FIELDS["name"] + " II", phone=FIELDS["phone"], email=FIELDS["email"])
    secret = [shape for text in (FIELDS["name"], FIELDS["phone"], FIELDS["email"], REASON) for shape in shapes(text)]
    content = _bytes_of(app)
    assert [shape for shape in secret if shape.encode() in content] == []
    assert planted.public_id.encode() in content
    assert SCOPE.encode() not in content


def _bytes_of(app):
    """The database as a thief would have it: the file with its log, or every row as text."""
    with app.app_context(), transaction("read"):
        url = db.engine.url
        if db.engine.dialect.name == "sqlite":
            paths = [Path(f"{url.database}{suffix}") for suffix in ("", "-wal")]
            return b"".join(path.read_bytes() for path in paths if path.exists())
        rows = []
        for table in db.metadata.sorted_tables:
            rows += db.session.execute(sa.text(f'SELECT t::text FROM "{table.name}" t')).scalars().all()
        return "\n".join(rows).encode()
