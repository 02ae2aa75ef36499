"""Where a hand-over stands, from its instants; who receives what of it, added up. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accompaniment.vocab_hand_overs import HandOverState

COUNTED = ("tasks", "steps", "follow_ups")


@dataclass
class Share:
    """What goes to one person, or to nobody yet: the files, and how much of each kind is under way in them."""

    receiver: Any
    files: list[Any] = field(default_factory=list)
    tasks: int = 0
    steps: int = 0
    follow_ups: int = 0


def shares(files: Iterable[tuple[Any, Any]], alone_to: Any, alone: int) -> list[Share]:
    """From pairs of a file and who receives it (None for nobody yet), and tasks on no file that go to `alone_to`: those
    without a receiver first, then by name."""
    found: dict[Any, Share] = {}
    for row, receiver in files:
        share = found.setdefault(receiver.id if receiver else None, Share(receiver))
        share.files.append(row)
        for name in COUNTED:
            setattr(share, name, getattr(share, name) + getattr(row, name))
    if alone:
        found.setdefault(alone_to.id, Share(alone_to)).tasks += alone
    return sorted(
        found.values(), key=lambda one: (one.receiver is not None, one.receiver.sort_name if one.receiver else "")
    )


def hand_over_state(done_at: datetime | None, dropped_at: datetime | None) -> HandOverState:
    """Carried out, given up, or only prepared."""
    if done_at is not None:
        return HandOverState.DONE
    return HandOverState.PREPARED if dropped_at is None else HandOverState.DROPPED
