"""The annex checklist of an agreement (`domain.md` §2.6 and §9, rule 5)."""

from collections.abc import Iterable

from occupancy.vocab import AnnexKind, NoticeEvent
from sites.vocab import OperatorKind

SUPERVISED = frozenset({OperatorKind.SISP})  # the bodies that the SLRB supervises
SUPERVISED_ONLY = frozenset({AnnexKind.RENOVATION_SCHEDULE, AnnexKind.SUPERVISOR_NOTICE})
INSURANCES = frozenset({AnnexKind.OWNER_INSURANCE, AnnexKind.OCCUPANT_INSURANCE})
NOTICE_DUE_DAYS = 14  # to tell the supervisor of an event: our own delay, no published one was found


def is_supervised(kind: OperatorKind) -> bool:
    """Whether the SLRB must be told of what happens to this operator's agreements."""
    return kind in SUPERVISED


def checklist(kind: OperatorKind) -> tuple[AnnexKind, ...]:
    """Annexes of an agreement with an operator of this kind, in the order of the list."""
    return tuple(annex for annex in AnnexKind if is_supervised(kind) or annex not in SUPERVISED_ONLY)


def missing_to_sign(kind: OperatorKind, done: Iterable[AnnexKind]) -> list[AnnexKind]:
    """Annexes without which the agreement may not be signed (rule 5); empty when it may."""
    missing = (SUPERVISED_ONLY if is_supervised(kind) else frozenset()) - set(done)
    return [annex for annex in AnnexKind if annex in missing]


def later_annexes(kind: OperatorKind, done: Iterable[AnnexKind]) -> list[AnnexKind]:
    """Annexes still to be done that do not keep it from being signed; the exit inventory waits for its end."""
    spared = {*done, *missing_to_sign(kind, done), AnnexKind.EXIT_INVENTORY}
    return [annex for annex in checklist(kind) if annex not in spared]


def event_of_annex(annex: AnnexKind) -> NoticeEvent | None:
    """What renewing this annex means to the supervisor."""
    return NoticeEvent.INSURANCE if annex in INSURANCES else None
