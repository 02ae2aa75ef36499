"""Minutes of an allocation meeting: a sheet to print, with what was decided that day and who was there."""

from datetime import date

from flask import request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page
from app.web.lookup import or_404
from occupancy.forms.allocations import MinutesForm
from occupancy.queries.meetings import decided_on, meeting_of
from occupancy.routes.allocations import bp
from occupancy.services.meetings import write_minutes

PROPOSE = Action.ALLOCATION_PROPOSE


@bp.get("/allocations/meetings")
@requires(GET=PROPOSE)
def minutes():
    day = _day(request.args.get("on", "")) or today()
    return page(
        "occupancy/allocations/minutes.html",
        day=day,
        meeting=meeting_of(day),
        parts=decided_on(reader(), day),
        may_write=day <= today(),
        today=today(),
    )


@bp.route("/allocations/meetings/<on>", methods=["GET", "POST"])
@requires(GET=PROPOSE, POST=PROPOSE)
def write(on):
    day = or_404(_day(on))
    meeting = meeting_of(day)
    form = MinutesForm(obj=meeting, data=None if meeting else {"version": 0})
    return acted(
        form,
        lambda: write_minutes(held_on=day, version=form.version.data, **form.values, actor=reader()),
        template="occupancy/allocations/write_minutes.html",
        go=lambda _: url_for("allocation.minutes", on=day.isoformat()),
        done="minutes.done",
        day=day,
    )


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
