"""Erasures asked for and done."""

from typing import Any

from app.clock import now, today
from axes.models.erasures import Erasure, ErasureCount
from axes.vocab_erasures import ErasureReason, PersonalData


def erasure(make: Any, household: Any, **given: Any) -> Erasure:
    """One that waits for a second person."""
    values = {"reason": ErasureReason.MISTAKE, "asked_by_id": given.pop("asked_by", None) or make.user().id} | given
    return make.save(Erasure(household_id=household.id, **values))


def erased_household(make: Any) -> Any:
    """A household without anybody's name, and the erasure that took it: `person`, `erasure`."""
    household = make.household(adults=0)
    person = make.person(name="Partie")
    make.member(household, person=person)
    done = make.erasure(household, confirmed_by_id=make.user().id, done_at=now())
    make.save(ErasureCount(erasure_id=done.id, kind=PersonalData.IDENTITY, rows=1))
    with make.session() as session:
        session.merge(household).erased_on = today()
        session.merge(person).name_sealed = ""
    household.person, household.erasure = person, done
    return household
