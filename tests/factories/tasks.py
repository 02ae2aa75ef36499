"""Tasks and hand-overs."""

from typing import Any

from accompaniment.models.hand_overs import HandOver
from accompaniment.models.tasks import Task
from app.clock import today
from app.db import new_public_id


def task(make: Any, worker: Any = None, household: Any = None, title: str = "Une tâche", **given: Any) -> Task:
    """An open task for today, of `worker`, or of `team`; with `rhythm` the first of its series."""
    team = given.pop("team", None)
    doer = {"worker_id": worker.id} if team is None else {"team_id": team.id}
    values = {"due_on": today(), "public_id": new_public_id(), "organisation_id": (team or worker).organisation_id}
    values |= {"household_id": household.id if household else None, "title": title}
    values |= doer | given
    if values.get("rhythm"):
        values = {"series": values["public_id"], "first_on": values["due_on"]} | values
    made: Task = make.save(Task(**values))
    return made


def hand_over(make: Any, leaver: Any, receiver: Any, author: Any = None, **given: Any) -> HandOver:
    """A hand-over prepared by who leaves, unless told."""
    people = {"leaver_id": leaver.id, "receiver_id": receiver.id, "author_id": (author or leaver).id}
    made: HandOver = make.save(HandOver(organisation_id=leaver.organisation_id, **(people | given)))
    return made
