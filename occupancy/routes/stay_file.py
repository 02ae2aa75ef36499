"""What the page of a stay says, worked out from its rows: lengths, alerts, and the words of its history."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from app.clock import local
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.i18n.labels import label, named
from axes.data.ethos import living_situations
from occupancy.models.stays import PAPERS
from occupancy.queries.cancellations import TakenBack
from occupancy.queries.stay_file import DatedRow, Happened, JourneyView, Sleeper, by_axis
from occupancy.rules.endings import in_winter
from occupancy.rules.journeys import nights_by
from occupancy.rules.transit import transit_stage, transit_until
from occupancy.vocab import ContributionBasis, ObjectiveKind, StayState

DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
SOON = timedelta(days=30)
EVENTS = (
    "opened",
    "papers_noted",
    "extended",
    "transferred",
    "continued",
    "ended",
    "exit_corrected",
    "exit_cancelled",
    "contribution_set",
    "contribution_corrected",
    "objective_settled",
    "person_came",
    "person_left",
    "absence_noted",
    "absence_ended",
    "absence_cancelled",
    "transfer_cancelled",
    "entry_moved",
    "arrivals_cancelled",
)


@dataclass(kw_only=True)
class StayFile:
    """The page's data; properties answer what the template asks."""

    stay: Any
    chain: JourneyView
    people: list[Sleeper]
    episodes: list[Any]
    rows: dict[str, list[DatedRow]]
    history: list[Happened]
    taken_back: list[TakenBack]
    day: date
    may_act: bool
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for leg in self.chain.legs:
            for one in leg.exits:
                self.names[one.destination.public_id] = named(one.destination)

    @property
    def state(self):
        stay = self.stay
        if stay.start_on > self.day:
            return StayState.PLANNED
        if stay.end_on is not None and stay.end_on <= self.day:
            return StayState.ENDED
        return StayState.OVERDUE if stay.end_on is None and stay.planned_end_on <= self.day else StayState.CURRENT

    @property
    def is_open(self):
        return self.stay.end_on is None

    def is_of_today(self, written_at):
        """Whether what was written then can still be taken back."""
        return self.may_act and self.is_open and local(written_at).date() == self.day

    @property
    def leg(self):
        return next(leg for leg in self.chain.legs if leg.stay.id == self.stay.id)

    @property
    def following(self):
        return next((leg.stay for leg in self.chain.legs if leg.stay.transferred_from_id == self.stay.id), None)

    @property
    def episode(self):
        """Who follows them today; for a stay that ended, who did on its last night."""
        night = self.day if self.is_open else min(self.day, self.stay.end_on - timedelta(days=1))
        there = [one for one in self.episodes if one.start_on <= night and (one.end_on is None or one.end_on > night)]
        return there[0] if there else None

    @property
    def nights(self):
        return self.chain.journey.nights(self.day)

    @property
    def nights_by_axis(self):
        """[(axis or None, nights)], in the order of the episodes."""
        axes = {one.team.axis_id: one.team.axis for one in self.episodes}
        counted = nights_by(self.chain.journey, by_axis(self.episodes), self.day)
        return [(axes.get(key), nights) for key, nights in counted.items()]

    @property
    def beyond_target(self):
        """Nights past the length aimed at on the axis of today; 0 while within."""
        if not self.is_open or self.episode is None:
            return 0
        return max(0, self.nights - self.episode.team.axis.target_days)

    @property
    def planned_beyond_target(self):
        """Whether the planned end lies past the length aimed at, though today does not."""
        if not self.is_open or self.episode is None or self.beyond_target:
            return False
        return self.chain.journey.nights(self.stay.planned_end_on) > self.episode.team.axis.target_days

    @property
    def transit(self):
        """(stage, day) of the eighteen months in a dwelling of a social rental agency; None while far from them."""
        lender = self.stay.unit.site.housing_operator
        stage = transit_stage(lender.kind, self.stay.start_on, self.day) if self.is_open else None
        return stage and (stage, transit_until(self.stay.start_on))

    @property
    def ends_soon(self):
        return self.is_open and self.day < self.stay.planned_end_on <= self.day + SOON

    @property
    def ends_in_winter(self):
        """Whether the planned end falls where evictions are suspended: worth a word, never a refusal (rule 12)."""
        return self.is_open and in_winter(self.stay.planned_end_on)

    @property
    def here(self):
        return [one for one in self.people if one.end_on is None or one.end_on > self.day]

    @property
    def called(self):
        """Whose stay it is, for who may know: of one that is over, who was there to the last night."""
        last = self.stay.end_on
        there = self.here or [one for one in self.people if last and one.end_on and one.end_on >= last]
        return next((one.name for one in there if one.name), None)

    @property
    def gone(self):
        return [one for one in self.people if one not in self.here]

    @property
    def no_longer_members(self):
        """People who sleep there though they left the household."""
        return [one for one in self.here if not one.is_member] if self.is_open else []

    @property
    def situation(self):
        """Where they lived before: a row of ETHOS Light."""
        return living_situations().get(self.stay.living_situation or "")

    @property
    def to_do(self):
        """Papers and keys of the entry that were not noted."""
        if not self.is_open:
            return []
        return [name for name in PAPERS if not getattr(self.stay, name)]

    @property
    def first(self):
        return self.chain.legs[0].stay

    @property
    def objectives(self):
        return [(ObjectiveKind(row.code), row) for row in self.rows["objective"]]

    @property
    def contributions(self):
        """Those of this stay, the latest first, with the income they were worked out from."""
        mine = [row for row in self.rows["contribution"] if row.stay_id == self.stay.id]
        return [(row, ContributionBasis(row.code)) for row in reversed(mine)]

    def mine(self, kind):
        return [row for row in reversed(self.rows[kind]) if row.stay_id == self.stay.id]

    @property
    def happened(self):
        """Entries for the macro `history`."""
        lines = []
        for one in self.history:
            text = self._text(one)
            if text:
                lines.append((one.at, text, one.by))
        return lines

    def _text(self, one):
        name = one.event.removeprefix("stay.")
        if name not in EVENTS:
            return None
        key = f"stay.event.{name}"
        if name == "objective_settled":
            key += f"_{one.facts['state']}"
        return gettext(key, **{fact: self._words(fact, value) for fact, value in one.facts.items()})

    def _words(self, fact, value):
        if fact in ("amount_cents", "previous_cents"):
            return euros(value)
        if fact == "destination":
            return self.names.get(value, "…")
        if fact == "kind":
            return label(ObjectiveKind(value))
        if isinstance(value, str) and DAY.match(value):
            return shown(date.fromisoformat(value))
        return "…" if value is None else value
