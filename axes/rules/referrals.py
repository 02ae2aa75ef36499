"""The life of a referral: its state follows from its events, and says which act may come next."""

from collections.abc import Iterable
from dataclasses import dataclass

from axes.vocab import ReferralEventKind as Event
from axes.vocab import ReferralState as State

# The state each event leads to; news changes nothing.
LEADS_TO = {
    Event.SUBMITTED: State.SUBMITTED,
    Event.COMPLETION_ASKED: State.TO_COMPLETE,
    Event.COMPLETED: State.SUBMITTED,
    Event.ACCEPTED: State.WAITING,
    Event.REFUSED: State.REFUSED,
    Event.WITHDRAWN: State.WITHDRAWN,
    Event.HOUSED: State.HOUSED,
    Event.ENTRY_CANCELLED: State.WAITING,
}

ALLOWED: dict[State, frozenset[Event]] = {
    State.DRAFT: frozenset({Event.SUBMITTED, Event.WITHDRAWN}),
    State.SUBMITTED: frozenset(
        {Event.COMPLETION_ASKED, Event.ACCEPTED, Event.REFUSED, Event.WITHDRAWN, Event.NEWS},
    ),
    State.TO_COMPLETE: frozenset({Event.COMPLETED, Event.REFUSED, Event.WITHDRAWN, Event.NEWS}),
    State.WAITING: frozenset({Event.HOUSED, Event.REFUSED, Event.WITHDRAWN, Event.NEWS}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.HOUSED: frozenset({Event.ENTRY_CANCELLED}),
}

# While one of these lasts, the household has no second referral.
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.TO_COMPLETE, State.WAITING})

# Fields a decider may send back with a question; a household's members are one of them.
COMMENTABLE = (
    "members",
    "living_situation",
    "situation",
    "urgency",
    "needs",
    "wish",
    "axis_wished",
    "wished_from",
)


def state_of(events: Iterable[Event]) -> State:
    """State after these events, in the order they happened."""
    state = State.DRAFT
    for event in events:
        state = LEADS_TO.get(event, state)
    return state


def may_happen(state: State, event: Event) -> bool:
    """Whether `event` may come now."""
    return event in ALLOWED[state]


@dataclass(frozen=True)
class Content:
    """What a referral says, as far as completeness is concerned."""

    members: int
    living_situation: str | None
    situation: str | None
    wish: str | None


def missing(content: Content) -> tuple[str, ...]:
    """Fields still to fill in before the referral can be sent, in the order of the form."""
    lacking = {
        "members": content.members < 1,
        "living_situation": not content.living_situation,
        "situation": not content.situation,
        "wish": not content.wish,
    }
    return tuple(name for name, empty in lacking.items() if empty)
