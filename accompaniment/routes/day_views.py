"""What the pages of a day share: whose it is, and a row of it alone after a tick."""

from flask import render_template, request

from accompaniment.queries.day import DayFilters, day_counts, dues, one_task
from accompaniment.queries.day_scope import DayScope
from app.auth.gate import reader
from app.clock import today
from axes.queries.persons import names_of

TEAM = "team"


def scope(whose, filters):
    """The reader's own day, or that of their teams."""
    return DayScope(reader(), today(), of_team=whose == TEAM, team=filters.team if whose == TEAM else None)


def swapped_row(public_id, whose):
    """A task's row after a tick, with the counts that it changes: what a fresh load would show. None where it is no
    longer in the list: somebody else was first, or put it off."""
    of = scope(whose, DayFilters.of(request.form))
    row = one_task(of, public_id)
    if row is None:
        return None
    return render_template(
        "accompaniment/day/_row.html",
        one=dues([row], of.day)[0],
        names=names_of({row.household_id} if row.household_id else (), reader()),
        counts=day_counts(of),
        whose=whose,
        team=of.team,
        day=of.day,
    )
