"""Scheduled work: `tremplin jobs run` from a timer. Each job has a name, and a transaction and an actor of its own.

A job is a function that takes its actor, can be run again at any time, and returns how many things it did.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.audit.actor import Actor, system
from app.auth.services.sign_in import warn_of_unfinished
from app.auth.services.tidy import forget_what_expired
from app.db import db, transaction
from axes.services.persons import refresh_majority
from occupancy.jobs import expire_proposals

log = logging.getLogger("tremplin")


@dataclass(frozen=True)
class Job:
    """One kind of scheduled work."""

    name: str
    run: Callable[[Actor], int]


@dataclass(frozen=True)
class Outcome:
    """What a job did: how many things, or the name of the error that stopped it."""

    name: str
    done: int = 0
    error: str | None = None


JOBS: tuple[Job, ...] = (
    Job("expire_proposals", expire_proposals),
    Job("refresh_majority", lambda actor: refresh_majority(actor=actor)),
    Job("warn_of_unfinished_sign_ins", lambda _: warn_of_unfinished()),
    Job("forget_expired_sign_ins", lambda _: forget_what_expired()),
)


def run_jobs(jobs: tuple[Job, ...] = JOBS, *, dry_run: bool = False) -> Iterator[Outcome]:
    """Run each job in its own transaction; one that fails leaves nothing behind and does not stop the others.

    `dry_run` does the work and takes it back: the counts are those of a real run.
    """
    for job in jobs:
        yield _run(job, dry_run)


def _run(job: Job, dry_run: bool) -> Outcome:
    with transaction("write"):
        try:
            done = job.run(system(f"jobs.{job.name}"))
            if not dry_run:
                db.session.commit()
        except Exception as error:
            log.exception("job %s failed", job.name)
            return Outcome(job.name, error=type(error).__name__)
        finally:
            db.session.rollback()
            db.session.remove()
    return Outcome(job.name, done)
