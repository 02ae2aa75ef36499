"""What coordination is told because it is late beyond its delay.

Of what only the team may open, numbers by organisation: neither a household, nor what it is about; protected households
and rights of the health area are not counted.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact
from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.models.exit_plans import ExitStep
from accompaniment.models.incidents import Incident
from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkTheme
from accompaniment.models.prevention import PreventionCase
from accompaniment.models.supports import Support
from accompaniment.models.tasks import Task
from accompaniment.queries.contacts import asked
from accompaniment.queries.exit_stages import steps_to_do
from accompaniment.queries.files import in_force
from accompaniment.queries.follow_ups import expected
from accompaniment.queries.incidents import next_due
from accompaniment.queries.mobilisation_states import answer_due, goes_on
from accompaniment.queries.prevention import deadlines
from accompaniment.queries.rights_due import people_of
from accompaniment.queries.standing import standing
from accompaniment.vocab_exits import FollowUpState
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.periods import lived_contains
from axes.models.assessments import Assignment
from axes.models.people import Household, HouseholdMember
from axes.models.programmes import Team
from axes.queries.scope import readable
from reports.queries import notification_people as people
from reports.queries import notification_signatures as signed
from reports.queries.notification_row import Rows, shaped
from reports.rules.notifications import TOLD


def stays_overdue(reader: Reader, day: date, until: date) -> Rows:
    """Stays past their planned end since `until` or before."""
    return _since(people.stays_overdue(reader, day), until)


def _since(rows: Rows, until: date) -> Rows:
    late = rows.subquery()
    return sa.select(late).where(late.c.due_on <= sa.literal(until, sa.Date))


def signatures(reader: Reader, day: date, until: date) -> Rows:
    """Conventions #2 that wait for a partner or a support body since `until` or before."""
    return _since(signed.signatures_of_others(reader, day), until)


def exit_steps(reader: Reader, day: date, until: date) -> Rows:
    """Plans with a step that was due by `until`: by reference, as on the exits board."""
    oldest = sa.func.min(ExitStep.due_on)
    columns = shaped(
        subject=Household.public_id,
        reference=Household.reference,
        day=oldest,
        due_on=oldest,
        number=sa.func.count(ExitStep.id),
    )
    late = ExitStep.due_on <= sa.literal(until, sa.Date)
    query = steps_to_do(day, *columns).where(late, readable(reader, Action.EXIT_VIEW))
    return query.group_by(Household.public_id, Household.reference)


def rights(reader: Reader, day: date, until: date) -> Rows:
    """Rights to follow whose day was `until` or before, by the organisation that accompanies."""
    accompanied = sa.select(Support.household_id).where(in_force(day))
    here = standing(day, EntitlementEvent.person_id.in_(people_of(accompanied, day)))
    lives = lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day)
    query = (
        sa.select(Support.organisation_id, here.c.event_id.label("what"), here.c.deadline.label("due_on"))
        .join(Entitlement, Entitlement.id == here.c.entitlement_id)
        .join(HouseholdMember, sa.and_(HouseholdMember.person_id == here.c.person_id, lives))
        .join(Household, Household.id == HouseholdMember.household_id)
        .join(Support, sa.and_(Support.household_id == Household.id, in_force(day)))
        .where(Household.is_protected.is_(False), Entitlement.sensitive.is_(False))
        .where(sa.or_(Entitlement.closed_on.is_(None), Entitlement.closed_on > day))
        .where(here.c.remind_on <= sa.literal(day, sa.Date))
    )
    return _by_organisation(query, until)


def follow_ups(reader: Reader, day: date, until: date) -> Rows:
    """Follow-ups due since `until` or before, by the organisation whose team followed the household last."""
    one = expected(day, due_by=until).subquery("expected_one").c
    last = sa.select(Team.organisation_id).join(Assignment, Assignment.team_id == Team.id)
    last = last.where(Assignment.household_id == Household.id, Assignment.start_on <= day)
    organisation = last.order_by(Assignment.start_on.desc(), Assignment.id.desc()).limit(1).correlate(Household)
    what = sa.cast(one.stay_id, sa.String) + "/" + sa.cast(one.months, sa.String)
    query = (
        sa.select(organisation.scalar_subquery().label("organisation_id"), what.label("what"), one.due_on)
        .join(Household, Household.id == one.household_id)
        .where(Household.is_protected.is_(False), one.state == FollowUpState.DUE.value)
    )
    return _by_organisation(query, until)


def next_steps(reader: Reader, day: date, until: date) -> Rows:
    """Steps after contacts that were due by `until`, by the organisation that was to take them."""
    columns: tuple[Any, ...] = (Contact.organisation_id, Contact.id.label("what"), Contact.next_on.label("due_on"))
    query = (
        sa.select(*columns)
        .join(Household, Household.id == Contact.household_id)
        .where(Household.is_protected.is_(False), *asked())
    )
    return _by_organisation(query, until)


def incidents(reader: Reader, day: date, until: date) -> Rows:
    """Open incidents that ask for an answer since `until` or before, by the organisation that wrote them."""
    hidden = sa.exists().where(Household.id == Incident.household_id, Household.is_protected.is_(True))
    columns: tuple[Any, ...] = (Incident.organisation_id, Incident.id.label("what"), next_due().label("due_on"))
    query = sa.select(*columns).where(Incident.closed_on.is_(None), ~hidden.correlate(Incident))
    return _by_organisation(query, until)


def mobilisations(reader: Reader, day: date, until: date) -> Rows:
    """Requests whose answer was due by `until`, by the organisation that asked; none of the health area."""
    columns: tuple[Any, ...] = (
        Mobilisation.organisation_id,
        Mobilisation.id.label("what"),
        answer_due().label("due_on"),
    )
    query = sa.select(*columns).join(Mobilisation.household).join(Mobilisation.theme).join(Mobilisation.service)
    waits = (goes_on(), Mobilisation.sent_on.is_not(None), Mobilisation.answer.is_(None))
    query = query.where(*waits, Household.is_protected.is_(False), NetworkTheme.sensitive.is_(False))
    return _by_organisation(query, until)


def prevention(reader: Reader, day: date, until: date) -> Rows:
    """Things to do in cases against the loss of a home that were due by `until`, by the organisation that follows."""
    due = deadlines(day)
    columns: tuple[Any, ...] = (PreventionCase.organisation_id, due.c.case_id.label("what"), due.c.on.label("due_on"))
    query = sa.select(*columns).join(due, due.c.case_id == PreventionCase.id)
    query = query.join(PreventionCase.household).where(PreventionCase.closed_on.is_(None))
    return _by_organisation(query.where(Household.is_protected.is_(False)), until)


def tasks(reader: Reader, day: date, until: date) -> Rows:
    """Tasks of other organisations that were due by `until`, by organisation."""
    hidden = sa.exists().where(Household.id == Task.household_id, Household.is_protected.is_(True)).correlate(Task)
    columns: tuple[Any, ...] = (Task.organisation_id, Task.id.label("what"), Task.due_on)
    query = sa.select(*columns).where(Task.is_open, ~hidden, Task.organisation_id != reader.organisation_id)
    return _by_organisation(query, until)


def _by_organisation(query: Rows, until: date) -> Rows:
    """One row for each organisation: how many things, since when the oldest."""
    one: Any = query.subquery("late").c
    oldest = sa.func.min(one.due_on)
    name = sa.func.coalesce(Organisation.short_name, Organisation.name)
    columns = shaped(
        subject=Organisation.public_id,
        stage=TOLD,
        place=name,
        day=oldest,
        due_on=oldest,
        number=sa.func.count(one.what.distinct()),
    )
    return (
        sa.select(*columns)
        .join(Organisation, Organisation.id == one.organisation_id)
        .where(one.due_on <= sa.literal(until, sa.Date))
        .group_by(Organisation.public_id, name)
    )
