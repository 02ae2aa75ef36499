"""Notifications: each appears with its cause and goes away by itself; nobody is told of others' households."""

import pytest
import time_machine
from lxml import html

from app.auth.models.notifications import EscalationDelay
from app.auth.vocab import NotificationKind, OrganisationKind, Role
from app.clock import today
from axes.models.people import ProtectedReader
from axes.vocab import ReferralState
from occupancy.models.agreements import SupervisorNotice
from occupancy.models.extensions import ExtensionRequest
from occupancy.vocab import NoticeEvent
from tests.app.todays import closing, days
from tests.reports import told as things
from tests.reports.told import change, titles, told, with_household, world_of
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

BUDGET = 8


@pytest.fixture
def world(make):
    return world_of(make)


OF_A_WORKER = {
    "closing_site": "Les Lilas ferme dans 3 mois\u00a0: commencer les projets de sortie",
    "stay_overdue": "Séjour au-delà de la fin prévue",
    "proposal": "Répondre à une proposition",
    "exit_step": "Projet de sortie en retard",
    "right": "Droits à suivre",
    "document": "Documents à renouveler sans tarder",
    "follow_up": "Suivi après sortie",
    "next_step": "Suite à donner après un contact",
    "task": "Tâche à faire",
    "length": "Durée visée dépassée",
}


def test_a_worker_is_told_of_each_thing_until_it_is_done(make, sign_in, world):
    client, stranger = sign_in(world.worker), sign_in(make.user(Role.FIELD_WORKER))
    assert titles(client) == []
    ends = {title: getattr(things, thing)(with_household(world)) for thing, title in OF_A_WORKER.items()}
    assert sorted(titles(client)) == sorted(ends)
    assert told(stranger) == []
    page = html.fromstring(client.get("/notifications").text)
    links = page.xpath("//*[@id='notification-results']//li//a/@href")
    assert len(links) == len(ends)
    for href in links:
        client.get(href)
    for title, done in ends.items():
        done()
        assert title not in titles(client)
    assert told(client) == []


def test_a_household_is_its_worker_s_or_everybody_s_while_nobody_has_it(make, sign_in, world):
    colleague = make.team_member(world.team)
    things.stay_overdue(world)
    assert titles(sign_in(colleague)) == []
    orphan = make.household(organisation_id=world.team.organisation_id)
    make.stay(household=orphan, team=world.team, planned_end_on=days(-2))
    assert [text.split(" · ")[0] for _, text in told(sign_in(colleague))] == [orphan.reference]
    assert len(told(sign_in(world.worker))) == 2


def test_a_protected_household_is_told_to_those_named_alone(make, sign_in, world):
    things.stay_overdue(world)
    things.next_step(world)
    change(make, world.household, is_protected=True)
    client, coordination = sign_in(world.worker), sign_in(make.user(Role.COORDINATION))
    assert titles(client) == []
    assert titles(coordination) == []
    make.save(ProtectedReader(household_id=world.household.id, user_id=world.worker.id))
    assert len(titles(client)) == 2


def test_the_countdown_of_a_closing_has_three_days(make, sign_in, world):
    site = make.site(name="Les Lilas")
    make.stay(make.home(site), world.household, planned_end_on=days(300))
    closure = closing(make, site, last_day=days(181))
    client, coordination = sign_in(world.worker), sign_in(make.user())
    assert titles(client) == titles(coordination) == []
    for left, words in ((180, "projets de sortie"), (90, "chaque ménage"), (30, "fixés"), (-1, "être vide")):
        change(make, closure, last_day=days(left))
        for one in (client, coordination):
            assert [words in title for title in titles(one) if "Lilas" in title] == [True]


@pytest.mark.parametrize(("on", "found"), [("2026-12-01", 1), ("2026-05-01", 0)])
def test_a_stay_that_ends_in_winter_warns_until_a_day_to_leave_is_set(make, sign_in, on, found):
    with time_machine.travel(f"{on}T12:00+01:00", tick=False):
        world = world_of(make)
        make.stay(household=world.household, start_on=today() - (days(1) - days(-99)), planned_end_on=_in_days(60))
        client = sign_in(world.worker)
        assert titles(client).count("Fin de séjour en hiver") == found
        make.exit_plan(world.household, world.worker, planned_on=_in_days(40))
        assert "Fin de séjour en hiver" not in titles(client)


def test_a_site_that_closes_in_winter_warns_coordination_while_somebody_is_inside(make, sign_in):
    with time_machine.travel("2026-12-01T12:00+01:00", tick=False):
        site = make.site(name="Les Lilas")
        stay = make.stay(make.home(site), start_on=_in_days(-60), planned_end_on=_in_days(60))
        closing(make, site, opened_on=_in_days(-60), last_day=_in_days(60))
        client = sign_in(make.user())
        assert ("Fermeture en hiver", "Les Lilas · 1 ménage encore là · le 30/01/2027") in told(client)
        make.stay_exit(stay, left_on=today())
        assert "Fermeture en hiver" not in titles(client)


def _in_days(count):
    return today() + (days(count) - days(0))


def test_an_identity_opened_is_news_until_it_is_read(make, sign_in, world):
    other = make.user(Role.ALLOCATION)
    grant = make.break_glass(world.household, other)
    client, colleague = sign_in(world.worker), sign_in(make.team_member(world.team))
    assert titles(client) == ["Identité ouverte par exception"]
    assert titles(colleague) == titles(sign_in(other)) == []
    address = f"/notifications/break_glass/{grant.public_id}/seen"
    colleague.post(address, status=404)
    client.post(address)
    assert titles(client) == []
    client.post(address, status=404)


def test_only_news_is_taken_off_the_list_by_reading_it(sign_in, world):
    things.next_step(world)
    client = sign_in(world.worker)
    text = client.get("/notifications").text
    assert "/seen" not in text
    client.post("/notifications/next_step/AAAAAAAAAAAAAAAAAAAAAA/seen", status=404)
    client.post("/notifications/nonsense/AAAAAAAAAAAAAAAAAAAAAA/seen", status=404)


# Coordination, allocation, partners, lenders


def lent(make, **given):
    organisation = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    site = make.site(make.housing_operator(organisation=organisation), name="Le Quai")
    facts = {"first_day": days(-300), "last_day": days(400), "signed_on": days(-300)} | given
    return organisation, site, make.agreement(site, units=[make.unit(site)], **facts)


def test_an_agreement_that_ends_is_told_until_somebody_decides(make, sign_in):
    organisation, site, _ = lent(make, last_day=days(100))
    lender = sign_in(make.user(Role.HOUSING_OPERATOR, organisation=organisation))
    client = sign_in(make.user())
    assert titles(client) == titles(lender) == ["Convention bientôt à sa fin"]
    closing(make, site, last_day=days(100))
    assert titles(client) == []
    assert titles(lender) == ["Convention bientôt à sa fin"]


def test_what_the_supervisor_is_owed_is_told_two_weeks_before(make, sign_in):
    _, _, agreement = lent(make)
    owed = [
        make.save(SupervisorNotice(agreement_id=agreement.id, event=NoticeEvent.AMENDMENT, due_on=days(count)))
        for count in (-3, 10, 40)
    ]
    client = sign_in(make.user())
    assert titles(client) == ["Avertir la tutelle (SLRB)"] * 2
    change(make, owed[0], sent_on=today(), proof="Courriel")
    assert titles(client) == ["Avertir la tutelle (SLRB)"]


def test_an_extension_is_told_from_the_draft_to_its_amendment(make, sign_in):
    organisation, _, agreement = lent(make)
    client, lender = sign_in(make.user()), sign_in(make.user(Role.HOUSING_OPERATOR, organisation=organisation))
    facts = {"asked_last_day": days(700), "reason": "Chantier reporté", "drafted_on": days(-40)}
    asked = make.save(ExtensionRequest(agreement_id=agreement.id, **facts))
    assert (titles(client), titles(lender)) == (["Demande de prolongation à envoyer"], [])
    change(make, asked, sent_on=days(-39), answer_due_on=days(-2))
    assert titles(client) == ["Prolongation sans réponse"]
    assert titles(lender) == ["Prolongation demandée\u00a0: à vous de répondre"]
    change(make, asked, answer="granted", answered_on=today(), granted_last_day=days(600))
    assert (titles(client), titles(lender)) == (["Prolongation accordée\u00a0: l’avenant reste à écrire"], [])
    make.amendment(agreement, new_last_day=days(600), effective_on=days(401))
    assert titles(client) == []


def test_a_refused_extension_is_news_for_a_month(make, sign_in):
    _, _, agreement = lent(make)
    facts = {"asked_last_day": days(700), "reason": "Chantier reporté", "drafted_on": days(-40), "sent_on": days(-40)}
    facts |= {"answer": "refused", "refusal_reason": "Travaux", "answered_on": days(-3)}
    asked = make.save(ExtensionRequest(agreement_id=agreement.id, **facts))
    client, other = sign_in(make.user()), sign_in(make.user())
    assert titles(client) == ["Prolongation refusée"]
    client.post(f"/notifications/extension_answered/{asked.public_id}/seen")
    assert (titles(client), titles(other)) == ([], ["Prolongation refusée"])
    change(make, asked, answered_on=days(-31))
    assert titles(other) == []


def test_requests_wait_for_allocation_and_for_their_sender(make, sign_in, world):
    author = make.user(Role.PARTNER)
    make.referral(world.programme, state=ReferralState.SUBMITTED)
    make.referral(world.programme, author, state=ReferralState.TO_COMPLETE)
    assert titles(sign_in(make.user(Role.ALLOCATION))) == ["Demande à décider"]
    assert titles(sign_in(author)) == ["Demande à compléter"]


# Told to coordination


TOLD = {
    "stay_overdue": "Séjour au-delà de la fin prévue",
    "exit_step": "Projet de sortie en retard",
    "right": "Droits en retard dans une équipe",
    "follow_up": "Suivis après sortie en retard",
    "next_step": "Suites de contacts en retard",
    "task": "Tâches en retard",
}


def test_what_stays_late_is_told_to_coordination_once_and_until_it_is_done(make, sign_in, world):
    client, worker, admin = sign_in(make.user()), sign_in(world.worker), sign_in(make.user(Role.ADMINISTRATOR))
    make.save(*[EscalationDelay(kind=NotificationKind(thing), days=365) for thing in TOLD])
    worlds = {thing: with_household(world) for thing in TOLD}
    ends = {thing: getattr(things, thing)(one) for thing, one in worlds.items()}
    assert titles(client) == []
    assert "Coordination prévenue" not in worker.get("/notifications").text
    for thing in TOLD:
        admin.submit(f"/settings/delays/{thing}", days="5")
    assert sorted(titles(client)) == sorted(TOLD.values())
    for one in (client, worker):
        assert one.get("/notifications").text.count("Coordination prévenue depuis le") == len(TOLD)
    shown = client.get("/notifications").text
    named = {thing for thing, one in worlds.items() if one.household.reference in shown}
    assert named == {"stay_overdue", "exit_step"}, "of the rest, numbers by organisation"
    client.submit("/settings/delays/right", days="")
    assert TOLD["right"] not in titles(client)
    client.submit("/settings/delays/right", days="5")
    for thing, done in ends.items():
        done()
        assert TOLD[thing] not in titles(client)


def test_delays_are_those_of_a_few_kinds_and_of_who_steers(make, sign_in):
    client = sign_in(make.user())
    client.get("/settings/delays/proposal", status=404)
    client.submit("/settings/delays/right", status=422, days="0")
    client.submit("/settings/delays/right", days="12")
    assert "12 jours" in client.get("/settings/delays").text
    sign_in(make.user(Role.ALLOCATION)).get("/settings/delays", status=404)


# The page


def test_the_number_on_the_first_page_is_that_of_the_list(sign_in, world):
    for thing in ("stay_overdue", "next_step", "exit_step"):
        getattr(things, thing)(world)
    client = sign_in(world.worker)
    assert "3 avis" in client.get("/notifications/summary").text
    assert "dont 3 en retard" in client.get("/notifications/summary", fragment=True).text
    assert len(told(client)) == 3
    assert len(told(client, "?kind=exit_step")) == 1
    assert len(told(client, "?kind=nonsense")) == 3
    assert "/notifications/summary" in client.get("/").text


def test_a_long_list_comes_by_pages_and_costs_the_same(app, make, sign_in, world):
    client = sign_in(world.worker)
    for address in ("/notifications", "/notifications/summary"):
        with statements(app) as sent:
            client.get(address)
        assert len(sent) <= BUDGET
    for _ in range(27):
        make.contact(world.household, world.worker, next_on=days(-1), next_step="Rappeler")
    for address in ("/notifications", "/notifications?page=2", "/notifications?kind=next_step"):
        with statements(app) as sent:
            client.get(address)
        assert len(sent) <= BUDGET
        assert_swap_equals_reload(client, address, "notification-results")
    assert (len(told(client)), len(told(client, "?page=2"))) == (25, 2)


def test_every_role_has_a_list(make, sign_in):
    for role in Role:
        assert "Rien ne vous attend" in sign_in(make.user(role)).get("/notifications").text
