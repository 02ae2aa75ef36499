"""Files are erased by two people, once nothing goes on; what they were counted for stays (rule 47, S-17, S-90)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.actor import system
from app.audit.verify import verify
from app.auth.models.kept_forms import KeptForm
from app.auth.vocab import Role
from app.clock import now, today
from app.db import db, transaction
from app.jobs import run_jobs
from app.periods import add_months
from axes.models.erasures import Erasure
from axes.models.people import Household, Person
from axes.services.erasures import replay_erasure
from axes.vocab_erasures import ErasureReason

NAME, PHONE, NOTE = "Zyxélie Canarineau", "0499 87 65 43", "Zyx-note-canari"
LONG_AGO = -800


def day(count):
    return today() + timedelta(days=count)


@pytest.fixture
def file(make):
    """A household that left long ago, with a contact and a note; two workers of the organisation in charge."""
    household = make.household(adults=0, since=day(LONG_AGO - 400))
    person = make.person(name=NAME, phone=PHONE, birth_on=day(-9000))
    make.member(household, person=person, role="reference", start_on=day(LONG_AGO - 400))
    household.one, household.two = (
        make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id) for _ in range(2)
    )
    household.stay = make.stay(make.home(), household, start_on=day(-80), planned_end_on=day(-60), end_on=day(-60))
    make.contact(household, household.one, happened_on=day(-70), topics=NOTE)
    make.note(household, household.one, NOTE)
    make.person_document(household, household.one)
    household.person, household.url = person, f"/households/{household.public_id}"
    return household


def ask(client, file, **given):
    return client.submit(f"{file.url}/erasure", **({"reason": "person_asked", "asked_on": str(day(-2))} | given))


def asked(app):
    with app.app_context(), transaction("read"):
        return db.session.scalars(sa.select(Erasure).order_by(Erasure.id.desc()).limit(1)).one()


def kept(app, file):
    """What the database says of the file, every column of every table, in one text."""
    with app.app_context(), transaction("read"):
        person = db.session.get_one(Person, file.person.id)
        household = db.session.get_one(Household, file.id)
        return person.name, person.phone, person.birth_on, household.erased_on


def test_one_asks_another_one_erases(app, file, sign_in):
    first, second = sign_in(file.one), sign_in(file.two)
    ask(first, file)
    url = f"/erasures/{asked(app).public_id}"
    assert "Effacer le dossier" not in first.get(url).text
    first.post(f"{url}/confirm", status=422)
    assert kept(app, file) == (NAME, PHONE, day(-9000), None)
    assert "Effacer le dossier" in second.get(url).text
    second.post(f"{url}/confirm")
    assert kept(app, file) == ("", "", None, today())
    for client in (first, second):
        client.get(file.url, status=404)
        client.get(f"{file.url}/notes", status=404)
        assert client.get(url).text.count(NAME) == 0
    assert verify_all(app) == []


def verify_all(app):
    with app.app_context(), transaction("read"):
        return verify()


@pytest.mark.parametrize(
    ("under_way", "words"),
    [
        (lambda make, file: make.stay(make.home(), file), "Un séjour est en cours"),
        (lambda make, file: make.support(file), "Un accompagnement est en cours"),
        (lambda make, file: make.exit_plan(file), "Un plan de sortie est ouvert"),
    ],
)
def test_what_goes_on_keeps_a_file(app, make, file, sign_in, under_way, words):
    ask(sign_in(file.one), file)
    under_way(make, file)
    second, url = sign_in(file.two), f"/erasures/{asked(app).public_id}"
    assert words in second.get(url).text
    assert words in second.post(f"{url}/confirm", status=422).text
    assert words in second.get(f"{file.url}/erasure").text
    assert kept(app, file)[0] == NAME


def test_a_plan_with_which_they_left_keeps_no_file(app, make, file, sign_in):
    make.exit_plan(file, started_on=day(-80))
    make.stay_exit(file.stay, left_on=day(-60), code="STREET")
    erase(app, file, sign_in)
    assert kept(app, file)[0] == ""


def test_a_file_kept_by_decision_is_not_erased_until_somebody_lifts_it(app, file, sign_in):
    client = sign_in(file.one)
    client.submit(f"{file.url}/hold", reason="court", last_day=str(day(30)))
    assert "Une procédure en justice est en cours" in client.follow().text
    client.post(f"{file.url}/erasure", {"reason": "mistake"}, status=422)
    client.post(f"{file.url}/hold", {"reason": "audit", "last_day": str(day(9))}, status=409)
    client.post(f"{file.url}/hold/lift")
    ask(client, file)
    assert asked(app).is_waiting


def test_the_day_on_which_the_person_asked_is_told_and_withdrawn_is_as_if_nobody_had(app, file, sign_in):
    client = sign_in(file.one)
    ask(client, file, asked_on="", status=422)
    ask(client, file, asked_on=str(day(3)), status=422)
    ask(client, file)
    url = f"/erasures/{asked(app).public_id}"
    client.post(f"{file.url}/erasure", {"reason": "mistake"}, status=409)
    client.post(f"{url}/withdraw")
    sign_in(file.two).post(f"{url}/confirm", status=409)
    assert kept(app, file)[0] == NAME


def test_whoever_lives_on_in_another_household_keeps_their_name(app, make, file, sign_in):
    leaver = make.person(name="Qui reste connue")
    for household, since, until in ((file, -1000, -900), (make.household(adults=0), -890, None)):
        make.member(household, person=leaver, start_on=day(since), end_on=until and day(until))
    erase(app, file, sign_in)
    assert kept(app, file)[0] == ""
    with app.app_context(), transaction("read"):
        assert db.session.get_one(Person, leaver.id).name == "Qui reste connue"


def erase(app, file, sign_in):
    ask(sign_in(file.one), file)
    sign_in(file.two).post(f"/erasures/{asked(app).public_id}/confirm")


def test_a_form_kept_on_the_file_goes_with_it(app, make, file, sign_in):
    for path in (f"{file.url}/notes/new", "/households/AAAAAAAAAAAAAAAAAAAAAA/notes/new"):
        make.save(KeptForm(user_id=file.one.id, session_hash=path[-40:], path=path, content=NOTE))
    erase(app, file, sign_in)
    with app.app_context(), transaction("read"):
        assert [one.path for one in db.session.scalars(sa.select(KeptForm))] == [path]


def test_another_organisation_knows_nothing_of_it(app, make, file, sign_in):
    ask(sign_in(file.one), file)
    stranger = sign_in(make.user(Role.FIELD_WORKER))
    for url in (f"{file.url}/erasure", f"/erasures/{asked(app).public_id}"):
        stranger.get(url, status=404)
    stranger.post(f"/erasures/{asked(app).public_id}/confirm", status=404)


@pytest.fixture
def long_gone(make, file):
    """One whose last contact is of three years ago, one refused thirteen months ago, and the file of this year."""
    past = {"since": day(-1300), "organisation_id": file.organisation_id}
    followed, refused, lately = (make.household(**past) for _ in range(3))
    make.support(followed, start_on=day(-1200), end_on=day(-1100), end_reason="objectives_reached")
    make.support(lately, start_on=day(-1200), end_on=day(-1100), end_reason="objectives_reached")
    make.contact(lately, file.one, happened_on=day(-500))
    make.consent(refused, given_on=add_months(today(), -13))
    return followed, refused


def test_files_whose_time_has_ended_are_announced_and_nothing_is_erased(app, file, long_gone, sign_in):
    client = sign_in(file.one)
    announced = [announce(app) for _ in "ab"]
    assert announced == [2, 0]  # once a day
    page = client.get("/erasures").text
    assert [one.reference in page for one in (*long_gone, file)] == [True, True, False]
    assert "2 dossiers à effacer" in client.get("/notifications").text
    with app.app_context(), transaction("read"):
        assert db.session.scalars(sa.select(Household.erased_on).distinct()).all() == [None]


def announce(app):
    with app.app_context():
        return next(one.done for one in run_jobs() if one.name == "announce_ended_files")


def test_the_months_of_the_installation_count(app, make, file, long_gone, sign_in):
    chief = sign_in(make.user(Role.COORDINATION))
    chief.submit("/settings/keeping/followed", months="60")
    chief.submit("/settings/keeping/asked", months="24")
    assert announce(app) == 0


def test_what_is_announced_is_checked_again(app, make, file, long_gone, sign_in):
    announce(app)
    make.contact(long_gone[0], file.one, happened_on=day(-1))
    page = sign_in(file.one).get("/erasures").text
    assert [one.reference in page for one in long_gone] == [False, True]


def test_what_a_restored_backup_believes_to_go_on_ends_with_the_erasure_done_again(app, make, file):
    stay, support = make.stay(make.home(), file, start_on=day(-9)), make.support(file, start_on=day(-9))
    facts = {"reason": ErasureReason.MISTAKE, "asked_on": None, "done_at": now(), "actor": system("restore")}
    with app.app_context(), transaction("write"):
        replay_erasure(household=db.session.get_one(Household, file.id), **facts)
        db.session.commit()
    assert kept(app, file)[0] == ""
    with app.app_context(), transaction("read"):
        ends = [db.session.get_one(type(one), one.id).end_on for one in (stay, support)]
    assert ends == [today(), today()]
