"""Stays from entry to exit, through the front door."""

from datetime import timedelta

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.assessments import Assignment
from axes.models.referrals import ReferralEvent
from axes.vocab import ReferralEventKind
from occupancy.models.agreements import SupervisorNotice
from occupancy.models.stays import Contribution, Stay, StayExtension, StayObjective, StayPerson
from sites.vocab import OperatorKind
from tests.support.html import field_error

DAY = timedelta(days=1)


def rows(app, model, **narrowed):
    with app.app_context():
        return list(db.session.scalars(sa.select(model).filter_by(**narrowed).order_by(model.id)))


def team_of(make, axis=2, name="DIOGENES"):
    programme = make.programme()
    team = programme.teams[axis, name]
    worker = make.team_member(team)
    return programme, team, worker


def enter(client, allocation, status=303, **fields):
    known = {"amount": "100,00", "basis": "integration_income", "living_situation": "1.1", "objectives": ["rest"]}
    fields = known | fields
    return client.submit(f"/allocations/{allocation.public_id}/entry", status=status, **fields)


def test_a_household_enters_the_unit_it_was_given(app, make, sign_in):
    programme, team, worker = team_of(make)
    household = make.household(adults=2, minors=1)
    referral = make.referral(programme, household=household)
    allocation = make.entry_planned(household=household, team=team)
    client = sign_in(worker)
    entry = client.get(f"/allocations/{allocation.public_id}/entry").text
    assert "Souvent choisis sur cet axe" in entry
    enter(client, allocation, objectives=["rest", "care"])
    page = client.follow()
    assert household.reference in page.text
    (stay,) = rows(app, Stay)
    assert stay.start_on == allocation.start_on
    assert stay.planned_end_on == allocation.start_on + timedelta(days=150), "the length of axis 2"
    assert len(rows(app, StayPerson, stay_id=stay.id)) == 3
    assert {one.kind.value for one in rows(app, StayObjective)} == {"rest", "care"}, "only those that were chosen"
    assert [one.amount_cents for one in rows(app, Contribution)] == [10_000]
    events = [one.kind for one in rows(app, ReferralEvent, referral_id=referral.id)]
    assert events[-1] is ReferralEventKind.HOUSED


def test_the_planned_end_defaults_to_the_last_day_of_the_unit(app, make, sign_in):
    _, team, worker = team_of(make)
    unit = make.home(last_day=today() + timedelta(days=20))
    allocation = make.entry_planned(unit=unit, team=team, end_on=today() + timedelta(days=15))
    client = sign_in(worker)
    enter(client, allocation)
    assert rows(app, Stay)[0].planned_end_on == today() + timedelta(days=20)


def test_an_entry_is_not_to_come_and_keeps_what_was_typed(app, make, sign_in):
    _, team, worker = team_of(make)
    allocation = make.entry_planned(team=team)
    client = sign_in(worker)
    answer = enter(client, allocation, 422, start_on=(today() + DAY).isoformat(), amount="77,50")
    assert "77,50" in answer.text
    assert (today() + DAY).isoformat() in answer.text
    assert not rows(app, Stay)


def test_an_entry_beyond_the_agreement_is_refused_with_the_day_that_works(app, make, sign_in):
    _, team, worker = team_of(make)
    last = today() + timedelta(days=40)
    unit = make.home(last_day=last, agreement={"reference": "COP-TRÈFLES"})
    allocation = make.entry_planned(unit=unit, team=team, end_on=last)
    far = (last + timedelta(days=2)).isoformat()
    answer = enter(sign_in(worker), allocation, 422, planned_end_on=far)
    assert "COP-TRÈFLES" in answer.text
    assert f"{last:%d/%m/%Y}" in answer.text
    assert f"{last + DAY:%d/%m/%Y}" in answer.text
    many = {"amount": "cent", "keys_given_on": (today() + DAY).isoformat()}
    answer = enter(sign_in(worker), allocation, 422, planned_end_on=far, **many)
    wrong = [field_error(answer, one) for one in ("planned_end_on", "amount", "keys_given_on")]
    assert "COP-TRÈFLES" in wrong[0], "all in one round"
    assert not rows(app, Stay)


def test_a_contribution_stays_under_the_cap_of_the_agreement(app, make, sign_in):
    _, team, worker = team_of(make)
    unit = make.home(agreement={"adult_cap_cents": 10_000, "minor_cap_cents": 2_500})
    household = make.household(adults=2, minors=1)
    allocation = make.entry_planned(unit=unit, household=household, team=team)
    client = sign_in(worker)
    answer = enter(client, allocation, 422, amount="225,01")
    assert "225,00" in answer.text
    enter(client, allocation, amount="225")
    assert rows(app, Contribution)[0].amount_cents == 22_500


def test_a_contribution_may_be_zero_and_is_never_called_a_rent(app, make, sign_in):
    _, team, worker = team_of(make)
    allocation = make.entry_planned(team=team)
    client = sign_in(worker)
    enter(client, allocation, amount="0", basis="no_income")
    page = client.follow()
    assert rows(app, Contribution)[0].amount_cents == 0
    assert "loyer" not in page.text.lower()


def test_the_supervisor_of_a_sisp_is_to_be_told(app, make, sign_in):
    _, team, worker = team_of(make)
    site = make.site(operator=make.housing_operator(kind=OperatorKind.SISP))
    allocation = make.entry_planned(unit=make.home(site), team=team)
    enter(sign_in(worker), allocation)
    assert [one.event.value for one in rows(app, SupervisorNotice)] == ["occupant_change"]


def test_entering_before_the_team_follows_names_the_first_day(app, make, sign_in):
    _, team, worker = team_of(make)
    household = make.household()
    assignment = make.assignment(household, team, start_on=today() - 2 * DAY)
    allocation = make.entry_planned(household=household, assignment=assignment)
    answer = enter(sign_in(worker), allocation, 422, start_on=(today() - 4 * DAY).isoformat())
    assert f"{today() - 2 * DAY:%d/%m/%Y}" in answer.text


def test_an_allocation_is_entered_once(app, make, sign_in):
    _, team, worker = team_of(make)
    allocation = make.entry_planned(team=team)
    client = sign_in(worker)
    enter(client, allocation)
    enter(client, allocation, 409)
    assert len(rows(app, Stay)) == 1


def test_extending_keeps_the_previous_end_and_the_reason(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    client = sign_in(worker)
    new = stay.planned_end_on + timedelta(days=30)
    client.submit(f"/stays/{stay.public_id}/extension", new_end_on=new.isoformat(), reason="Le bail commence plus tard")
    page = client.follow()
    (extension,) = rows(app, StayExtension)
    assert (extension.previous_end_on, extension.new_end_on) == (stay.planned_end_on, new)
    assert extension.reason == "Le bail commence plus tard"
    assert "Le bail commence plus tard" in page.text
    assert f"{stay.planned_end_on:%d/%m/%Y}" in page.text
    assert rows(app, Stay)[0].planned_end_on == new


def test_extending_past_the_agreement_names_its_end_and_the_day_that_works(app, make, sign_in):
    _, team, worker = team_of(make)
    last = today() + timedelta(days=90)
    stay = make.stay(unit=make.home(last_day=last, agreement={"reference": "COP-777"}), team=team)
    client = sign_in(worker)
    url = f"/stays/{stay.public_id}/extension"
    answer = client.submit(url, status=422, new_end_on=(last + 2 * DAY).isoformat(), reason="Encore")
    assert "COP-777" in answer.text
    assert f"{last:%d/%m/%Y}" in answer.text
    client.submit(url, new_end_on=(last + DAY).isoformat(), reason="Encore")


def test_extending_into_a_promise_names_the_day_that_works(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    promised = stay.planned_end_on + 5 * DAY
    make.entry_planned(unit=_unit(app, stay), start_on=promised, end_on=promised + 50 * DAY)
    new = (promised + DAY).isoformat()
    answer = sign_in(worker).submit(f"/stays/{stay.public_id}/extension", status=422, new_end_on=new, reason="Encore")
    assert f"{promised:%d/%m/%Y}" in answer.text


def _unit(app, stay):
    from sites.models.units import Unit

    with app.app_context():
        return db.session.get_one(Unit, stay.unit_id)


def test_a_new_amount_is_a_further_row(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team, contribution_cents=5_000)
    client = sign_in(worker)
    url = f"/stays/{stay.public_id}/contribution"
    client.submit(url, start_on=today().isoformat(), amount="0", basis="no_income")
    assert [one.amount_cents for one in rows(app, Contribution)] == [5_000, 0]
    page = client.follow()
    assert "50,00" in page.text


def test_an_amount_wrongly_entered_is_corrected_on_its_own_day(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team, contribution_cents=5_000)
    client = sign_in(worker)
    url = f"/stays/{stay.public_id}/contribution"
    client.submit(url, start_on=stay.start_on.isoformat(), amount="40", basis="no_income")
    assert [one.amount_cents for one in rows(app, Contribution)] == [4_000]
    assert "40,00" in client.follow().text
    with app.app_context():
        entry = db.session.scalar(sa.select(JournalEntry).where(JournalEntry.event == "stay.contribution_corrected"))
    assert "5000" in entry.facts


def test_an_amount_that_somebody_else_changed_is_shown_before_it_is_corrected(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team, contribution_cents=5_000)
    client, other = sign_in(worker), sign_in(worker)
    url, day = f"/stays/{stay.public_id}/contribution", stay.start_on.isoformat()
    read_before = f"{day}=5000"
    other.submit(url, start_on=day, amount="77", basis="no_income")
    again = client.submit(url, status=409, start_on=day, amount="12", basis="no_income", seen=read_before)
    assert "77,00" in again.text
    assert "12" in again.text
    assert [one.amount_cents for one in rows(app, Contribution)] == [7_700]
    assert f"{day}=7700" in again.text, "it has been read now"


def test_papers_are_completed_later(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    client = sign_in(worker)
    assert "À compléter" in client.get(f"/stays/{stay.public_id}").text
    papers, day = f"/stays/{stay.public_id}/papers", today().isoformat()
    assert "à venir" in client.submit(papers, status=422, keys_given_on=(today() + DAY).isoformat()).text
    client.submit(papers, agreement_signed_on=day, inventory_on=day, keys_given_on=day)
    assert "À compléter" not in client.follow().text


def test_an_objective_is_reached_on_a_day(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    objective = make.objective(stay)
    client = sign_in(worker)
    url = f"/stays/{stay.public_id}/objectives/{objective.public_id}"
    for day in (today() + DAY, stay.start_on - DAY):
        client.submit(url, status=422, state="reached", on=day.isoformat())
    client.submit(url, state="reached", on=today().isoformat())
    assert rows(app, StayObjective)[0].reached_on == today()
    assert f"atteint le {today():%d/%m/%Y}" in client.follow().text
    client.submit(f"/objectives/{objective.public_id}", state="dropped", reason="Plus besoin")
    page = client.get(f"/stays/{stay.public_id}").text
    for words in ("pas atteint, clos le", "Objectif pas atteint, clos le", "Objectif atteint le"):
        assert f"{words} {today():%d/%m/%Y}" in page


def test_the_length_aimed_at_is_a_soft_alert(app, make, sign_in):
    _, team, worker = team_of(make)
    household = make.household(since=today() - timedelta(days=400))
    stay = make.stay(household=household, team=team, start_on=today() - timedelta(days=160))
    page = sign_in(worker).get(f"/stays/{stay.public_id}")
    assert "durée visée de 150 jours est dépassée" in page.text


def test_changing_axis_keeps_one_journey_with_its_nights_by_axis(app, make, sign_in):
    programme, team, worker = team_of(make)
    household = make.household(since=today() - timedelta(days=400))
    start = today() - timedelta(days=50)
    stay = make.stay(household=household, start_on=start)
    make.assignment(household, team, start_on=start, end_on=start + 20 * DAY)
    other = programme.teams[3, "DIOGENES"]
    make.assignment(household, other, start_on=start + 20 * DAY, reason="Santé plus fragile")
    page = sign_in(worker).get(f"/stays/{stay.public_id}").text.replace("\u00a0", " ")
    assert "Axe 2 : 20 nuits" in page
    assert "Axe 3 : 30 nuits" in page
    assert "50 nuits" in page


def test_only_those_who_decide_change_the_team(make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    decider = sign_in(make.user(Role.COORDINATION)).get(f"/stays/{stay.public_id}").text
    assert "/change" in decider
    assert "/change" not in sign_in(worker).get(f"/stays/{stay.public_id}").text


def test_ending_the_episode_is_part_of_the_exit(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    make.destinations()
    day = (today() - 3 * DAY).isoformat()
    sign_in(worker).submit(
        f"/stays/{stay.public_id}/exit",
        left_on=day,
        destination="HF",
        decided_by="occupant",
        reason="home_found",
        voluntary="True",
    )
    assert rows(app, Assignment)[0].end_on == today() - 3 * DAY
    assert rows(app, Stay)[0].end_on == today() - 3 * DAY
    assert {one.end_on for one in rows(app, StayPerson)} == {today() - 3 * DAY}
