"""What people of capteur programmes are told: each row appears for who must act, leads somewhere, and goes away when
the thing is done."""

import pytest
from lxml import html

from app.auth.models.notifications import EscalationDelay
from app.auth.vocab import NotificationKind, OrganisationKind, Role
from app.clock import now, today
from capteur.models.follow_up import AlertReminder
from capteur.models.requests import RequestEvent
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_lettings import Party
from capteur.vocab_mediation import DutyKind
from capteur.vocab_owners import OwnerStage
from tests.app.todays import days
from tests.reports.told import change, titles, told


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def sender(make):
    return make.user(Role.PARTNER)


def in_programme(make, programme, role):
    return make.user(role, organisation_id=programme.seat.organisation_id)


def opened(client):
    """The titles of the list, once each row was opened."""
    page = html.fromstring(client.get("/notifications").text)
    for href in page.xpath("//*[@id='notification-results']//li//a/@href"):
        client.get(href)
    return titles(client)


def test_an_alert_without_an_answer_is_told_step_by_step(make, sign_in, namur, sender):
    colleague = make.user(Role.PARTNER, organisation_id=sender.organisation_id)
    letting = make.letting(namur, sender)
    mediator, coordination = (in_programme(make, namur, role) for role in (Role.MEDIATOR, Role.COORDINATION))
    raised = {"raised_on": days(-20), "addressee_id": sender.id}
    alert = make.support_alert(letting, mediator, **raised)
    who = {name: sign_in(user) for name, user in zip("acms", (sender, colleague, mediator, coordination), strict=True)}

    def seen():
        return {name: opened(client) for name, client in who.items()}

    answer, late = ["Répondre à une alerte"], ["L’accompagnement n’a pas répondu à l’alerte"]
    assert seen() == {"a": answer, "c": [], "m": late, "s": []}
    first = [f"Alerte à prendre en charge\xa0: {letting.home.reference}" in who[name].get("/").text for name in "ac"]
    assert first == [True, False]
    for level in ("addressee", "referents", "coordination"):
        make.save(AlertReminder(alert_id=alert.id, level=level, due_on=days(-9), told_on=days(-9), people=1))
    assert seen() == {"a": answer, "c": answer, "m": late, "s": ["Alerte sans réponse, à porter en concertation"]}
    change(make, alert, acknowledged_on=today(), handler_id=colleague.id)
    assert seen() == {"a": [], "c": ["Alerte prise en charge, à résoudre"], "m": [], "s": []}
    change(make, alert, solved_on=today())
    assert seen() == {"a": [], "c": [], "m": [], "s": []}


def test_visits_are_told_to_the_support_body_then_to_the_mediator(make, sign_in, namur, sender):
    letting, mediator = make.letting(namur, sender), in_programme(make, namur, Role.MEDIATOR)
    ours, theirs = sign_in(sender), sign_in(mediator)
    missed = ["Visite manquée\u00a0: alerter l’accompagnement\u202f?"]
    assert letting.home.reference not in ours.get("/").text
    visit = make.due_visit(letting, due_on=days(-3))
    assert f"Visite à noter\xa0: {letting.home.reference}" in ours.get("/").text
    assert (opened(ours), opened(theirs)) == (["Visite à noter"], [])
    change(make, visit, due_on=days(-8))
    assert opened(theirs) == ["Visite dont personne n’a rien noté"]
    change(make, visit, result="missed", happened_on=days(-8), author_id=sender.id)
    assert (opened(ours), opened(theirs)) == ([], missed)
    held = make.due_visit(letting, due_on=days(-1), result="held", happened_on=days(-1), author_id=sender.id)
    assert opened(theirs) == []
    change(make, held, due_on=days(-20))
    assert len(opened(theirs)) == 1
    make.support_alert(letting, mediator, acknowledged_on=today(), handler_id=sender.id)
    assert opened(theirs) == []


def test_leads_that_wait_are_told_to_who_is_in_charge(make, sign_in, namur):
    mine, other = make.prospector(namur), make.prospector(namur)
    owner = make.owner(namur)
    idle, late = make.opportunity(owner), make.opportunity(owner)
    step = make.lead_step(owner, late, due_on=days(-1))
    seen = make.opportunity(owner, S.VISIT_PLANNED)
    make.lead_step(owner, seen, due_on=days(4))
    visit = make.visit(seen, mine, planned_on=days(-2))
    alone = make.owner(namur, OwnerStage.DO_NOT_CONTACT)
    make.opportunity(alone)
    client, colleague = sign_in(mine), sign_in(other)
    every = ["Piste en attente", "Piste sans suite prévue", "Visite de logement à compléter"]
    assert sorted(opened(client)) == sorted(opened(colleague)) == every
    make.duty(idle, other, kind=DutyKind.PROSPECTOR)
    change(make, step, done_on=today())
    make.lead_step(owner, late, due_on=days(3))
    assert (titles(client), sorted(titles(colleague))) == (every[2:], every[1:])
    change(make, visit, outcome="cancelled", happened_on=days(-2))
    assert titles(client) == []
    asleep = make.owner(namur)
    last = make.owner_event(asleep, OwnerStage.DORMANT, asleep.last, recall_on=days(0))
    assert opened(client) == ["Propriétaire à rappeler"]
    make.owner_event(asleep, OwnerStage.CONTACTED, last)
    assert titles(client) == []


def test_papers_that_end_are_told_until_others_follow(make, sign_in, namur, sender):
    author = make.prospector(namur)
    coordination = sign_in(in_programme(make, namur, Role.COORDINATION))
    partner, client = sign_in(sender), sign_in(author)
    first = make.capteur_convention(namur, sender, author, first_day=days(-300), last_day=days(20))
    prices = make.price_table(namur, author, {("Nord", "studio"): (500, 600, 700)}, first_day=days(-360))
    ends = ["Convention de partenaire à renouveler"]
    assert (opened(coordination), opened(partner), opened(client)) == (ends, ends, [])
    make.capteur_convention(namur, sender, author, number=2, first_day=days(21))
    assert first.number == 1
    make.price_table(namur, author, {("Nord", "studio"): (500, 600, 700)}, first_day=days(-370), number=2)
    assert prices.number == 1
    assert titles(client) == [], "the later of the two counts"
    assert (titles(coordination), titles(partner)) == ([], [])


def test_old_prices_are_told_until_others_are_published(make, sign_in, namur):
    author = make.prospector(namur)
    coordination, client = sign_in(in_programme(make, namur, Role.COORDINATION)), sign_in(author)
    make.price_table(namur, author, {("Nord", "studio"): (500, 600, 700)}, first_day=days(-370))
    assert opened(coordination) == opened(client) == ["Grille de prix à revoir"]
    make.price_table(namur, author, {("Nord", "studio"): (500, 600, 700)}, number=2)
    assert titles(coordination) == titles(client) == []


def test_a_support_that_ends_is_told_before_and_after(make, sign_in, namur, sender):
    letting = make.letting(namur, sender, terms={"last_day": days(10)})
    coordination = sign_in(in_programme(make, namur, Role.COORDINATION))
    assert opened(coordination) == ["Convention d’accompagnement à prolonger"]
    change(make, letting.convention, ended_on=days(-1), end_reason="support_left")
    assert opened(coordination) == ["Locataire sans accompagnement"]
    assert told(coordination)[0][1].endswith(f"depuis le {days(-1):%d/%m/%Y}")
    keys = letting.proposal_made, make.user(), sender.organisation_id, sender.organisation_id
    make.tripartite(*keys, number=2, first_day=days(0))
    assert titles(coordination) == []


def test_a_reserved_dwelling_and_its_convention_are_told_before_they_go(make, sign_in):
    landlord = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    lender, worker = make.user(Role.HOUSING_OPERATOR, organisation=landlord), make.user(Role.FIELD_WORKER)
    reservation = make.reservation(worker, landlord, last_day=days(30))
    dwelling = make.reserved_dwelling(reservation, offered_on=days(-40))
    clients = [sign_in(one) for one in (worker, lender, make.user())]
    ends = ["Convention de réservation bientôt à sa fin"]
    assert [opened(one) for one in clients] == [["Logement réservé qui va être rendu"], ends, ends]
    change(make, dwelling, released_on=today(), release_reason="unused")
    change(make, reservation, last_day=None)
    assert [titles(one) for one in clients] == [[], [], []]


def test_a_signature_awaited_is_told_to_who_may_give_it_and_stands_on_their_first_page(make, sign_in, namur, sender):
    worker, coordination = make.user(Role.FIELD_WORKER), sign_in(in_programme(make, namur, Role.COORDINATION))
    request = make.waiting_request(namur, sender)
    proposal = make.housing_proposal(request, make.captured(namur), make.prospector(namur), selected_on=today())
    body, author = worker.organisation_id, make.user()
    paper = make.tripartite(proposal, author, sender.organisation_id, body, signed=(), first_day=days(-8))
    delay = make.save(EscalationDelay(kind=NotificationKind.SIGNATURE, days=20))
    who = {name: sign_in(user) for name, user in (("sender", sender), ("support", worker))} | {"desk": coordination}
    own, on_paper = "Convention d’accompagnement à signer", "Signature à recueillir sur papier"
    others = "Un partenaire n’a pas signé la convention d’accompagnement"

    def seen():
        home = {name: client.get("/").text.count("d’accompagnement à signer") for name, client in who.items()}
        assert home == {name: len(set(titles(client)) & {own, on_paper}) for name, client in who.items()}
        return {name: opened(client) for name, client in who.items()}

    assert seen() == {"sender": [], "support": [], "desk": [on_paper]}, "a draft is coordination’s alone"
    make.tripartite_signature(paper, Party.USER, author)
    assert seen() == {"sender": [own], "support": [own], "desk": []}
    make.tripartite_signature(paper, Party.SENDER, author)
    assert seen() == {"sender": [], "support": [own], "desk": []}
    change(make, delay, days=7)
    assert titles(coordination) == [others], "late beyond the delay"
    change(make, worker, deactivated_at=now())
    del who["support"]
    assert seen() == {"sender": [], "desk": [on_paper]}, "nobody of the service can sign here any more"
    make.tripartite_signature(paper, Party.SUPPORT, author)
    assert seen() == {"sender": [], "desk": []}


def test_a_request_that_was_sent_is_told_to_who_reads_it_until_they_answer(make, sign_in, namur, sender):
    read, client = "Demande de logement à lire", sign_in(make.prospector(namur))
    elsewhere = sign_in(make.prospector(make.capteur_programme()))
    sent = make.waiting_request(namur, sender, kinds=("submitted",))
    make.waiting_request(namur, sender, kinds=())
    assert opened(client) == [read]
    assert f"Demande à lire\xa0: {sent.home.reference}" in client.get("/").text
    make.save(RequestEvent(request_id=sent.id, kind="completion_asked", fields="income"))
    assert (titles(client), titles(elsewhere)) == ([], [])
    make.save(RequestEvent(request_id=sent.id, kind="resubmitted"))
    assert titles(client) == [read]
    make.save(RequestEvent(request_id=sent.id, kind="accepted"))
    assert titles(client) == []
