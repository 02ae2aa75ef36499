"""The life of a housing request: what may follow what, what it must say, when it is dormant."""

from collections.abc import Iterable
from datetime import date, timedelta

from capteur.vocab import RequestEventKind as Kind
from capteur.vocab import RequestState as State

# Where each step leads; a confirmation moves nothing.
LEADS: dict[Kind, State] = {
    Kind.SUBMITTED: State.SUBMITTED,
    Kind.COMPLETION_ASKED: State.TO_COMPLETE,
    Kind.RESUBMITTED: State.RESUBMITTED,
    Kind.ACCEPTED: State.WAITING,
    Kind.PROPOSED: State.PROPOSED,
    Kind.VISIT_PLANNED: State.VISIT_PLANNED,
    Kind.SELECTED: State.SELECTED,
    Kind.BACK: State.WAITING,
    Kind.HOUSED: State.HOUSED,
    Kind.WITHDRAWN: State.WITHDRAWN,
    Kind.REFUSED: State.REFUSED,
    Kind.UNREACHABLE: State.UNREACHABLE,
    Kind.EXPIRED: State.EXPIRED,
}
ENDS = frozenset({Kind.HOUSED, Kind.WITHDRAWN, Kind.REFUSED, Kind.UNREACHABLE, Kind.EXPIRED})
READ = frozenset({State.SUBMITTED, State.RESUBMITTED})
UNDER_WAY = frozenset({State.PROPOSED, State.VISIT_PLANNED, State.SELECTED})
SENT = READ | UNDER_WAY | {State.TO_COMPLETE, State.WAITING}
FROM: dict[Kind, frozenset[State]] = {
    Kind.SUBMITTED: frozenset({State.DRAFT}),
    Kind.COMPLETION_ASKED: READ,
    Kind.RESUBMITTED: frozenset({State.TO_COMPLETE}),
    Kind.ACCEPTED: READ,
    Kind.CONFIRMED: frozenset({State.WAITING}),
    Kind.PROPOSED: frozenset({State.WAITING}),
    Kind.VISIT_PLANNED: frozenset({State.PROPOSED}),
    Kind.SELECTED: frozenset({State.PROPOSED, State.VISIT_PLANNED}),
    Kind.BACK: UNDER_WAY,
    Kind.HOUSED: frozenset({State.SELECTED}),
    Kind.WITHDRAWN: SENT | {State.DRAFT},
    Kind.REFUSED: READ | {State.WAITING},
    Kind.UNREACHABLE: SENT,
    Kind.EXPIRED: SENT | {State.DRAFT},
}
# What a request must say before it is sent; these may be asked about again.
ASKED = (
    "living_situation",
    "income_type",
    "income",
    "max_rent",
    "dwelling_type",
    "wanted",
    "accompanier",
    "rhythm",
    "consent_on",
)


def state_of(kinds: Iterable[Kind]) -> State:
    """The state that these steps, in order, lead to; a draft before the first."""
    state = State.DRAFT
    for kind in kinds:
        state = LEADS.get(kind, state)
    return state


def may_happen(state: State, kind: Kind) -> bool:
    """Whether the step may follow in this state; a dormant request is one that waits."""
    return (State.WAITING if state is State.DORMANT else state) in FROM[kind]


def on_day(state: State, confirmed_on: date | None, confirm_days: int, day: date) -> State:
    """The state as it counts on `day`: waiting, but confirmed too long ago, is dormant."""
    late = confirmed_on is not None and confirmed_on + timedelta(days=confirm_days) < day
    return State.DORMANT if state is State.WAITING and late else state


def short_name(name: str) -> str:
    """What the prospector reads until a household is selected: the first name, and the initial of the last."""
    words = name.split()
    return words[0] if len(words) == 1 else f"{words[0]} {words[-1][0]}."
