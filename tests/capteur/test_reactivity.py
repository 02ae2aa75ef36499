"""Measured reactivity of partners, the review of a convention #1, concertation; who reads and who acts."""

from datetime import date, timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from capteur.models.concertations import ConcertationDecision, ConcertationItem, PartnerReview
from capteur.models.conventions import CapteurConvention
from capteur.rules.reactivity import Asked, Reactivity
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)


def base(programme):
    return f"/capteur/{programme.public_id}"


def words(page, at):
    """The text of an element, blanks made one."""
    return " ".join(html.fromstring(page.text).get_element_by_id(at).text_content().split())


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def sender(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def helper(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def mediator(make, namur):
    return make.user(Role.MEDIATOR, organisation_id=namur.seat.organisation_id)


@pytest.fixture
def coordination(make, namur):
    user = make.user()
    make.capteur_seat(namur, user)
    return user


@pytest.fixture
def followed(make, namur, sender, helper):
    return make.letting(namur, sender, helper.organisation_id, start_on=today() - 120 * DAY)


def test_an_answer_is_late_from_the_day_after_it_was_due():
    raised, due = date(2026, 3, 2), date(2026, 3, 4)
    late = due + DAY

    def one(acknowledged=None, solved=None):
        return Asked(raised, due, acknowledged, solved)

    assert one().late_on(due) is None
    assert one().late_on(late) == late
    assert one(due).late_on(late) is None
    assert one(late).late_on(late) == late
    assert one(solved=due).late_on(late) is None
    figures = Reactivity(alerts=[one(), one(due), one(late), one(solved=due)])
    assert figures.answered_in_time(due) == (1, 2)
    assert figures.answered_in_time(late) == (1, 3)
    assert figures.median_days() == (2.5, 2)
    assert figures.long_open(raised + 7 * DAY) == 0
    assert figures.long_open(raised + 8 * DAY) == 3  # acknowledged is not solved


def test_the_page_of_a_partner_counts_what_was_asked_of_it(make, sign_in, namur, followed, helper, mediator, sender):
    raised = {"raised_on": today() - 40 * DAY, "answer_by": today() - 38 * DAY}
    make.support_alert(followed, mediator, **raised)
    answered = {"acknowledged_on": today() - 40 * DAY, "handler_id": helper.id, "solved_on": today() - 30 * DAY}
    make.support_alert(followed, mediator, **raised, **answered)
    noted = {"happened_on": today() - 3 * DAY, "author_id": helper.id}
    for count, result in enumerate(("held", "held", "by_phone", "missed"), start=1):
        make.due_visit(followed, due_on=today() - count * DAY, result=result, **noted)
    make.due_visit(followed, due_on=today() - 9 * DAY)
    make.due_visit(followed)
    ended = {"last_day": today() - DAY}
    make.letting(namur, sender, helper.organisation_id, terms=ended)
    make.support_alert(make.letting(namur, sender), mediator, **raised)
    client = sign_in(helper)
    assert client.get(f"{base(namur)}/partners").text.count("row-link") == 1
    url = f"{base(namur)}/partners/{_public_id(make, helper)}"
    shown = words(client.get(url), "figures")
    for text in ("1 / 2 · 50 %", "0 j. (n = 1)", "2 / 5 · 40 %", "Pas notées : 1", "plus de 7 jours1"):
        assert text in shown.replace("\u00a0", " ").replace("\u202f", " "), text
    assert "Ménages sans accompagnement1" in shown
    assert sign_in(mediator).get(f"{base(namur)}/partners").text.count("row-link") == 2
    client.get(f"{base(namur)}/partners/{_public_id(make, sender)}", status=404)


def _public_id(make, user):
    with make.session() as session:
        return session.get_one(type(make.organisation()), user.organisation_id).public_id


def test_two_late_answers_flag_the_convention_and_people_decide(
    app, make, sign_in, namur, followed, helper, mediator, coordination
):
    convention = make.capteur_convention(namur, helper, coordination)
    client, partner = sign_in(coordination), sign_in(helper)
    page, listed = f"{base(namur)}/conventions/{convention.public_id}", f"{base(namur)}/conventions"
    review = f"{base(namur)}/partners/{_public_id(make, helper)}/review"
    client.submit(review, status=422, verdict="keep", reason="Trop tôt")
    for count in (60, 30):
        on = today() - count * DAY
        make.support_alert(followed, mediator, raised_on=on, answer_by=on + 2 * DAY)
        assert ("Convention à revoir" in client.get(listed).text) is (count == 30)
    assert "Convention à revoir" in client.get(page).text
    assert "Convention à revoir" in partner.get(page).text
    partner.get(review, status=404)
    client.submit(review, verdict="end", reason="Zyxraison : plus de personnel")
    assert "Convention à revoir" not in client.get(listed).text
    assert "Zyxraison" in partner.get(review.removesuffix("/review")).text
    assert "En vigueur" in client.get(page).text
    made = rows(app, PartnerReview)[0]
    assert (made.breaches, made.convention_id, made.verdict.value) == (2, convention.id, "end")
    assert all(one.ended_on is None for one in rows(app, CapteurConvention))


def test_a_meeting_takes_up_what_waits_and_its_record_is_printed(
    app, make, sign_in, namur, followed, mediator, coordination
):
    alert = make.support_alert(followed, mediator)
    keys = {"subject": None, "author_id": None, "organisation_id": followed.convention.support_id}
    item = make.concertation_item(namur, mediator, alert_id=alert.id, **keys)
    client, url = sign_in(coordination), f"{base(namur)}/concertations"
    client.submit(f"{url}/items/new", subject="Zyxpermanences")
    client.submit(f"{url}/new", present="Zyxservice, une collègue")
    meeting = client.last.headers["Location"]
    settle = f"{meeting}/items/{item.public_id}/decision"
    client.submit(settle, status=422, words="Zyxdécision", who="Service", due_on=(today() - DAY).isoformat())
    client.submit(settle, words="Zyxdécision", who="Service Un", due_on=(today() + DAY).isoformat())
    assert [one.concertation_id is None for one in rows(app, ConcertationItem)] == [False, True]
    shown, printed = client.get(meeting).text, client.get(f"{meeting}/print").text
    for text in (followed.home.reference, "Zyxdécision", "Zyxpermanences", "Service Un"):
        assert (text in shown, text in printed) == (True, True), text
    decision = rows(app, ConcertationDecision)[0]
    client.post(f"{meeting}/decisions/{decision.public_id}/done")
    assert rows(app, ConcertationDecision)[0].done_on == today()
    other = make.concertation(namur, coordination)
    client.submit(f"{url}/{other.public_id}/items/{item.public_id}/decision", status=422, words="Trop", who="Tard")
    later = make.concertation(namur, coordination, held_on=today() + DAY)
    waiting = rows(app, ConcertationItem)[1].public_id
    client.submit(f"{url}/{later.public_id}/items/{waiting}/decision", status=422, words="Trop", who="Tôt")


@pytest.fixture
def pages(make, namur, followed, mediator):
    """Addresses of the follow-up, by what one does there."""
    alert, visit = make.support_alert(followed, mediator), make.due_visit(followed)
    at, raised = f"{base(namur)}/alerts/{alert.public_id}", f"{base(namur)}/lettings/{followed.public_id}"
    found = {"read": at, "note": f"{base(namur)}/due-visits/{visit.public_id}", "answer": f"{at}/plan"}
    found |= {"close": f"{at}/outcome", "raise": f"{raised}/alert", "follow": f"{raised}/follow-up"}
    found |= {"meet": f"{base(namur)}/concertations", "add": f"{base(namur)}/concertations/new"}
    return found | {"measure": f"{base(namur)}/partners"}


@pytest.fixture
def funder(make, namur):
    user = make.user(Role.FUNDER)
    make.capteur_seat(namur, user)
    return user


def test_each_reads_and_acts_where_it_may(make, sign_in, namur, pages, sender, helper, mediator, coordination, funder):
    may = {
        make.prospector(namur): "read follow meet measure",
        mediator: "read follow note close raise meet add measure",
        sender: "read follow measure",
        helper: "read follow note answer close measure",
        coordination: "read follow meet add measure",
        funder: "",
        make.user(Role.PARTNER): "",
        make.user(): "",
        make.prospector(make.capteur_programme()): "",
        make.user(Role.MEDIATOR): "",
        make.user(Role.FIELD_WORKER): "",
        make.user(Role.ADMINISTRATOR): "",
    }
    for user, allowed in may.items():
        client = sign_in(user)
        for name, url in pages.items():
            client.get(url, status=200 if name in allowed.split() else 404)
    for user in (sender, mediator, coordination):
        sign_in(user).post(f"{pages['read']}/acknowledgement", status=404)


def test_a_protected_household_is_followed_by_the_workers_named_alone(make, sign_in, namur, sender, helper, mediator):
    home = make.household(organisation_id=sender.organisation_id, is_protected=True)
    letting = make.letting(namur, sender, helper.organisation_id, home=home)
    alert, visit = make.support_alert(letting, mediator), make.due_visit(letting)
    keys = {"subject": None, "author_id": None}
    make.concertation_item(namur, mediator, alert_id=alert.id, **keys)
    for user in (sender, helper, mediator):
        client = sign_in(user)
        client.get(f"{base(namur)}/alerts/{alert.public_id}", status=404)
        client.get(f"{base(namur)}/due-visits/{visit.public_id}", status=404)
        for listed in ("alerts", "due-visits"):
            assert home.reference not in client.get(f"{base(namur)}/{listed}").text
    assert home.reference not in sign_in(mediator).get(f"{base(namur)}/concertations").text


def test_a_support_body_notes_its_visits_and_corrects_them(make, sign_in, namur, followed, sender, helper):
    missed, ahead = make.due_visit(followed), make.due_visit(followed, due_on=today() + DAY)
    client, url = sign_in(helper), f"{base(namur)}/due-visits"
    for user, listed in ((helper, True), (sender, False)):
        assert (followed.home.reference in sign_in(user).get(url).text) is listed
    client.submit(f"{url}/{ahead.public_id}", status=422, result="missed")
    client.submit(f"{url}/{missed.public_id}", status=422, result="missed", minutes="30")
    client.submit(f"{url}/{missed.public_id}", result="held", minutes="45", note="Zyxvisite")
    assert "Zyxvisite" in client.follow().text
    client.submit(f"{url}/{missed.public_id}", result="by_phone", minutes="10")
    assert "Par téléphone" in client.follow().text
    assert followed.home.reference in client.get(f"{url}?which=noted").text
    assert followed.home.reference in client.get(f"{url}?which=coming").text
    assert followed.home.reference not in client.get(url).text


def test_an_alert_is_raised_to_who_supports_today_or_refused(make, sign_in, namur, sender, helper, mediator):
    letting = make.letting(namur, sender, helper.organisation_id, terms={"last_day": today() - DAY})
    client = sign_in(mediator)
    url = f"{base(namur)}/lettings/{letting.public_id}"
    client.submit(f"{url}/alert", status=422, subject="arrears", words="Zyx")
    assert f"{url}/alert" not in client.get(f"{url}/follow-up").text
