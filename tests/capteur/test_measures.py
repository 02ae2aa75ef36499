"""Days worked and goals: noted once, corrected, and measured against."""

from datetime import date, timedelta

from app.auth.vocab import Role
from app.clock import today
from app.periods import add_months
from capteur.models.measures import WorkedMonth
from tests.occupancy.test_stays import rows


def month(day):
    return day.strftime("%Y-%m")


def test_days_and_goals_are_noted_once_and_the_figures_follow(app, make, sign_in):
    programme = make.capteur_programme()
    browser = sign_in(make.prospector(programme))
    base, last = f"/capteur/{programme.public_id}", add_months(today(), -1)
    make.captured(programme, on=last)
    noted = {"month": month(last), "days": "17.5"}
    browser.submit(f"{base}/measures/months/new", **noted)
    assert "déjà notés" in browser.submit(f"{base}/measures/months/new", status=422, **noted).text
    assert "demi-jours" in browser.submit(f"{base}/measures/months/new", status=422, **(noted | {"days": "3.3"})).text
    for wrong in (add_months(today(), 1), date(1950, 6, 1)):
        text = browser.submit(f"{base}/measures/months/new", status=422, month=month(wrong), days="1").text
        assert "depuis 1990" in text
    worked = rows(app, WorkedMonth)[0]
    browser.submit(f"{base}/measures/months/{worked.public_id}/edit", days="12")
    goal = {"first_day": last.isoformat(), "last_day": today().isoformat(), "dwellings": "4"}
    browser.submit(f"{base}/measures/goals/new", **goal)
    assert "autre objectif" in browser.submit(f"{base}/measures/goals/new", status=422, **goal).text
    turned = goal | {"last_day": (last - timedelta(days=1)).isoformat()}
    browser.submit(f"{base}/measures/goals/new", status=422, **turned)
    told = {row["figure"]: row["value"] for row in browser.get(f"{base}/figures.json").json}
    assert (told["capture_pace"], told["target_attainment"]) == (12, 0.25)


def test_who_reads_counts_alone_notes_nothing(make, sign_in):
    programme, funder = make.capteur_programme(), make.user(Role.FUNDER)
    make.capteur_seat(programme, funder)
    sign_in(funder).get(f"/capteur/{programme.public_id}/measures", status=404)
