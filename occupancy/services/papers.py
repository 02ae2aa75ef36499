"""Papers and keys of an entry: noted on the day, or when they are done."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all, refuse_stale
from occupancy.models.stays import PAPERS, Stay
from occupancy.services.locks import lock_units

BEFORE_AT_MOST = timedelta(days=365)


def wrong_days(start_on: date, papers: Mapping[str, date | None]) -> Iterator[Refusal]:
    """Papers (by the names of `PAPERS`) of a day to come, or over a year before the entry: another stay's. Each is
    refused beside it."""
    first = start_on - BEFORE_AT_MOST
    for name, day in papers.items():
        if day is not None and day > today():
            yield Refusal("stay.refusal.day_to_come", name, day=shown(today()))
        if day is not None and day < first:
            yield Refusal("stay.refusal.paper_too_old", name, day=shown(first))


def note_papers(*, stay: Stay, version: int, papers: Mapping[str, date | None], actor: Actor) -> None:
    """Note the days on which the occupant's agreement was signed, the inventory made, the keys given (`PAPERS`)."""
    lock_units([stay.unit_id])
    db.session.refresh(stay, attribute_names=["version", *PAPERS])
    refuse_stale(stay, version)
    refuse_all(wrong_days(stay.start_on, papers))
    for name in PAPERS:
        setattr(stay, name, papers[name])
    db.session.flush()
    record("stay.papers_noted", stay, actor=actor)
