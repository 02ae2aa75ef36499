"""A referral's life, through the pages: drafted, sent, sent back, completed, accepted, refused, withdrawn."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from lxml import html
from sqlalchemy.exc import IntegrityError

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.people import Consent, Household, HouseholdMember, HouseholdNeed
from axes.models.referrals import Referral, ReferralEvent
from axes.vocab import ConsentScope, NeedKind, ReferralState
from tests.support.html import field_error
from tests.support.referrals import STORY, latest, referred, state

S = ReferralState


def test_a_partner_drafts_completes_and_sends(app, programme, partner):
    partner.submit("/referrals/new", name="Zoé Lammertyn", birth_year="1988")
    edit = partner.last.headers["Location"]
    referral = latest(app)
    partner.submit(edit, situation="Dort dans une gare.", act="save")
    assert state(app, referral) is S.DRAFT
    assert "Dort dans une gare." in partner.get(edit).text
    partner.submit(edit, act="send", situation="Dort sous un porche.")
    lacking = partner.follow().text
    assert "Dites où vit le ménage." in lacking
    assert "Dites ce que le ménage souhaite." in lacking
    assert "Dort sous un porche." in partner.get(edit).text, "what was typed is kept, whatever lacks"
    partner.submit(edit, act="send", needs=["step_free"], **STORY)
    send = partner.last.headers["Location"]
    assert "Choisissez au moins une équipe" in partner.submit(send, status=422, agreed="y").text
    smes = programme.organisations["Smes"]
    over = {"last_day": (today() - timedelta(days=1)).isoformat()}
    answer = partner.submit(send, status=422, share=[smes.public_id], agreed="y", **over)
    assert "Cette date est déjà passée." in field_error(answer, "last_day")
    partner.submit(send, share=[smes.public_id], known="y", agreed="y")
    assert state(app, referral) is S.SUBMITTED
    assert "votre demande est bien arrivée" in partner.follow().text
    with app.app_context():
        scopes = {one.scope: one.organisation_id for one in db.session.scalars(sa.select(Consent))}
        needs = list(db.session.scalars(sa.select(HouseholdNeed.kind)))
    assert scopes == {ConsentScope.SHARE_FILE: smes.id, ConsentScope.KNOWN_TO_PARTNERSHIP: None}
    assert needs == [NeedKind.STEP_FREE]


def test_households_to_refer_again_are_found_by_name(make, programme, sender, partner):
    for name in ("Zoé Abeels", "Élie Abeels", "Axel Abeels"):
        household = make.household(organisation_id=sender.organisation_id, adults=0)
        make.member(household, person=make.person(name=name), role="reference")
    options = html.fromstring(partner.get("/referrals/new").text).xpath(
        "//select[@name='household']/option[@value!='']"
    )
    assert [one.text.split(" ")[0] for one in options] == ["Axel", "Élie", "Zoé"]


def test_a_need_ticked_by_mistake_is_undone(app, make, programme, sender, partner):
    referral = referred(make, programme, sender, S.DRAFT)
    edit = f"/referrals/{referral.public_id}/edit"
    partner.submit(edit, act="save", needs=["animals", "step_free"])
    partner.submit(edit, act="save", needs=["animals"])
    with app.app_context():
        assert list(db.session.scalars(sa.select(HouseholdNeed.kind))) == [NeedKind.ANIMALS]


@pytest.mark.parametrize("day", ["1900-01-01", "2099-01-01"])
def test_a_slip_of_the_year_is_said_beside_the_day(make, programme, sender, partner, day):
    edit = f"/referrals/{referred(make, programme, sender, S.DRAFT).public_id}/edit"
    answer = partner.submit(edit, status=422, act="save", wished_from=day)
    assert "vérifiez l’année" in field_error(answer, "wished_from")
    partner.submit(edit, act="save", wished_from=today().isoformat())


def test_people_are_added_to_the_draft(make, programme, sender, partner):
    referral = referred(make, programme, sender, S.DRAFT)
    url = f"/referrals/{referral.public_id}/members/new"
    partner.submit(url, name="Petit Noé", role="child", is_minor="y")
    assert "Petit Noé" in partner.follow().text


def test_without_a_convention_in_force_nothing_is_drafted(app, make, sign_in, programme):
    organisation = make.organisation(kind="referrer")
    make.convention(programme, organisation, last_day=date(2021, 1, 1))
    browser = sign_in(make.user(Role.PARTNER, organisation_id=organisation.id))
    assert "pas de convention en vigueur" in browser.get("/referrals/new").text
    browser.post("/referrals/new", {"name": "Quelqu’un"}, status=422)
    assert latest(app) is None


def test_a_convention_that_ended_meanwhile_keeps_the_draft_from_leaving(app, make, programme, sender, partner):
    ended = make.convention(programme, make.organisation(kind="referrer"), last_day=today() - timedelta(days=1))
    referral = referred(make, programme, sender, S.DRAFT, convention=ended)
    smes = programme.organisations["Smes"].public_id
    url = f"/referrals/{referral.public_id}/sending"
    assert "pas de convention en vigueur" in partner.submit(url, status=422, share=[smes], agreed="y").text
    assert state(app, referral) is S.DRAFT


def test_only_the_fields_asked_about_reopen(app, make, programme, sender, partner, decider):
    referral = referred(make, programme, sender, S.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    decider.submit(f"{url}/questions", ask_situation="Depuis quand ?")
    assert state(app, referral) is S.TO_COMPLETE
    page = partner.get(f"{url}/completion").text
    assert "Depuis quand ?" in page
    assert 'name="wish"' not in page
    partner.get(f"{url}/members/new", status=404)
    with app.app_context():
        place = db.session.query(HouseholdMember).filter_by(household_id=referral.household_id).first().public_id
    for act in ("edit", "leave"):
        partner.get(f"{url}/members/{place}/{act}", status=404)
    fields = {"situation": "Depuis mars.", "wish": "Glissé à la main", "urgency": "immediate", "version": "2"}
    partner.post(f"{url}/completion", fields)
    with app.app_context():
        kept = db.session.get(Referral, referral.id)
        assert (kept.situation, kept.wish, kept.urgency) == ("Depuis mars.", STORY["wish"], "ordinary")
    assert state(app, referral) is S.SUBMITTED


def test_a_field_asked_about_cannot_be_sent_back_empty(app, make, programme, sender, partner):
    referral = referred(make, programme, sender, S.TO_COMPLETE)
    url = f"/referrals/{referral.public_id}/completion"
    assert "Racontez la situation" in partner.submit(url, status=422, situation="").text
    assert state(app, referral) is S.TO_COMPLETE


def test_the_people_asked_about_are_corrected_without_losing_what_was_written(
    app, make, programme, sender, partner, decider
):
    referral = referred(make, programme, sender, S.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    decider.submit(f"{url}/questions", ask_members="Quel âge ?", ask_situation="Depuis quand ?")
    page = html.fromstring(partner.get(f"{url}/completion").text)
    act = page.xpath("//button[starts-with(@value, 'edit:')]/@value")[0]
    fields = {"situation": "Depuis mars.", "version": page.xpath("//input[@name='version']/@value")[0]}
    partner.post(f"{url}/completion", fields | {"act": act})
    where = partner.last.headers["Location"]
    assert where == f"{url}/members/{act.partition(':')[2]}/edit"
    partner.submit(where, birth_year="1980")
    assert partner.last.headers["Location"] == f"{url}/completion"
    assert "Depuis mars." in partner.follow().text
    assert state(app, referral) is S.TO_COMPLETE


def test_a_question_is_needed_to_send_back(make, programme, sender, decider):
    referral = referred(make, programme, sender, S.SUBMITTED)
    text = decider.submit(f"/referrals/{referral.public_id}/questions", status=422, text="Bonjour").text
    assert "au moins une question" in text


def test_a_refusal_has_a_reason_and_is_answered_kindly(app, make, programme, sender, partner, decider):
    referral = referred(make, programme, sender, S.SUBMITTED)
    url = f"/referrals/{referral.public_id}"
    decider.submit(f"{url}/refusal", status=422, text="Non")
    decider.submit(f"{url}/refusal", status=422, reason="other")
    decider.submit(f"{url}/refusal", reason="no_room", text="Essayez en mai.")
    answer = partner.get(url).text
    assert "malheureusement" in answer
    assert "Plus de place pour le moment" in answer
    assert "Essayez en mai." in answer
    assert state(app, referral) is S.REFUSED


def test_a_household_comes_back_with_a_new_referral(app, make, programme, sender, partner):
    earlier = referred(make, programme, sender, S.HOUSED)
    waiting = referred(make, programme, sender, S.WAITING)
    with app.app_context():
        back = db.session.get(Household, earlier.household_id)
        busy = db.session.get(Household, waiting.household_id)
    page = partner.get("/referrals/new").text
    assert back.reference in page
    assert busy.reference not in page
    partner.submit("/referrals/new", household=back.public_id)
    assert latest(app).household_id == earlier.household_id


def test_the_sender_withdraws(app, make, programme, sender, partner):
    referral = referred(make, programme, sender, S.WAITING)
    partner.submit(f"/referrals/{referral.public_id}/withdrawal", text="A trouvé un studio")
    assert state(app, referral) is S.WITHDRAWN
    partner.submit(f"/referrals/{referral.public_id}/withdrawal", status=409)


def test_news_keeps_the_state_and_shows(app, make, programme, sender, partner):
    referral = referred(make, programme, sender, S.WAITING)
    partner.submit(f"/referrals/{referral.public_id}/news", text="Toujours joignable")
    assert state(app, referral) is S.WAITING
    assert "Toujours joignable" in partner.follow().text


def test_an_event_is_never_changed_nor_deleted(app, make, programme, sender):
    referral = referred(make, programme, sender, S.WAITING)
    for act in (
        sa.update(ReferralEvent).values(kind="refused", refusal_reason="no_room"),
        sa.delete(ReferralEvent),
    ):
        with app.app_context(), pytest.raises(IntegrityError):
            db.session.execute(act.where(ReferralEvent.referral_id == referral.id))


def test_the_same_name_in_ones_own_files_is_told(app, make, programme, sender, partner):
    household = make.household(organisation_id=sender.organisation_id, adults=0)
    make.member(household, person=make.person(name="Awa Diallo"), role="reference")
    answer = partner.submit("/referrals/new", status=422, name="Diallo Awa").text
    assert household.reference in answer
    assert latest(app) is None
    partner.submit("/referrals/new", status=422, name="Diallo Awa")
    partner.post("/referrals/new", {"name": "Diallo Awa", "distinct": "y", "convention": _choice(partner)})
    assert latest(app) is not None


def _choice(browser):
    page = html.fromstring(browser.get("/referrals/new").text)
    return page.xpath("//*[@name='convention']/@value")[0]


def test_the_same_name_elsewhere_tells_nothing(app, make, programme, partner):
    other = make.household(adults=0)
    make.member(other, person=make.person(name="Awa Diallo"), role="reference")
    partner.submit("/referrals/new", name="Awa Diallo")
    assert other.reference not in partner.follow().text
    assert latest(app).household_id != other.id
