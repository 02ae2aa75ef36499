"""Opening a support, saying how it goes on, ending it: each one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from accompaniment.models.supports import Support, SupportPerson
from accompaniment.vocab import Roof, SupportEnd
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.periods.days import ONE_DAY
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from occupancy.models.stays import Stay

FURTHEST = timedelta(days=31)  # an end is not said further ahead


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Who accompanies, and under which roof. `place` says which lease or address, for the roofs that have one."""

    team: Team
    reference_worker: User | None
    roof: Roof
    stay: Stay | None = None
    place: str | None = None


def open_support(
    *, household: Household, people: Iterable[int], setting: Setting, start_on: date, actor: Actor
) -> Support:
    """A team accompanies these people of the household (keys of persons) from a day on, housed or not.

    Raises `Refusal` for nobody, a day to come, a worker of another organisation or a roof that is none of theirs;
    `Conflict` when the organisation accompanies the household already.
    """
    who = list(dict.fromkeys(people))
    if not who:
        raise Refusal("support.refusal.nobody", "people")
    if start_on > today():
        raise Refusal("support.refusal.start_to_come", "start_on", day=shown(today()))
    _check(setting, household)
    return begin(household, who, setting, start_on, actor)


def begin(household: Household, who: Iterable[int], setting: Setting, start_on: date, actor: Actor) -> Support:
    """Write a support and its people, also from a day to come: as the team changes then."""
    made = Support(
        programme_id=_programme_of(setting.team),
        household_id=household.id,
        organisation_id=setting.team.organisation_id,
        start_on=start_on,
    )
    _set(made, setting)
    _write(made)
    db.session.add_all(SupportPerson(support_id=made.id, person_id=one, start_on=start_on) for one in who)
    db.session.flush()
    record("support.opened", made, actor=actor, household_id=household.id, team=setting.team, start_on=start_on)
    return made


def edit_support(
    *, support: Support, version: int | None, setting: Setting, people: Iterable[int], actor: Actor
) -> None:
    """Say anew who accompanies whom, under which roof: people come and go from today on.

    Raises `Stale`, `Refusal` as `open_support`, or once it ended.
    """
    refuse_stale(support, version)
    refuse_ended(support)
    _check(setting, support.household)
    if setting.team.organisation_id != support.organisation_id:
        raise Refusal("support.refusal.other_organisation", "team")
    if _programme_of(setting.team) != support.programme_id:
        raise Refusal("support.refusal.other_programme", "team")
    _set(support, setting)
    came, left = settle_people(support, set(people), today())
    db.session.flush()
    record("support.edited", support, actor=actor, team=setting.team, roof=setting.roof, came=came, left=left)


def settle_people(support: Support, wanted: set[int], day: date) -> tuple[list[int], list[int]]:
    """From `day` on the support is of these people: keys of those who came, and of those who left. Raises `Refusal`
    for nobody."""
    if not wanted:
        raise Refusal("support.refusal.nobody", "people")
    open_rows = sa.select(SupportPerson).where(SupportPerson.support_id == support.id, SupportPerson.end_on.is_(None))
    standing = {one.person_id: one for one in db.session.scalars(open_rows)}
    came, left = sorted(wanted - set(standing)), sorted(set(standing) - wanted)
    for person in left:
        standing[person].end_on = max(day, standing[person].start_on + ONE_DAY)
    start_on = max(day, support.start_on)
    db.session.add_all(SupportPerson(support_id=support.id, person_id=one, start_on=start_on) for one in came)
    if came or left:
        flag_modified(support, "roof")  # whoever saves second is told of it
    return came, left


def end_support(*, support: Support, version: int | None, end_on: date, end_reason: SupportEnd, actor: Actor) -> None:
    """The support ends on `end_on`, the first day without it, for everybody in it."""
    refuse_stale(support, version)
    refuse_ended(support)
    if end_on <= support.start_on:
        raise Refusal("support.refusal.ends_too_early", "end_on", day=shown(support.start_on + ONE_DAY))
    if end_on > today() + FURTHEST:
        raise Refusal("support.refusal.ends_too_late", "end_on", day=shown(today() + FURTHEST))
    close(support, end_on, end_reason)
    record("support.ended", support, actor=actor, end_on=end_on, reason=end_reason)


def close(support: Support, end_on: date, reason: SupportEnd) -> None:
    """Write the end; whoever joined after that day was never in it."""
    support.end_on, support.end_reason = end_on, reason
    standing = sa.select(SupportPerson).where(SupportPerson.support_id == support.id, SupportPerson.end_on.is_(None))
    for one in db.session.scalars(standing):
        one.end_on = max(end_on, one.start_on + ONE_DAY)
    db.session.flush()


def refuse_ended(support: Support) -> None:
    """Raise `Conflict` when the support is over."""
    if support.end_on is not None:
        raise Conflict("support.conflict.ended", day=shown(support.end_on))


def _programme_of(team: Team) -> int:
    return db.session.scalars(sa.select(Axis.programme_id).where(Axis.id == team.axis_id)).one()


def _set(support: Support, setting: Setting) -> None:
    housed = setting.roof is Roof.STAY and setting.stay is not None
    support.team_id = setting.team.id
    support.reference_worker_id = setting.reference_worker.id if setting.reference_worker else None
    support.roof = setting.roof
    support.stay_id = setting.stay.id if housed and setting.stay else None
    support.place = setting.place if setting.roof in {Roof.LEASE, Roof.ADDRESS} else None


def _check(setting: Setting, household: Household) -> None:
    worker, stay = setting.reference_worker, setting.stay
    if worker is not None and worker.organisation_id != setting.team.organisation_id:
        raise Refusal("support.refusal.worker_elsewhere", "reference_worker")
    if setting.roof is Roof.STAY and (stay is None or stay.household_id != household.id):
        raise Refusal("support.refusal.no_stay", "roof")


def _write(support: Support) -> None:
    with guarded({"support_no_overlap": lambda: _already(support)}):
        db.session.add(support)


def _already(wanted: Support) -> Conflict:
    """Names the support in the way and the first day that would work."""
    query = sa.select(Support.start_on, Support.end_on).where(
        Support.household_id == wanted.household_id,
        Support.organisation_id == wanted.organisation_id,
        Support.programme_id == wanted.programme_id,
        sa.or_(Support.end_on.is_(None), Support.end_on > wanted.start_on),
    )
    since, until = db.session.execute(query.order_by(Support.start_on.desc()).limit(1)).one()
    if until is None:
        return Conflict("support.conflict.open", since=shown(since))
    return Conflict("support.conflict.until", since=shown(since), day=shown(until))
