"""What several rules refuse of one form is told at once, each beside its field."""

import io
from datetime import timedelta

import pytest

from app.clock import today
from tests.support.html import field_error
from tests.support.papers import PDF

DAY, LEFT = timedelta(days=1), timedelta(days=100)
BEFORE = (today() - 30 * DAY).isoformat()


def follow_up(make, world):
    stay = make.stay(household=world.household, team=world.team, start_on=today() - 2 * LEFT)
    make.stay_exit(stay, left_on=today() - LEFT)
    return f"/stays/{stay.public_id}/follow-ups/3/new", {"result": "lost"}


def consent(make, world):
    return f"{world.url}/consents/new", {"scope": "share_file", "purpose": "Préparer le relogement"}


def right(make, world):
    code = make.entitlements()["residence_permit"].public_id
    url = f"{world.url}/rights/{world.household.person.public_id}/{code}"
    return url, {"state": "obtained", "valid_until": BEFORE, "next_on": BEFORE}


def document(make, world):
    days = {"first_day": today().isoformat(), "last_day": BEFORE}
    return f"{world.url}/documents/new", {"kind": "other", "files": [(io.BytesIO(PDF), "scan.pdf")], **days}


def departure(make, world):
    make.destinations()
    stay = make.stay(household=world.household, team=world.team, start_on=today() - 10 * DAY)
    typed = {"destination": "DEATH", "decided_by": "occupant", "reason": "other", "voluntary": "True"}
    return f"/stays/{stay.public_id}/exit", typed | {"left_on": today().isoformat(), "keys_back_on": BEFORE}


def contact(make, world):
    make.support(world.household, world.team, world.worker)
    typed = {"happened_on": (today() + DAY).isoformat(), "next_step": "Rappeler le CPAS"}
    return f"{world.url}/contacts/new", {"kind": "phone", "minutes": "10"} | typed


def candidacy(make, world):
    plan = make.exit_plan(world.household, world.worker, started_on=today() - LEFT)
    filed = make.candidacy(plan, events=[("filed", today())])
    return f"/candidacies/{filed.public_id}/events/new", {"kind": "ranked", "happened_on": BEFORE}


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (follow_up, {"home_end_on", "voluntary", "end_reason"}),
        (consent, {"organisation", "last_day"}),
        (right, {"valid_until", "next_on"}),
        (document, {"title", "last_day"}),
        (contact, {"happened_on", "next_on"}),
        (candidacy, {"happened_on", "rank"}),
        (departure, {"reason", "voluntary", "keys_back_on"}),
    ],
)
def test_all_that_is_wrong_is_told_at_once(make, world, form, wrong):
    url, typed = form(make, world)
    answer = world.enter(world.worker).submit(url, status=422, **typed)
    for name in wrong:
        assert field_error(answer, name)
