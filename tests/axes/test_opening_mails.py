"""An exceptional opening is told at once to who answers for the household, without a word about whom (S-83, S-93)."""

import pytest
import sqlalchemy as sa

from app.auth.vocab import Role
from app.clock import now
from app.db import db, transaction
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from tests.support.commands import tremplin
from tests.support.mails import mailbox

REASON = "La personne est à l’hôpital Saint-Pierre, sa sœur doit être prévenue"


@pytest.fixture
def home(make):
    household = make.household(adults=0)
    make.member(household, person=make.person(name="Awa Cachée"))
    quiet = {"organisation_id": household.organisation_id, "wants_digest": False}
    household.workers = [make.user(Role.FIELD_WORKER, **quiet) for _ in range(3)]
    make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id, deactivated_at=now())
    make.user(Role.ADMINISTRATOR, organisation_id=household.organisation_id)
    return household


def opened(make, sign_in, household):
    sign_in(make.user(Role.ALLOCATION)).submit(f"/households/{household.public_id}/break-glass", reason=REASON)


def told(app) -> set[int]:
    with app.app_context(), transaction("read"):
        kind = OutboxMail.kind == MailKind.IDENTITY_OPENED
        return set(db.session.scalars(sa.select(OutboxMail.user_id).where(kind)))


def test_the_workers_of_the_household_are_told(app, make, sign_in, home):
    programme = make.programme()
    first, second, _ = home.workers
    team = programme.teams[2, "DIOGENES"]
    make.assignment(home, team, reference_worker_id=first.id, second_worker_id=second.id)
    opened(make, sign_in, home)
    assert told(app) == {first.id, second.id}


def test_without_workers_all_those_in_charge_are_told(app, make, sign_in, home):
    opened(make, sign_in, home)
    assert told(app) == {one.id for one in home.workers}


def test_the_mail_arrives_and_names_nobody(app, make, sign_in, home, tmp_path):
    opened(make, sign_in, home)
    with mailbox(tmp_path) as box:
        done = tremplin(app, "jobs", "run", **box.environment)
    assert (done.returncode, len(box.taken)) == (0, 3)
    for message in box.taken:
        content = message["Subject"] + message.get_content()
        assert "https://tremplin.example" in content
        for said in ("Awa", "hôpital", home.reference, home.public_id, "Saint-Pierre"):
            assert said not in content
