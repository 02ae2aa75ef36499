"""The rows behind a figure as a page shows them: what they are called, as far as the reader may know."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from axes.models.people import Household, HouseholdMember
from axes.queries.scope import readable
from reports.figures import Figure, Subject
from reports.queries.rows import Rows
from sites.models.sites import Site
from sites.models.units import Unit


def shown_rows(figure: Figure, day: date, programme_id: int | None, reader: Reader) -> Rows:
    """One row per thing counted: `label`, `url_id` (empty where the reader may not open it), `since`.

    As many rows as the figure counts: those the reader may not see are there, without their name.
    """
    counted = figure.rows(day, programme_id).subquery("counted")
    build = {Subject.PERSON: _persons, Subject.UNIT: _units, Subject.ORGANISATION: _organisations}
    return build[figure.subject](counted, reader)


def _persons(counted: Any, reader: Reader) -> Rows:
    """A person by the household they were last in."""
    last = (
        sa.select(HouseholdMember.household_id)
        .where(HouseholdMember.person_id == counted.c.subject_id)
        .order_by(HouseholdMember.start_on.desc(), HouseholdMember.id.desc())
        .limit(1)
        .correlate(counted)
        .scalar_subquery()
    )
    open_to_reader = readable(reader, Action.HOUSEHOLD_VIEW)
    return (
        sa.select(
            sa.case((open_to_reader, Household.reference), else_=sa.null()).label("label"),
            sa.case((open_to_reader, Household.public_id), else_=sa.null()).label("url_id"),
            # A day beside a masked row would tell which entry it is.
            sa.type_coerce(sa.case((open_to_reader, counted.c.since), else_=sa.null()), sa.Date).label("since"),
        )
        .select_from(sa.outerjoin(counted, Household, Household.id == last))
        .order_by(~open_to_reader, counted.c.since, counted.c.subject_id)
    )


def _units(counted: Any, reader: Reader) -> Rows:
    return (
        sa.select((Site.name + " " + Unit.code).label("label"), Site.public_id.label("url_id"), counted.c.since)
        .join(Unit, Unit.id == counted.c.subject_id)
        .join(Site, Site.id == Unit.site_id)
        .order_by(counted.c.since, Site.sort_name, Unit.code)
    )


def _organisations(counted: Any, reader: Reader) -> Rows:
    return (
        sa.select(Organisation.name.label("label"), sa.null().label("url_id"), counted.c.since)
        .join(Organisation, Organisation.id == counted.c.subject_id)
        .order_by(counted.c.since, Organisation.sort_name, Organisation.id)
    )
