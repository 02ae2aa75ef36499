"""What tests of notifications share: a worker with a household, things that happen to it, and reading the list."""

from types import SimpleNamespace

import sqlalchemy as sa
from lxml import html
from sqlalchemy.orm import Session

from accompaniment.models.exit_plans import ExitStep
from app.audit.actor import system
from app.audit.journal import record_in
from app.clock import now, today
from app.db import db, transaction
from app.periods import add_months
from axes.models.people import HouseholdMember, Person
from occupancy.models.allocations import AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.vocab import AllocationStepKind
from tests.app.todays import closing, days


def world_of(make):
    programme = make.programme()
    team = programme.teams[2, "DIOGENES"]
    worker = make.team_member(team)
    world = SimpleNamespace(make=make, programme=programme, team=team, worker=worker)
    return with_household(world)


def with_household(world):
    """The same world with another household of the worker's."""
    household = world.make.household(adults=1, organisation_id=world.team.organisation_id)
    world.make.assignment(household, world.team, start_on=days(-500), reference_worker_id=world.worker.id)
    return SimpleNamespace(**(vars(world) | {"household": household}))


def change(make, record, **values):
    """Write these values into a record, as an act would."""
    with make.app.app_context(), transaction("write"), Session(db.engine) as session:
        found = session.get(type(record), record.id)
        for name, value in values.items():
            setattr(found, name, value)
        record_in(session, "test.made", None, actor=system("tests"))
        session.commit()


def told(client, query=""):
    """(title, text) of each notification, in order."""
    page = html.fromstring(client.get(f"/notifications{query}").text)
    found = page.xpath("//*[@id='notification-results']//li[contains(@class, 'item')]")
    return [(one.xpath("string(.//*[contains(@class, 'title')])"), one.xpath("string((.//small)[1])")) for one in found]


def titles(client):
    return [title for title, _ in told(client)]


# What happens, and how it is done: each begins something for the worker and gives what ends it.


def closing_site(world):
    site = world.make.site(name="Les Lilas")
    stay = world.make.stay(world.make.home(site), world.household, planned_end_on=days(95))
    closure = closing(world.make, site)
    outcome = {"kind": "exit_planned", "planned_on": days(50)}
    return lambda: world.make.save(ClosureOutcome(closure_id=closure.id, stay_id=stay.id, **outcome))


def stay_overdue(world):
    stay = world.make.stay(household=world.household, planned_end_on=days(-20))
    return lambda: change(world.make, stay, planned_end_on=days(150))


def proposal(world):
    facts = {"household": world.household, "team": world.team, "proposed_by": world.worker}
    made = world.make.allocation(world.programme, unit=world.make.home(), **facts)

    def done():
        world.make.save(AllocationStep(allocation_id=made.id, kind=AllocationStepKind.TEAM_DECLINED, reason="other"))
        change(world.make, made, closed_at=now())

    return done


def exit_step(world):
    plan = world.make.exit_plan(world.household, world.worker)
    step: ExitStep = world.make.exit_step(plan, due_on=days(-30))
    return lambda: change(world.make, step, done_on=today())


def right(world, until=-40):
    world.make.support(world.household, world.team, world.worker)
    with world.make.app.app_context(), Session(db.engine) as session:
        query = sa.select(Person).join(HouseholdMember, HouseholdMember.person_id == Person.id)
        person = session.scalars(query.where(HouseholdMember.household_id == world.household.id)).one()
    world.make.right_event(
        world.household, person, "residence_permit", world.worker, happened_on=days(-400), valid_until=days(until)
    )
    return lambda: world.make.right_event(
        world.household, person, "residence_permit", world.worker, valid_until=days(400)
    )


def document(world):
    older = world.make.person_document(world.household, world.worker, last_day=days(15))
    return lambda: world.make.person_document(world.household, world.worker, replaces_id=older.id)


def follow_up(world):
    left = add_months(today(), -4)
    stay = world.make.stay(household=world.household, start_on=left - (days(90) - today()), end_on=left)
    world.make.stay_exit(stay, left_on=left)
    world.make.support(world.household, world.team, world.worker)
    return lambda: world.make.follow_up(stay, world.worker)


def next_step(world):
    contact = world.make.contact(world.household, world.worker, next_on=days(-40), next_step="Rappeler le CPAS")
    return lambda: change(world.make, contact, next_done_on=today())


def task(world):
    made = world.make.task(world.worker, world.household, due_on=days(-40))
    return lambda: change(world.make, made, done_at=now(), settled_by_id=world.worker.id)


def length(world):
    world.make.stay(household=world.household, start_on=days(-400), planned_end_on=days(300))
    return lambda: world.make.exit_plan(world.household, world.worker)
