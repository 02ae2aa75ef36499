"""Which axes a household meets, why, why not, and which one is proposed. People decide; this only speaks first.

Rule 17 of `domain.md` §9, as data: an axis is met when every REQUIRED criterion is yes and, where it lists ANY_OF
criteria, at least one of them is. EXPECTED ones are normally yes; where one is not, the axis asks for a written reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from axes.vocab import Answer, RuleKind


@dataclass(frozen=True)
class AxisRules:
    """How criteria speak for one axis: `rules` are (criterion code, kind). The lowest `priority` speaks first."""

    number: int
    priority: int
    rules: tuple[tuple[str, RuleKind], ...]

    def codes(self, kind: RuleKind) -> tuple[str, ...]:
        return tuple(code for code, one in self.rules if one is kind)


@dataclass(frozen=True)
class AxisResult:
    """What the answers say of one axis, in criterion codes.

    `lacking` are REQUIRED criteria that are not yes; `none_of` are the ANY_OF ones where none is yes; `unmet` are the
    EXPECTED ones that are not yes. `unknown` are those of `lacking` and `none_of` that nobody answered yet.
    """

    number: int
    priority: int
    eligible: bool
    met: tuple[str, ...]
    lacking: tuple[str, ...]
    none_of: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def needs_reason(self) -> bool:
        """Whether choosing this axis asks for a written reason."""
        return not self.eligible or bool(self.unmet)

    @property
    def could_be(self) -> bool:
        """Not met, and only for want of answers."""
        known_lacking = set(self.lacking) - set(self.unknown)
        closed_any = bool(self.none_of) and not set(self.none_of) & set(self.unknown)
        return not self.eligible and not known_lacking and not closed_any and bool(self.unknown)


@dataclass(frozen=True)
class Proposal:
    """Results of all axes in the order they speak, and the number of the one proposed, if any."""

    results: tuple[AxisResult, ...]
    number: int | None

    @property
    def to_ask(self) -> tuple[str, ...]:
        """Open questions whose answer could still open an axis, those of the axis that speaks first at the head."""
        return tuple(dict.fromkeys(code for one in self.results if one.could_be for code in one.unknown))

    def result(self, number: int) -> AxisResult | None:
        return next((one for one in self.results if one.number == number), None)


def weigh(axis: AxisRules, answers: Mapping[str, Answer]) -> AxisResult:
    """What `answers` (by criterion code; absent is unknown) say of one axis. An axis without rules is never met."""
    lacking = _not_yes(axis.codes(RuleKind.REQUIRED), answers)
    choices = axis.codes(RuleKind.ANY_OF)
    none_of = choices if choices and len(_not_yes(choices, answers)) == len(choices) else ()
    return AxisResult(
        number=axis.number,
        priority=axis.priority,
        eligible=bool(axis.rules) and not lacking and not none_of,
        met=tuple(code for code, _ in axis.rules if answers.get(code) is Answer.YES),
        lacking=lacking,
        none_of=none_of,
        unmet=_not_yes(axis.codes(RuleKind.EXPECTED), answers),
        unknown=tuple(c for c in (*lacking, *none_of) if answers.get(c, Answer.UNKNOWN) is Answer.UNKNOWN),
    )


def propose(axes: Sequence[AxisRules], answers: Mapping[str, Answer]) -> Proposal:
    """Weigh all axes and propose the eligible one of lowest priority (then lowest number).

    Where nothing is known yet, nothing is proposed: an axis that asks for nothing else would be a guess.
    """
    results = sorted((weigh(axis, answers) for axis in axes), key=lambda one: (one.priority, one.number))
    known = any(answer is not Answer.UNKNOWN for answer in answers.values())
    first = next((one.number for one in results if one.eligible and known), None)
    return Proposal(tuple(results), first)


def must_write_reason(proposal: Proposal, chosen: int) -> bool:
    """Whether deciding for axis `chosen` asks for a motive: it is not the one proposed, or a criterion is unmet."""
    result = proposal.result(chosen)
    return chosen != proposal.number or result is None or result.needs_reason


def _not_yes(codes: Iterable[str], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    return tuple(code for code in codes if answers.get(code) is not Answer.YES)
