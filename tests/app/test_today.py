"""The first page: what each role has to do, in what order."""

from datetime import date, timedelta

import pytest
from sqlalchemy import DateTime, bindparam, text

from app.audit.actor import system
from app.audit.journal import record_in
from app.auth.vocab import Role
from app.clock import now
from app.db import db, transaction
from axes.models.people import ProtectedReader
from axes.vocab import ConsentScope, ReferralState
from occupancy.models.agreements import SupervisorNotice
from occupancy.vocab import NoticeEvent
from reports.rules.today import Found, Item, due_now, few, sections
from sites.vocab import CheckKind, OperatorKind
from tests.app.todays import closing, days, field_day, greeted, lent, page_of, things, titles, worker_of

ONE = timedelta(days=1)

# Rules


def test_things_are_put_by_their_day_and_the_rest_is_named_after_the_last_shown():
    day = date(2026, 5, 4)
    late, soon = Item("x", "y", {}, {}, date(2026, 5, 3)), Item("x", "y", {}, {}, date(2026, 5, 9))
    later, undated = Item("x", "y", {}, {}, date(2026, 6, 9)), Item("z", "y", {})
    found = [Found("a", [late, later], 5, "p", {}), Found("b", [soon, undated], 2, "p", {})]
    assert [(one.moment, list(one.items), [more.code for more in one.more]) for one in sections(found, day)] == [
        ("late", [late], []),
        ("today", [undated], []),
        ("coming", [soon, later], ["a"]),
    ]
    assert due_now(found, day) == 2
    assert due_now([Found("a", [late], 5, "p", {})], day) == 5
    assert sections([], day) == []


def test_what_comes_first_and_what_is_news_stand_apart_and_news_is_not_counted():
    day = date(2026, 5, 4)
    late, closing_on, answer = Item("x", "y", {}, {}, day - ONE), Item("c", "y", {}, {}, day + ONE), Item("n", "y", {})
    found = [Found("a", [late], 1, "p", {}), Found("b", [closing_on], 3, "p", {}, "first")]
    found.append(Found("c", [answer], 1, "p", {}, "news"))
    assert [(one.moment, list(one.items), [more.code for more in one.more]) for one in sections(found, day)] == [
        ("first", [closing_on], ["b"]),
        ("late", [late], []),
        ("news", [answer], []),
    ]
    assert due_now(found, day) == 1


def test_a_long_list_shows_a_few_and_never_hides_a_single_one():
    assert len(few(range(8), 9)) == 4
    assert len(few(range(5), 5)) == 5


# Each role


@pytest.fixture
def programme(make):
    return make.programme()


def test_a_field_worker_has_the_things_of_own_teams(make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    worker = worker_of(make, programme)
    site = field_day(make, programme, make.site(name="Les Lilas"), team)
    closing(make, site)
    page = page_of(sign_in(worker))
    assert titles(page, "late") == ["Séjour au-delà de la fin prévue"]
    assert set(titles(page, "today")) == {"Choisir un·e référent·e"}
    coming = titles(page, "coming")
    for title in (
        "Entrée prévue",
        "Répondre à une proposition",
        "Séjour bientôt à sa fin",
        "Prévoir la suite du séjour",
    ):
        assert title in coming
    assert greeted(page) == len(things(page, "late")) + len(things(page, "today")) > 1


def test_a_field_worker_has_nothing_of_other_teams(make, sign_in, programme):
    site = field_day(make, programme, make.site(), programme.teams[2, "Pierre d’Angle"])
    closing(make, site)
    page = page_of(sign_in(worker_of(make, programme)))
    assert things(page) == []
    assert page.xpath("string(//h1)") == "Bonjour"
    assert "Rien ne presse ici" in page.text_content()


def test_a_protected_household_is_only_for_those_named(make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    hidden = make.household(reference="H-TEST-HIDDEN", is_protected=True)
    make.stay(household=hidden, team=team, planned_end_on=days(-3), start_on=days(-60))
    named, other = worker_of(make, programme), worker_of(make, programme)
    make.save(ProtectedReader(household_id=hidden.id, user_id=named.id))
    assert "H-TEST-HIDDEN" not in sign_in(other).get("/").text
    assert "H-TEST-HIDDEN" in sign_in(named).get("/").text


def test_a_proposal_to_a_team_with_members_is_theirs_alone(make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    worker = worker_of(make, programme)
    colleague = make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)
    make.allocation(programme, unit=make.home(), team=team)
    assert "Répondre à une proposition" in titles(page_of(sign_in(worker)))
    assert "Répondre à une proposition" not in titles(page_of(sign_in(colleague)))


def test_a_proposal_for_a_household_one_brought_is_answered_by_its_own_team(make, sign_in, programme):
    worker = worker_of(make, programme)
    brought = make.household(organisation_id=worker.organisation_id)
    make.allocation(programme, unit=make.home(), household=brought, team=programme.teams[2, "Pierre d’Angle"])
    assert "Répondre à une proposition" not in titles(page_of(sign_in(worker)))


def test_the_allocation_team_decides_assigns_and_allocates(make, sign_in, programme):
    make.referral(programme, state=ReferralState.SUBMITTED)
    make.waiting_household(programme, team=None)
    assessed = make.waiting_household(programme, team=None)
    make.assessment(programme, assessed)
    make.home(make.site(name="Libre"), code="7.7")
    make.allocation(programme, unit=make.home(), expired=True)  # no longer held: free again
    page = page_of(sign_in(make.user(Role.ALLOCATION)))
    assert sorted(titles(page)) == [
        "Choisir une équipe",
        "Demande à décider",
        "Logement libre",
        "Logement libre",
        "Personne ne peut encore évaluer",
    ]
    assert f"/households/{assessed.public_id}/assignments" in page.xpath("//a[.='Choisir une équipe']/@href")
    told = f"Libre 7.7 · jusqu’à 4 pers. · sortie au plus tard le {days(366):%d/%m/%Y}"
    assert ("Logement libre", told) in things(page)


def test_what_awaits_its_assessment_says_who_may_do_it(make, sign_in, programme):
    """The allocation team cannot: it is told whose field workers may, or that nobody may yet."""
    smes, sender = programme.organisations["Smes"], make.user(Role.PARTNER)
    make.user(Role.FIELD_WORKER, organisation_id=smes.id)
    household = make.household(organisation_id=sender.organisation_id)
    shared = make.referral(programme, sender, household=household)
    make.consent(household, ConsentScope.SHARE_FILE, organisation=smes)
    alone = make.referral(programme, sender)
    client = sign_in(make.user(Role.ALLOCATION))
    page = page_of(client)
    told = {title: text for title, text in things(page)}
    assert told["Attend l’évaluation"].endswith("à évaluer par Smes")
    assert "doit partager le dossier" in told["Personne ne peut encore évaluer"]
    for title, referral in (("Attend l’évaluation", shared), ("Personne ne peut encore évaluer", alone)):
        assert page.xpath("//a[.=$title]/@href", title=title) == [f"/referrals/{referral.public_id}"]


def test_who_may_assess_finds_the_households_to_assess(make, sign_in, programme):
    worker = worker_of(make, programme)
    mine = make.waiting_household(programme, organisation_id=worker.organisation_id, team=None)
    assessed = make.waiting_household(programme, organisation_id=worker.organisation_id, team=None)
    make.assessment(programme, assessed)
    make.waiting_household(programme, team=None)
    client = sign_in(worker)
    links = page_of(client).xpath("//a[.='À évaluer']/@href")
    assert links == [f"/households/{mine.public_id}/assessments/new"]
    client.get(links[0])


def test_what_expires_within_two_days_is_shown_to_the_allocation_team(app, make, sign_in, programme):
    soon = make.allocation(programme, unit=make.home())
    make.allocation(programme, unit=make.home())
    with app.app_context(), transaction("write"):
        db.session.execute(
            text("UPDATE allocation SET expires_at = :at WHERE id = :id").bindparams(
                bindparam("at", type_=DateTime(timezone=True))
            ),
            {"at": now() + timedelta(hours=30), "id": soon.id},
        )
        record_in(db.session(), "test.made", None, actor=system("tests"))
        db.session.commit()
    page = page_of(sign_in(make.user(Role.ALLOCATION)))
    assert titles(page).count("Répondre à une proposition") == 1


def test_the_coordination_sees_papers_and_closures(make, sign_in):
    operator = make.housing_operator(kind=OperatorKind.SISP)
    site = make.site(operator, name="Les Lilas")
    unit = make.home(site, last_day=days(100))
    make.unit_check(unit, CheckKind.INSURANCE, valid_until=days(10))
    agreement = make.agreement(make.site(), first_day=days(-300), last_day=days(300))
    make.amendment(agreement, effective_on=days(40), new_last_day=days(500))
    make.stay(unit)
    closing(make, site)
    notice = SupervisorNotice(agreement_id=agreement.id, event=NoticeEvent.SIGNATURE, due_on=days(-2))
    make.save(notice)
    page = page_of(sign_in(make.user()))
    assert titles(page, "first") == ["Les Lilas ferme dans 3 mois"]
    assert titles(page, "late") == ["Avertir la tutelle (SLRB)"]
    assert titles(page, "coming") == ["Assurance à renouveler", "Avenant à signer", "Convention bientôt à sa fin"]
    assert "séjours sans suite prévue\u00a0: 1 sur 1" in dict(things(page))["Les Lilas ferme dans 3 mois"]
    assert greeted(page) == 1


def test_a_lender_reads_the_same_bytes_whoever_lives_there(make, sign_in, programme):
    operator, units = lent(make)
    client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    before = [client.get(url).text.split("<main")[1] for url in ("/", "/today/checks", "/today/outages")]
    assert set(titles(page_of(client))) == {
        "Convention bientôt à sa fin", "Assurance à renouveler", f"Travaux à À nous {units[2].code}"
    }  # fmt: skip
    make.stay(units[0], planned_end_on=days(-3), start_on=days(-30))
    make.allocation(programme, unit=units[1])
    after = [client.get(url).text.split("<main")[1] for url in ("/", "/today/checks", "/today/outages")]
    assert after == before


def test_a_lender_has_nothing_of_other_lenders(make, sign_in):
    lent(make)
    assert "À nous" not in sign_in(make.user(Role.HOUSING_OPERATOR)).get("/").text


def test_a_partner_completes_finishes_and_reads_answers(make, sign_in, programme):
    author = make.user(Role.PARTNER)
    make.referral(programme, author, state=ReferralState.TO_COMPLETE)
    make.referral(programme, author, state=ReferralState.DRAFT)
    make.referral(programme, author, state=ReferralState.REFUSED)
    make.referral(programme, author, state=ReferralState.WAITING, since=now() - timedelta(days=31))
    make.referral(programme, state=ReferralState.DRAFT)
    page = page_of(sign_in(author))
    assert sorted(titles(page)) == ["Brouillon à terminer", "Demande refusée", "Demande à compléter"]
    assert titles(page, "news") == ["Demande refusée"]
    assert greeted(page) == 2, "an answer is to be read, not to be done"


def test_an_administrator_sees_accounts_never_used(make, sign_in):
    make.user(name="Pas Venue", password_hash=None)
    page = page_of(sign_in(make.user(Role.ADMINISTRATOR)))
    assert [title for title, text in things(page) if "Pas Venue" in text] == ["Compte jamais utilisé"]
    assert page.xpath("//main//a[contains(., 'Le journal')]/@href") == ["/journal"]


@pytest.mark.parametrize("role", list(Role))
def test_a_quiet_day_says_what_will_come_and_its_links_open(make, sign_in, role):
    client = sign_in(make.user(role))
    page = page_of(client)
    assert greeted(page) == 0
    assert page.xpath("//div[@class='empty']/p")[0].text
    for href in page.xpath("//main//a/@href"):
        client.get(href)
