"""Scheduled work: `tremplin jobs run` from a timer. Each job has a name, and a transaction and an actor of its own.

A job is a function that takes its actor, can be run again at any time, and returns how many things it did.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from flask import current_app

from accompaniment.services.reservations import release_unused
from accompaniment.services.tasks_in_charge import pass_tasks
from app.audit.actor import system
from app.auth.services.post import deliver
from app.auth.services.sign_in import warn_of_unfinished
from app.auth.services.tidy import forget_what_expired
from app.config import Settings
from app.db import db, transaction
from axes.services.keeping import announce_ended
from axes.services.persons import refresh_majority
from capteur.services.alerts import remind_of_alerts
from capteur.services.due_visits import plan_due_visits
from capteur.services.proposals import release_past
from capteur.services.requests import expire_requests
from occupancy.jobs import expire_proposals
from reports.jobs import tell_the_day

log = logging.getLogger("tremplin")


@dataclass(frozen=True)
class Job:
    """One kind of scheduled work. One that is `apart` has transactions of its own, and is told of a dry run."""

    name: str
    run: Callable[..., int]
    apart: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a job did: how many things, or the name of the error that stopped it."""

    name: str
    done: int = 0
    error: str | None = None


def _settings() -> Settings:
    return cast("Settings", current_app.config["TREMPLIN"])


JOBS: tuple[Job, ...] = (
    Job("expire_proposals", expire_proposals),
    Job("release_unused_reservations", lambda actor: release_unused(actor=actor)),
    Job("release_past_reservations", lambda actor: release_past(actor=actor)),
    Job("expire_housing_requests", lambda actor: expire_requests(actor=actor)),
    Job("plan_due_visits", lambda actor: plan_due_visits(actor=actor)),
    Job("remind_of_alerts", lambda actor: remind_of_alerts(public_url=_settings().public_url, actor=actor)),
    Job("pass_tasks", lambda actor: pass_tasks(actor=actor)),
    Job("refresh_majority", lambda actor: refresh_majority(actor=actor)),
    Job("announce_ended_files", lambda actor: announce_ended(actor=actor)),
    Job("warn_of_unfinished_sign_ins", lambda _: warn_of_unfinished()),
    Job("forget_expired_sign_ins", lambda _: forget_what_expired()),
    Job("tell_the_day", lambda _, dry_run: tell_the_day(_settings(), dry_run=dry_run), apart=True),
    Job("send_mails", lambda actor, dry_run: deliver(_settings(), actor=actor, dry_run=dry_run), apart=True),
)


def run_jobs(jobs: tuple[Job, ...] = JOBS, *, dry_run: bool = False) -> Iterator[Outcome]:
    """Run each job in its own transaction; one that fails leaves nothing behind and does not stop the others.

    `dry_run` does the work and takes it back: the counts are those of a real run.
    """
    for job in jobs:
        yield _run(job, dry_run)


def _run(job: Job, dry_run: bool) -> Outcome:
    actor = system(f"jobs.{job.name}")
    with transaction("write"):
        try:
            if job.apart:
                return Outcome(job.name, job.run(actor, dry_run))
            done = job.run(actor) if _is_mine(job) else 0
            if not dry_run:
                db.session.commit()
        except Exception as error:
            log.exception("job %s failed", job.name)
            return Outcome(job.name, error=type(error).__name__)
        finally:
            db.session.rollback()
            db.session.remove()
    return Outcome(job.name, done)


def _is_mine(job: Job) -> bool:
    """Whether no other run is at this job now. SQLite has one writer at a time; PostgreSQL is asked for a lock."""
    if db.engine.dialect.name == "sqlite":
        return True
    name = sa.func.hashtext(f"tremplin.jobs.{job.name}")
    return bool(db.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(name))))
