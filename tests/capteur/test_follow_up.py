"""Follow-up of lettings: visits due by the convention #2, and the clock of alerts in working days."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from app.auth.vocab import Role
from app.clock import BRUSSELS, today
from app.jobs import JOBS, run_jobs
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from capteur.models.concertations import ConcertationItem
from capteur.models.follow_up import AlertReminder, DueVisit, SupportAlert
from capteur.rules.follow_up import needs_review, working_days_between
from capteur.vocab_lettings import RhythmUnit
from tests.occupancy.test_stays import rows
from tests.support.race import at_once

DAY = timedelta(days=1)
FOLLOW_UP = tuple(job for job in JOBS if job.name in ("plan_due_visits", "remind_of_alerts"))


def at(day):
    """A morning, by which the jobs of the night have run."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 8, tzinfo=BRUSSELS), tick=False)


def run(app, day):
    """How many things each job did on a day: visits written, levels told."""
    with at(day), app.app_context():
        return [(one.done, one.error) for one in run_jobs(FOLLOW_UP)]


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def sender(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def helper(make):
    """Somebody of a support body."""
    return make.user(Role.PARTNER)


@pytest.fixture
def mediator(make, namur):
    return make.user(Role.MEDIATOR, organisation_id=namur.seat.organisation_id)


def base(programme):
    return f"/capteur/{programme.public_id}"


def test_visits_follow_the_rhythm_to_the_day_however_late_the_job_runs(app, make, namur, sender):
    start = date(2026, 3, 2)
    with at(start):
        left = {"end_on": start + 15 * DAY, "end_reason": "voluntary"}
        weekly = make.letting(namur, sender, start_on=start)
        daily = {"visit_every": 10, "visit_unit": RhythmUnit.DAYS, "last_day": start + 30 * DAY}
        short = make.letting(namur, sender, start_on=start, terms=daily)
        gone = make.letting(namur, sender, start_on=start, **left)
    assert run(app, start) == [(4 + 2 + 2, None), (0, None)]
    assert run(app, start) == [(0, None), (0, None)]
    assert run(app, start + 50 * DAY) == [(7 + 1, None), (0, None)]
    days = {one.id: [] for one in (weekly, short, gone)}
    for visit in rows(app, DueVisit):
        days[visit.letting_id].append((visit.due_on - start).days)
    assert days == {weekly.id: list(range(7, 78, 7)), short.id: [10, 20, 30], gone.id: [7, 14]}


# Raised on; the days of the three reminders with two working days to answer. Worked out by hand.
CLOCKS = {
    "an ordinary Monday": (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 11)),
    "a Friday": (date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 17)),
    "a Saturday": (date(2026, 3, 7), date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 17)),
    "before Easter": (date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 9), date(2026, 4, 14)),
    "before 1 May": (date(2026, 4, 30), date(2026, 5, 5), date(2026, 5, 7), date(2026, 5, 12)),
    "before Ascension": (date(2026, 5, 12), date(2026, 5, 15), date(2026, 5, 19), date(2026, 5, 22)),
    "before Christmas": (date(2026, 12, 23), date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 5)),
}


@pytest.fixture
def followed(make, namur, sender, helper, mediator):
    """A household supported by the helper's body since a while, coordination with a seat, a colleague, strangers."""
    with at(date(2026, 2, 2)):
        letting = make.letting(namur, sender, helper.organisation_id)
        colleague = make.user(Role.PARTNER, organisation_id=helper.organisation_id)
        coordination, _ = make.user(), make.user(Role.COORDINATION)
        make.capteur_seat(namur, coordination)
    return {"letting": letting, "helper": helper, "colleague": colleague, "coordination": coordination}


def told(app):
    """Who was written to, by account, oldest first."""
    return [(one.user_id, one.kind) for one in rows(app, OutboxMail)]


@pytest.mark.parametrize("clock", CLOCKS)
def test_who_does_not_answer_is_reminded_then_the_team_then_coordination(app, make, followed, mediator, clock):
    raised_on, first, second, third = CLOCKS[clock]
    people = followed
    with at(raised_on):
        alert = make.support_alert(people["letting"], mediator, addressee_id=people["helper"].id)
    days = [raised_on + count * DAY for count in range((third - raised_on).days + 3)]
    found = {day: run(app, day)[1][0] for day in days}
    assert {day for day, count in found.items() if count} == {first, second, third}
    reminders = [(one.alert_id, one.due_on, one.told_on, one.people) for one in rows(app, AlertReminder)]
    assert reminders == [(alert.id, first, first, 1), (alert.id, second, second, 2), (alert.id, third, third, 1)]
    team = {people["helper"].id, people["colleague"].id}
    mails = told(app)
    assert mails[0][0] == people["helper"].id
    assert {mail[0] for mail in mails[1:3]} == team
    assert [mail[0] for mail in mails[3:]] == [people["coordination"].id]
    assert [one.alert_id for one in rows(app, ConcertationItem)] == [alert.id]


def test_jobs_that_are_days_late_tell_each_level_once_and_each_person_once(app, make, followed, mediator):
    with at(date(2026, 3, 2)):
        make.support_alert(followed["letting"], mediator)
    assert run(app, date(2026, 3, 20))[1] == (3, None)
    assert run(app, date(2026, 3, 21))[1] == (0, None)
    assert sorted(told(app)) == [
        (followed[name].id, MailKind.ALERT_REMINDER) for name in ("helper", "colleague", "coordination")
    ]
    assert {one.due_on.day for one in rows(app, AlertReminder)} == {4, 6, 11}


def test_two_runs_at_once_tell_a_level_once(app, make, followed, mediator):
    make.support_alert(followed["letting"], mediator, raised_on=today() - 4 * DAY, answer_by=today())
    before = len(rows(app, DueVisit))

    def once():
        with app.app_context():
            return [one.error for one in run_jobs(FOLLOW_UP)]

    assert at_once(once, once, once) == [[None, None]] * 3
    assert len(rows(app, AlertReminder)) == 1
    assert len(told(app)) == 2
    visits = [(one.tripartite_id, one.due_on) for one in rows(app, DueVisit)]
    assert before == 0 < len(visits) == len(set(visits))


def test_an_answer_stops_the_clock_and_all_is_seen_on_the_alert(app, make, sign_in, namur, followed, mediator):
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=BRUSSELS)) as clock:
        url = f"{base(namur)}/lettings/{followed['letting'].public_id}"
        client = sign_in(mediator)
        client.submit(f"{url}/alert", status=422, subject="arrears")
        client.submit(f"{url}/alert", subject="arrears", origin="owner", words="Zyxloyers en retard")
        assert [kind for _, kind in told(app)] == [MailKind.SUPPORT_ALERT] * 2
        page = client.last.headers["Location"]
        clock.move_to(datetime(2026, 3, 5, 9, tzinfo=BRUSSELS))
        run(app, date(2026, 3, 5))
        helper = sign_in(followed["helper"])
        shown = helper.get(page).text
        assert "Rappel à la personne alertée" in shown
        assert "Réponse en retard" in shown
        helper.post(f"{page}/acknowledgement")
        assert run(app, date(2026, 3, 20))[1] == (0, None)
        helper.submit(f"{page}/plan", plan="Zyxvisite lundi")
        helper.submit(f"{page}/outcome", outcome="Zyxplan de paiement")
        alert = rows(app, SupportAlert)[0]
        assert (alert.acknowledged_on, alert.solved_on, alert.handler_id) == (date(2026, 3, 5),) * 2 + (
            followed["helper"].id,
        )
        assert "Zyxplan" in sign_in(mediator).get(page).text
        assert not [link for link in rows(app, OutboxMail) if "Zyx" in str(link.counts)]


def test_working_days_and_reviews_are_counted_by_hand():
    assert working_days_between(date(2026, 3, 6), date(2026, 3, 6)) == 0
    assert working_days_between(date(2026, 3, 6), date(2026, 3, 9)) == 1
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 7)) == 2
    first = date(2026, 1, 5)
    assert not needs_review([first])
    assert needs_review([first + 90 * DAY, first])
    assert not needs_review([first, first + 91 * DAY])


def test_a_field_operator_that_supports_answers_and_notes_through_its_field_workers(
    make, sign_in, namur, sender, mediator
):
    worker, other = make.user(Role.FIELD_WORKER), make.user(Role.FIELD_WORKER)
    letting = make.letting(namur, sender, worker.organisation_id)
    alert, visit = make.support_alert(letting, mediator), make.due_visit(letting)
    assert worker.public_id in sign_in(mediator).get(f"{base(namur)}/lettings/{letting.public_id}/alert").text
    client = sign_in(worker)
    client.post(f"{base(namur)}/alerts/{alert.public_id}/acknowledgement")
    client.submit(f"{base(namur)}/due-visits/{visit.public_id}", result="held", minutes="30")
    for page in (f"alerts/{alert.public_id}", f"due-visits/{visit.public_id}", f"lettings/{letting.public_id}"):
        sign_in(other).get(f"{base(namur)}/{page}", status=404)
