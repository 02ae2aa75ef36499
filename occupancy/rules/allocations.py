"""The life of an allocation, from its steps: proposed → team → household → entry planned → entered."""

from collections.abc import Sequence
from datetime import datetime

from occupancy.vocab import AllocationState, AllocationStepKind, DeclineReason

STATE_AFTER = {
    AllocationStepKind.PROPOSED: AllocationState.PROPOSED,
    AllocationStepKind.TEAM_ACCEPTED: AllocationState.TEAM_ACCEPTED,
    AllocationStepKind.HOUSEHOLD_ACCEPTED: AllocationState.HOUSEHOLD_ACCEPTED,
    AllocationStepKind.ENTRY_PLANNED: AllocationState.ENTRY_PLANNED,
    AllocationStepKind.TEAM_DECLINED: AllocationState.DECLINED,
    AllocationStepKind.HOUSEHOLD_DECLINED: AllocationState.DECLINED,
    AllocationStepKind.WITHDRAWN: AllocationState.WITHDRAWN,
    AllocationStepKind.EXPIRED: AllocationState.EXPIRED,
    AllocationStepKind.ENTERED: AllocationState.ENTERED,
    AllocationStepKind.ENTRY_CANCELLED: AllocationState.ENTRY_PLANNED,
}

OPEN = (
    AllocationState.PROPOSED,
    AllocationState.TEAM_ACCEPTED,
    AllocationState.HOUSEHOLD_ACCEPTED,
    AllocationState.ENTRY_PLANNED,
)

FOLLOWS = {
    AllocationState.PROPOSED: {
        AllocationStepKind.TEAM_ACCEPTED,
        AllocationStepKind.TEAM_DECLINED,
    },
    AllocationState.TEAM_ACCEPTED: {
        AllocationStepKind.HOUSEHOLD_ACCEPTED,
        AllocationStepKind.HOUSEHOLD_DECLINED,
        AllocationStepKind.TEAM_DECLINED,
    },
    AllocationState.HOUSEHOLD_ACCEPTED: {
        AllocationStepKind.ENTRY_PLANNED,
        AllocationStepKind.HOUSEHOLD_DECLINED,
        AllocationStepKind.TEAM_DECLINED,
    },
    AllocationState.ENTRY_PLANNED: {
        AllocationStepKind.ENTRY_PLANNED,
        AllocationStepKind.ENTERED,
        AllocationStepKind.HOUSEHOLD_DECLINED,
        AllocationStepKind.TEAM_DECLINED,
    },
}

# What comes next as a rule; other steps that may follow are changes of mind.
EXPECTED = {
    AllocationState.PROPOSED: (AllocationStepKind.TEAM_ACCEPTED, AllocationStepKind.TEAM_DECLINED),
    AllocationState.TEAM_ACCEPTED: (AllocationStepKind.HOUSEHOLD_ACCEPTED, AllocationStepKind.HOUSEHOLD_DECLINED),
    AllocationState.HOUSEHOLD_ACCEPTED: (AllocationStepKind.ENTRY_PLANNED,),
}

# After these steps the unit is free again, or lived in.
CLOSING = frozenset(
    {
        AllocationStepKind.TEAM_DECLINED,
        AllocationStepKind.HOUSEHOLD_DECLINED,
        AllocationStepKind.WITHDRAWN,
        AllocationStepKind.EXPIRED,
        AllocationStepKind.ENTERED,
    }
)

# After these the next one to answer has the time of a proposal again.
RENEWING = frozenset({AllocationStepKind.TEAM_ACCEPTED, AllocationStepKind.HOUSEHOLD_ACCEPTED})

# The reasons that each refusal may give.
REASONS = {
    AllocationStepKind.TEAM_DECLINED: tuple(DeclineReason),
    AllocationStepKind.HOUSEHOLD_DECLINED: (
        DeclineReason.UNIT_UNSUITABLE,
        DeclineReason.PLACE_UNSUITABLE,
        DeclineReason.OTHER_SOLUTION,
        DeclineReason.NOT_REACHED,
        DeclineReason.NOT_READY,
        DeclineReason.OTHER,
    ),
    AllocationStepKind.WITHDRAWN: (
        DeclineReason.UNIT_UNSUITABLE,
        DeclineReason.OTHER_SOLUTION,
        DeclineReason.NOT_REACHED,
        DeclineReason.OTHER,
    ),
}


def state_of(kinds: Sequence[AllocationStepKind], expires_at: datetime | None, at: datetime) -> AllocationState:
    """State after these steps, as of an instant: an open proposal past its expiry is expired by itself."""
    state = STATE_AFTER[kinds[-1]]
    if state in OPEN and expires_at is not None and expires_at <= at:
        return AllocationState.EXPIRED
    return state


def may_follow(state: AllocationState, kind: AllocationStepKind) -> bool:
    """Whether a step can come next. Whoever proposed may withdraw while it is open."""
    if kind is AllocationStepKind.WITHDRAWN:
        return state in OPEN
    return kind in FOLLOWS.get(state, set())
