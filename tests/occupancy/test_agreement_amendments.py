"""Amendments: one open at a time, dates and units that follow the signature, stays that nobody forgets (rules 4, 7)."""

import io
import threading
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from app.auth.vocab import Role
from occupancy.models.agreements import AgreementTerm, AgreementUnit, Amendment, SupervisorNotice
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.extensions import ExtensionRequest
from occupancy.models.stays import Stay, StayExtension
from occupancy.vocab import AmendmentKind, ClosureCause, ClosureOutcomeKind
from sites.models.units import UnitAvailability
from sites.vocab import OperatorKind
from tests.support.agreements import NOW, TODAY, events, rows
from tests.support.client import StrictClient
from tests.support.papers import HOSTILE, PDF

LAST = date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _may():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def lent(make):
    """An agreement until 30 September 2026 on two dwellings, 101 and 102."""
    site = make.site()
    units = [make.unit(site, code="101"), make.unit(site, code="102")]
    agreement = make.agreement(site, reference="COP-7", last_day=LAST, units=units)
    return agreement, units


def draft(client, agreement, kind, status=303, units=(), **facts):
    typed = {"reason": "Le chantier glisse.", "effective_on": "2026-06-01", "kind": kind, **facts}
    url = f"/agreements/{agreement.public_id}/amendments/new"
    return client.submit(url, status=status, units=[unit.public_id for unit in units], **typed)


def sign(app, client, status=303, paper=PDF, **fields):
    """Sign the only open amendment, with its paper."""
    query = sa.select(Amendment.public_id).where(Amendment.signed_on.is_(None), Amendment.dropped_on.is_(None))
    ((public_id,),) = rows(app, query)
    file = {} if paper is None else {"file": (io.BytesIO(paper), "avenant.pdf")}
    return client.submit(f"/amendments/{public_id}/sign", status=status, **file, **fields)


def terms(app):
    return rows(app, sa.select(AgreementTerm.known_on, AgreementTerm.last_day).order_by(AgreementTerm.id))


def openings(app):
    return rows(
        app, sa.select(UnitAvailability.last_day).order_by(UnitAvailability.unit_id, UnitAvailability.first_day)
    )


def test_an_extension_moves_the_end_and_what_ended_with_it(app, make, sign_in, lent):
    agreement = lent[0]
    early = make.unit(site_id=agreement.site_id, code="103")
    make.covered_unit(agreement, early, available=False)
    make.save(UnitAvailability(unit_id=early.id, first_day=agreement.first_day, last_day=date(2026, 6, 30)))
    client = sign_in(make.user())
    draft(client, agreement, "extension", new_last_day="2027-06-30", effective_on="2026-10-01")
    assert terms(app) == [(date(2026, 1, 1), LAST)]
    sign(app, client, signed_on="2026-05-04")
    assert terms(app) == [(date(2026, 1, 1), LAST), (TODAY, date(2027, 6, 30))]
    assert openings(app) == [(date(2027, 6, 30),), (date(2027, 6, 30),), (date(2026, 6, 30),)]
    shown = client.get(f"/agreements/{agreement.public_id}").text
    assert "<del>30/09/2026</del>" in shown
    assert "<ins>30/06/2027</ins>" in shown
    assert "Avenant n°\u00a01 signé" in shown
    assert events(app) == ["amendment.drafted", "document.added", "amendment.signed"]


@pytest.mark.parametrize(("sent_on", "state"), [(date(2026, 4, 1), ("granted", None)), (None, (None, TODAY))])
def test_an_extension_signed_answers_the_request_for_it(app, make, sign_in, lent, sent_on, state):
    asked = {"asked_last_day": date(2027, 6, 30), "reason": "Le chantier glisse.", "drafted_on": date(2026, 4, 1)}
    make.save(ExtensionRequest(agreement_id=lent[0].id, sent_on=sent_on, answer_due_on=sent_on and TODAY, **asked))
    client = sign_in(make.user())
    draft(client, lent[0], "extension", new_last_day="2027-06-30", effective_on="2026-10-01")
    sign(app, client, signed_on="2026-05-04")
    assert rows(app, sa.select(ExtensionRequest.answer, ExtensionRequest.dropped_on)) == [state]


def test_an_end_in_winter_is_confirmed_once_when_drafting_or_when_signing(app, make, sign_in, lent):
    client, confirmed = sign_in(make.user()), "Relogement garanti"
    typed = {"kind": "extension", "reason": "Chantier", "effective_on": "2026-06-01", "new_last_day": "2026-12-31"}
    client.post(f"/agreements/{lent[0].public_id}/amendments/new", typed | {"winter_confirmation": confirmed})
    ((public_id,),) = rows(app, sa.select(Amendment.public_id))
    assert "winter_confirmation" not in client.get(f"/amendments/{public_id}/sign").text, "said already"
    sign(app, client, signed_on="2026-05-04")
    make.amendment(lent[0], number=2, kind="extension", effective_on=date(2027, 1, 1), new_last_day=date(2027, 1, 31))
    refused = sign(app, client, status=422, signed_on="2026-05-04")
    assert "confirmez-la par écrit" in refused.text
    assert len(terms(app)) == 2
    sign(app, client, signed_on="2026-05-04", winter_confirmation=confirmed)
    assert terms(app)[-1] == (TODAY, date(2027, 1, 31))
    assert rows(app, sa.select(Amendment.winter_confirmation)) == [(confirmed,), (confirmed,)]


def test_an_end_does_not_move_without_its_signed_paper(app, make, sign_in, lent):
    client = sign_in(make.user())
    draft(client, lent[0], "extension", new_last_day="2027-06-30")
    assert "Joignez l’avenant signé" in sign(app, client, status=422, paper=None).text
    assert "sain" in sign(app, client, status=422, paper=HOSTILE["html"]).text
    assert len(terms(app)) == 1


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("extension", {"new_last_day": "2026-09-30"}, "au-delà du 30/09/2026"),
        ("reduction", {"new_last_day": "2026-09-30"}, "avant le 30/09/2026"),
        ("extension", {}, "nouveau dernier jour"),
        ("extension", {"new_last_day": "2027-06-30", "effective_on": "2026-10-02"}, "au plus tard le 01/10/2026"),
        ("reduction", {"new_last_day": "2025-12-31"}, "ne peut pas précéder le 01/01/2026"),
        ("extension", {"new_last_day": "2027-01-31"}, "confirmez-la par écrit"),
        ("units_added", {}, "au moins un logement"),
        ("units_added", {"effective_on": "2026-10-01", "some": True}, "entre le 01/01/2026 et le 30/09/2026"),
        ("units_added", {"some": True}, "déjà couvert"),
        ("units_removed", {"all": True}, "donnez un préavis"),
        ("units_removed", {"some": True, "effective_on": "2026-01-01"}, "à partir du 02/01/2026"),
        ("other", {"reason": ""}, "Raison"),
    ],
)
def test_a_draft_that_a_rule_refuses_says_why(make, sign_in, lent, kind, facts, said):
    agreement, units = lent
    chosen = units if "all" in facts else units[:1] if "some" in facts else ()
    typed = {name: value for name, value in facts.items() if name not in {"all", "some"}}
    answer = draft(sign_in(make.user()), agreement, kind, status=422, units=chosen, **typed)
    assert said in answer.text


def test_one_amendment_is_open_at_a_time(app, make, sign_in, lent):
    client = sign_in(make.user())
    draft(client, lent[0], "extension", new_last_day="2027-06-30")
    refused = draft(client, lent[0], "other", status=409)
    assert "n°\u00a01 est déjà en préparation depuis le 04/05/2026" in refused.text
    ((public_id,),) = rows(app, sa.select(Amendment.public_id))
    client.post(f"/amendments/{public_id}/drop")
    draft(client, lent[0], "other")
    assert rows(app, sa.select(Amendment.number).order_by(Amendment.number)) == [(1,), (2,)]
    assert "déjà" not in client.get(f"/agreements/{lent[0].public_id}").text
    client.submit(f"/amendments/{public_id}/sign", status=422, signed_on="2026-05-04")


def test_two_people_draft_at_once_and_one_is_told(app, make, lent):
    people = [make.user() for _ in range(4)]
    url = f"/agreements/{lent[0].public_id}/amendments/new"
    body = {"kind": "other", "reason": "Clés", "effective_on": "2026-06-01"}
    clients = [StrictClient(app) for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.sign_in(person)
    hidden = [client.machinery() for client in clients]
    barrier, answers = threading.Barrier(len(clients)), []

    def send(client, machinery):
        barrier.wait()
        answers.append(client.http.post(url, data=body | machinery))

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, hidden, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert all("déjà en préparation" in answer.text for answer in answers if answer.status_code == 409)
    assert rows(app, sa.select(sa.func.count()).select_from(Amendment)) == [(1,)]


def test_a_reduction_lists_the_stays_beyond_and_waits_for_their_outcomes(app, make, sign_in, lent):
    agreement, units = lent
    stay = make.stay(units[0], planned_end_on=date(2026, 9, 1))
    make.stay(units[1], planned_end_on=date(2026, 7, 1))
    client = sign_in(make.user())
    draft(client, agreement, "reduction", new_last_day="2026-06-30")
    refused = sign(app, client, status=409, signed_on="2026-05-04")
    assert "Cette fin n’est pas encore possible" in refused.text
    assert "101" in refused.text
    assert "01/09/2026" in refused.text
    assert "01/07/2026" not in refused.text
    assert len(terms(app)) == 1
    late = {f"leaves_{stay.public_id}": "2026-07-02"}
    assert "Cette fin n’est pas encore possible" in sign(app, client, status=409, signed_on="2026-05-04", **late).text
    sign(app, client, signed_on="2026-05-04", **{f"leaves_{stay.public_id}": "2026-07-01"})
    assert terms(app)[-1] == (TODAY, date(2026, 6, 30))
    assert openings(app) == [(date(2026, 6, 30),), (date(2026, 6, 30),)]
    assert rows(app, sa.select(Stay.planned_end_on).where(Stay.id == stay.id)) == [(date(2026, 7, 1),)]
    assert rows(app, sa.select(StayExtension.previous_end_on)) == [(date(2026, 9, 1),)]


def test_all_that_stands_in_the_way_of_a_signature_is_told_at_once(app, make, sign_in, lent):
    agreement, units = lent
    stay = make.stay(units[0], planned_end_on=date(2026, 9, 1))
    client = sign_in(make.user())
    draft(client, agreement, "reduction", new_last_day="2026-06-30")
    told = sign(app, client, status=422, paper=None, signed_on="2026-05-05").text
    for said in ("à venir", "Joignez l’avenant signé", "Cette fin n’est pas encore possible", "01/09/2026"):
        assert said in told, said
    days = {f"leaves_{stay.public_id}": "2026-07-01"}
    told = sign(app, client, status=422, paper=None, signed_on="2026-05-04", **days).text
    assert "Joignez l’avenant signé" in told
    assert "Cette fin n’est pas encore possible" not in told, "each stay has its day"


def test_the_closure_of_the_site_gives_the_outcomes(app, make, sign_in, lent):
    agreement, units = lent
    stay = make.stay(units[0], planned_end_on=date(2026, 9, 1))
    works = {"cause": ClosureCause.WORKS, "opened_on": TODAY, "last_day": date(2026, 6, 30)}
    closure = make.save(Closure(site_id=agreement.site_id, **works))
    leaving = {"kind": ClosureOutcomeKind.EXIT_PLANNED, "planned_on": date(2026, 6, 15)}
    make.save(ClosureOutcome(closure_id=closure.id, stay_id=stay.id, **leaving))
    client = sign_in(make.user())
    draft(client, agreement, "reduction", new_last_day="2026-06-30")
    sign(app, client, signed_on="2026-05-04")
    assert rows(app, sa.select(Stay.planned_end_on)) == [(date(2026, 6, 15),)]


def test_a_protected_household_is_neither_named_nor_counted(app, make, sign_in, lent):
    agreement, units = lent
    hidden = make.household(is_protected=True, since=date(2026, 1, 1))
    make.stay(units[0], hidden, planned_end_on=date(2026, 9, 1))
    known = make.household(since=date(2026, 1, 1))
    stay = make.stay(units[1], known, planned_end_on=date(2026, 9, 1))
    client = sign_in(make.user())
    draft(client, agreement, "reduction", new_last_day="2026-06-30")
    refused = sign(app, client, status=409, signed_on="2026-05-04").text
    assert hidden.reference not in refused
    assert known.reference in refused
    assert "Logement 101" not in refused
    assert "01/09/2026" in refused, "that of the household one may know"
    assert "encore occupés ou proposés\u00a0: 1." in refused
    make.stay_exit(stay, left_on=date(2026, 5, 1))
    alone = sign(app, client, status=409, signed_on="2026-05-04").text
    assert "tous les logements n’ont pas encore de suite prévue" in alone
    assert "Logement 101" not in alone


def test_units_join_and_leave_on_the_effective_day(app, make, sign_in, lent):
    agreement, units = lent
    new = make.unit(site_id=agreement.site_id, code="103")
    client = sign_in(make.user())
    draft(client, agreement, "units_added", units=[new], effective_on="2026-06-01")
    sign(app, client, paper=None, signed_on="2026-05-04")
    draft(client, agreement, "units_removed", units=units[:1], effective_on="2026-07-01")
    sign(app, client, paper=None, signed_on="2026-05-04")
    query = sa.select(AgreementUnit.first_day, AgreementUnit.last_day).order_by(AgreementUnit.unit_id)
    first = date(2026, 1, 1)
    assert rows(app, query) == [(first, date(2026, 6, 30)), (first, None), (date(2026, 6, 1), None)]
    assert openings(app) == [(date(2026, 6, 30),), (LAST,)]
    shown = client.get(f"/agreements/{agreement.public_id}").text
    assert "<ins>103</ins>" in shown
    assert "<del>101</del>" in shown


def test_an_extension_stops_at_the_agreement_that_follows(app, make, sign_in, lent):
    agreement, units = lent
    days = {"first_day": date(2027, 1, 1), "last_day": date(2027, 12, 31), "signed_on": date(2026, 2, 1)}
    make.agreement(site_id=agreement.site_id, reference="COP-8", units=[units[0]], **days)
    client = sign_in(make.user())
    draft(client, agreement, "extension", new_last_day="2027-06-30")
    assert "101 est déjà couvert par la convention COP-8" in sign(app, client, status=422).text


def test_a_signature_follows_the_last_one(app, make, sign_in, lent):
    client = sign_in(make.user())
    draft(client, lent[0], "extension", new_last_day="2027-06-30")
    assert "précéder celle du 01/01/2026" in sign(app, client, status=422, signed_on="2025-12-31").text
    assert "à venir" in sign(app, client, status=422, signed_on="2026-05-05").text


def test_the_supervisor_of_a_sisp_is_told(app, make, sign_in):
    site = make.site(make.housing_operator(kind=OperatorKind.SISP))
    agreement = make.agreement(site, last_day=LAST, units=[make.unit(site)])
    client = sign_in(make.user())
    draft(client, agreement, "extension", new_last_day="2027-06-30")
    sign(app, client, signed_on="2026-05-01")
    owed = rows(app, sa.select(SupervisorNotice.event, SupervisorNotice.due_on))
    assert owed == [("amendment", date(2026, 5, 15))]


def test_others_cannot_amend(make, sign_in, lent):
    amendment = make.amendment(lent[0], kind=AmendmentKind.OTHER, new_last_day=None)
    client = sign_in(make.user(Role.FIELD_WORKER))
    client.get(f"/amendments/{amendment.public_id}/sign", status=404)
    client.post(f"/amendments/{amendment.public_id}/drop", status=404)
