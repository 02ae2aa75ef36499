"""The list of supports, scoped to its reader."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact
from accompaniment.models.supports import Support
from accompaniment.queries.contacts import STANDING, asked
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.vocab import Roof, SupportState
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.web.asked import Filters
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable, within_reach


@dataclass(frozen=True)
class SupportFilters(Filters):
    """What the list is narrowed to: `worker` (public id, "me", nothing for all), state (current unless told), roof."""

    worker: str | None = None
    state: str | None = None
    roof: str | None = None
    text: str | None = None


def list_supports(reader: Reader, filters: SupportFilters) -> sa.Select[Any]:
    """Supports by the reader's organisation: plain columns, no name (`names_of` adds those they may know). Those for
    whom something is due come first."""
    last, due = _last_contact().label("last_on"), _next_step().label("next_on")
    columns: tuple[Any, ...] = (
        Support.public_id,
        Support.household_id,
        Support.roof,
        Support.start_on,
        Support.end_on,
        Household.public_id.label("household_public_id"),
        Household.reference,
        Household.is_protected,
        Axis.number.label("axis_number"),
        Axis.name_fr,
        Axis.name_nl,
        Axis.name_en,
        User.name.label("worker"),
    )
    query = (
        sa.select(*columns, last, due)
        .join(Household, Household.id == Support.household_id)
        .join(Team, Team.id == Support.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .join(Organisation, Organisation.id == Support.organisation_id)
        .outerjoin(User, User.id == Support.reference_worker_id)
        .where(within_reach(reader, Action.SUPPORT_VIEW), readable(reader, Action.SUPPORT_VIEW))
        .where(of_organisation(reader.organisation_id), *_narrowed(reader, filters))
    )
    return query.order_by(due.is_(None), due, Support.start_on.desc(), Support.id.desc())


def _narrowed(reader: Reader, filters: SupportFilters) -> list[sa.ColumnElement[bool]]:
    going_on = in_force(today())
    conditions = [~going_on if filters.state == SupportState.ENDED else going_on]
    if filters.worker == "me":
        conditions.append(Support.reference_worker_id == reader.user_id)
    elif filters.worker:
        conditions.append(User.public_id == filters.worker)
    if filters.roof in set(Roof):
        conditions.append(Support.roof == Roof(filters.roof))
    if filters.text:
        conditions.append(Household.reference.icontains(filters.text, autoescape=True))
    return conditions


def _last_contact() -> Any:
    """The day of the last contact of the supporting organisation."""
    query = sa.select(sa.func.max(Contact.happened_on)).where(
        Contact.household_id == Support.household_id, Contact.organisation_id == Support.organisation_id, STANDING
    )
    return sa.type_coerce(query.correlate(Support).scalar_subquery(), sa.Date)


def _next_step() -> Any:
    """The first day by which that organisation has something to do."""
    query = sa.select(sa.func.min(Contact.next_on)).where(
        Contact.household_id == Support.household_id, Contact.organisation_id == Support.organisation_id, *asked()
    )
    return sa.type_coerce(query.correlate(Support).scalar_subquery(), sa.Date)
