"""Protected households: only the workers named for them may open their file (DESIGN §4)."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.db import count_as_changed, db
from app.web.errors import Refusal, refuse_stale
from axes.models.people import Household, ProtectedReader


def protect(*, household: Household, version: int, workers: Sequence[User], actor: Actor) -> None:
    """Close the file to all but `workers`, at once, shares and open break-glass included; or change who they are.

    Raises `Refusal` when nobody in charge would be left: the file would be lost to everyone; `Stale` when the household
    changed since `version`.
    """
    refuse_stale(household, version)
    if not any(worker.organisation_id == actor.organisation_id for worker in workers):
        raise Refusal("protection.names_own_worker", "workers")
    already = household.is_protected
    household.is_protected = True
    count_as_changed(household)
    db.session.execute(sa.delete(ProtectedReader).where(ProtectedReader.household_id == household.id))
    db.session.add_all(ProtectedReader(household_id=household.id, user_id=worker.id) for worker in workers)
    db.session.flush()
    name = "household.workers_named" if already else "household.protected"
    record(name, household, actor=actor, workers=list(workers))


def lift_protection(*, household: Household, actor: Actor) -> None:
    """Open the file again to those who could open it before. Nothing to do when it is not protected."""
    if not household.is_protected:
        return
    household.is_protected = False
    db.session.execute(sa.delete(ProtectedReader).where(ProtectedReader.household_id == household.id))
    record("household.protection_lifted", household, actor=actor)
