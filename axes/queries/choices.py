"""What the list of households can be narrowed to."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import ask, db, prebuilt
from app.periods import paper_contains
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.scope import readable, within_reach


def teams_of_today() -> list[Any]:
    """Teams that work today, by axis: public_id, organisation, axis_public_id, number, name_fr, name_nl, name_en."""
    return list(ask(_teams_on(today())))


@prebuilt
def _teams_on(day: date) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Team.public_id,
        Organisation.name.label("organisation"),
        Axis.public_id.label("axis_public_id"),
        Axis.number,
        Axis.name_fr,
        Axis.name_nl,
        Axis.name_en,
    )
    return (
        sa.select(*columns)
        .join(Axis, Axis.id == Team.axis_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(paper_contains(Team.first_day, Team.last_day, day))
        .order_by(Axis.number, Axis.id, Organisation.sort_name, Team.id)
    )


def organisations_bringing(reader: Reader) -> list[Any]:
    """Organisations that brought a household in the reader's list: public_id and name."""
    view = Action.HOUSEHOLD_VIEW
    brings: sa.ColumnElement[bool]
    if reader.only_own(view):
        files = sa.select(Household.organisation_id).where(within_reach(reader, view), readable(reader, view))
        brings = Organisation.id.in_(files)
    else:
        file = sa.exists().where(Household.organisation_id == Organisation.id, readable(reader, view))
        brings = file.correlate(Organisation)
    query = sa.select(Organisation.public_id, Organisation.name).where(brings)
    return list(db.session.execute(query.order_by(Organisation.sort_name, Organisation.id)))
