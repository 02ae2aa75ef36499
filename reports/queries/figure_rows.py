"""The rows behind a figure as a page shows them: what they are called."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from axes.models.people import Household, HouseholdMember
from reports.figures import Figure, Subject
from reports.queries.in_sight import rows_in_sight
from reports.queries.rows import Rows
from sites.models.sites import Site
from sites.models.units import Unit


def shown_rows(figure: Figure, day: date, programme_id: int | None, reader: Reader) -> Rows:
    """One row per thing counted for this reader (`reports.queries.in_sight`): `label`, `url_id`, `since`."""
    counted = rows_in_sight(figure, day, programme_id, reader).subquery("counted")
    build = {Subject.PERSON: _persons, Subject.UNIT: _units, Subject.ORGANISATION: _organisations}
    return build[figure.subject](counted)


def _persons(counted: Any) -> Rows:
    """A person by the household they were last in."""
    last = (
        sa.select(HouseholdMember.household_id)
        .where(HouseholdMember.person_id == counted.c.subject_id)
        .order_by(HouseholdMember.start_on.desc(), HouseholdMember.id.desc())
        .limit(1)
        .correlate(counted)
        .scalar_subquery()
    )
    return (
        sa.select(Household.reference.label("label"), _open(), counted.c.since)
        .select_from(sa.join(counted, Household, Household.id == last))
        .order_by(counted.c.since, counted.c.subject_id)
    )


def _open() -> Any:
    """Where the row leads: nowhere once the file was erased."""
    return sa.case((Household.erased_on.is_(None), Household.public_id), else_=sa.null()).label("url_id")


def _units(counted: Any) -> Rows:
    return (
        sa.select((Site.name + " " + Unit.code).label("label"), Site.public_id.label("url_id"), counted.c.since)
        .join(Unit, Unit.id == counted.c.subject_id)
        .join(Site, Site.id == Unit.site_id)
        .order_by(counted.c.since, Site.sort_name, Unit.code)
    )


def _organisations(counted: Any) -> Rows:
    return (
        sa.select(Organisation.name.label("label"), sa.null().label("url_id"), counted.c.since)
        .join(Organisation, Organisation.id == counted.c.subject_id)
        .order_by(counted.c.since, Organisation.sort_name, Organisation.id)
    )
