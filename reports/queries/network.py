"""Requests to services over the twelve months up to a day: how many, answered how, how fast, with what outcome.

Who reads these counts may open no request: each count is rounded to five and told as of the end of a quarter, as public
counts are (decision 0009). Requests on themes of the health area, dropped ones, and those of households out of the
reader's sight (decision 0013) are in none.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import NetworkService, NetworkTheme
from accompaniment.queries.mobilisation_states import days_to_answer, days_to_meeting
from accompaniment.rules.network import median
from accompaniment.vocab_network import MobilisationAnswer, MobilisationOutcome
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask
from app.periods import add_months
from axes.queries.scope import countable
from reports.rules.rounding import BASE, rounded

TEXT = sa.String(40)


@dataclass(frozen=True)
class NetworkLine:
    """What became of the requests of a theme or of a service, as it is told. `requests` is the sum of the three that
    follow it; `to_answer` and `to_meeting` are medians of days, None under five."""

    about: Any
    accepted: int
    declined: int
    unanswered: int
    to_answer: float | None
    to_meeting: float | None
    outcomes: Mapping[MobilisationOutcome, int]

    @property
    def requests(self) -> int:
        return self.accepted + self.declined + self.unanswered

    @property
    def share_accepted(self) -> float | None:
        """Of the requests that were answered, as they are told."""
        answered = self.accepted + self.declined
        return self.accepted / answered if answered else None


@dataclass
class _True:
    """True counts, before they are told."""

    about: Any = None
    answers: Counter[str | None] = field(default_factory=Counter)
    to_answer: Counter[int] = field(default_factory=Counter)
    to_meeting: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str | None] = field(default_factory=Counter)

    def count(self, row: Any) -> None:
        """Take in so many requests that are alike."""
        self.about = row
        self.answers[row.answer] += row.number
        self.outcomes[row.outcome] += row.number
        for days, counts in ((row.to_answer, self.to_answer), (row.to_meeting, self.to_meeting)):
            if days is not None:
                counts[days] += row.number

    def told(self) -> NetworkLine:
        """Rounded; a median only of enough."""
        accepted, declined, unanswered = rounded([self.answers[one] for one in (*MobilisationAnswer, None)]).cells
        outcomes = rounded([self.outcomes[one.value] for one in MobilisationOutcome]).cells
        return NetworkLine(
            about=self.about,
            accepted=accepted,
            declined=declined,
            unanswered=unanswered,
            to_answer=_median(self.to_answer),
            to_meeting=_median(self.to_meeting),
            outcomes=dict(zip(MobilisationOutcome, outcomes, strict=True)),
        )


def _median(days: Counter[int]) -> float | None:
    return median(dict(days)) if days.total() >= BASE else None


def by_theme(reader: Reader, day: date) -> list[NetworkLine]:
    """A line for each theme that has any to tell, in the order of the list."""
    names = (NetworkTheme.name_fr, NetworkTheme.name_nl, NetworkTheme.name_en)
    return _lines(_alike(reader, day, NetworkTheme.position, NetworkTheme.id, *names))


def by_service(reader: Reader, day: date) -> list[NetworkLine]:
    """A line for each service that has any to tell, by name."""
    name = NetworkService.name.label("name_fr")
    return _lines(_alike(reader, day, NetworkService.sort_name, NetworkService.id, name))


def since(day: date) -> date:
    """The first of the twelve months that end on a day."""
    return add_months(day + timedelta(days=1), -12)


def _alike(reader: Reader, day: date, place: Any, key: Any, *names: Any) -> sa.Select[Any]:
    """How many requests are alike in all that is counted, by what they are about."""
    until = sa.literal(day, sa.Date())
    facts: tuple[Any, ...] = (
        sa.case((Mobilisation.answered_on <= until, sa.cast(Mobilisation.answer, TEXT))).label("answer"),
        sa.case((Mobilisation.answered_on <= until, days_to_answer())).label("to_answer"),
        sa.case((Mobilisation.met_on <= until, days_to_meeting())).label("to_meeting"),
        sa.case((Mobilisation.ended_on <= until, sa.cast(Mobilisation.outcome, TEXT))).label("outcome"),
    )
    each = sa.select(place.label("place"), key.label("about"), *names, *facts).select_from(Mobilisation)
    each = each.join(Mobilisation.household).join(Mobilisation.theme).join(Mobilisation.service)
    one = each.where(
        Mobilisation.sent_on.between(sa.literal(since(day), sa.Date()), until),
        sa.or_(Mobilisation.dropped_on.is_(None), Mobilisation.dropped_on > until),
        NetworkTheme.sensitive.is_(False),
        countable(reader, Action.HOUSEHOLD_VIEW),
    ).subquery("one")
    query = sa.select(one, sa.func.count().label("number")).group_by(*one.c)
    return query.order_by(one.c.place, one.c.about)


def _lines(query: sa.Select[Any]) -> list[NetworkLine]:
    found: dict[int, _True] = defaultdict(_True)
    for row in ask(query):
        found[row.about].count(row)
    return [line for line in (one.told() for one in found.values()) if line.requests]
