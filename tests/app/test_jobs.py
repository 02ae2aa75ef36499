"""Scheduled work: each job alone in its transaction, named in the journal, harmless when run again."""

import re
from datetime import timedelta

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.models.proofs import PendingSignIn
from app.clock import now
from app.db import db
from app.jobs import Job, run_jobs
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from occupancy.models.allocations import Allocation
from tests.support.commands import tremplin
from tests.support.race import at_once


def closed(app):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(Allocation.closed_at.is_not(None)))


def test_expired_proposals_are_closed_once_and_the_job_is_named(app, make):
    programme = make.programme()
    make.allocation(programme, expired=True)
    make.allocation(programme, expired=True)
    make.allocation(programme)
    dry = tremplin(app, "jobs", "run", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "expire_proposals: 2 (dry run)" in dry.stdout
    assert closed(app) == 0
    assert "expire_proposals: 2" in tremplin(app, "jobs", "run").stdout
    assert "expire_proposals: 0" in tremplin(app, "jobs", "run").stdout
    assert closed(app) == 2
    with app.app_context():
        entries = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "allocation.expired")).all()
    assert [(entry.job, entry.user_id) for entry in entries] == [("jobs.expire_proposals", None)] * 2


def test_a_job_that_fails_leaves_nothing_and_stops_no_other(app, make):
    make.allocation(make.programme(), expired=True)
    from occupancy.jobs import expire_proposals

    def breaks(actor):
        expire_proposals(actor)
        raise ZeroDivisionError

    jobs = (Job("breaks", breaks), Job("expires", expire_proposals))
    with app.app_context():
        first, second = run_jobs(jobs)
    assert (first.error, first.done) == ("ZeroDivisionError", 0)
    assert (second.error, second.done) == (None, 1)


def test_several_runs_at_once_do_each_thing_once(app, make):
    programme = make.programme()
    for _ in range(4):
        make.allocation(programme, expired=True)
    worker = make.user()
    make.save(PendingSignIn(token_hash="a" * 64, user_id=worker.id, created_at=now() - timedelta(minutes=10)))
    runs = at_once(*[lambda: tremplin(app, "jobs", "run")] * 3)
    assert [(one.returncode, one.stderr) for one in runs] == [(0, "")] * 3
    told = "".join(one.stdout for one in runs)
    assert sum(map(int, re.findall(r"expire_proposals: (\d+)", told))) == 4
    assert sum(map(int, re.findall(r"warn_of_unfinished_sign_ins: (\d+)", told))) == 1
    with app.app_context():
        mails = db.session.scalars(sa.select(OutboxMail.kind)).all()
        acts = db.session.scalars(sa.select(JournalEntry.event).where(JournalEntry.event == "allocation.expired")).all()
    assert (mails, len(acts)) == ([MailKind.UNFINISHED_SIGN_IN], 4)
