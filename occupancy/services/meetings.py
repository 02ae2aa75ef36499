"""Minutes of allocation meetings: one sheet a day, written and corrected by the allocation team."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_stale
from occupancy.models.meetings import AllocationMeeting
from occupancy.queries.meetings import meeting_of


def write_minutes(
    *, held_on: date, version: int | None, present: str | None, note: str | None, actor: Actor
) -> AllocationMeeting:
    """Note who was at the meeting of a day, and what was said beside the decisions.

    Raises `Refusal` for a day to come, `Stale` when somebody changed them since `version`, `Conflict` when somebody
    began them first.
    """
    if held_on > today():
        raise Refusal("minutes.refused.to_come", "present", day=shown(today()))
    meeting = meeting_of(held_on) or AllocationMeeting(held_on=held_on)
    if meeting.id is not None:
        refuse_stale(meeting, version)
    meeting.present, meeting.note = present, note
    try:
        with db.session.begin_nested():
            db.session.add(meeting)
    except IntegrityError as error:
        raise Conflict("minutes.refused.begun") from error
    record("meeting.minuted", meeting, actor=actor, held_on=held_on)
    return meeting
