"""What a funder reads of its calls: households committed and justified, of everybody, each count rounded to five.

As public counts are (decision 0009): at the end of a quarter that is over, without any filter. Amounts are told from
the rounded counts: the true ones, divided by what a household is given, would be the true counts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from accompaniment.models.funding import FundingAction, FundingCall, FundingLine
from accompaniment.rules.funding import per_household
from accompaniment.vocab_housing import TargetKind
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask
from reports.rules.rounding import rounded

Counts = Mapping[TargetKind, tuple[int, int]]


@dataclass(frozen=True)
class FundingRow:
    """A call and a kind of household: `call` has its name, year, funder and envelope; `amount_cents` is about.
    `envelope_cents` stands on the first row of a call alone, so that a column of them adds up; `each_cents` is the
    envelope for each household aimed at."""

    call: sa.Row[tuple[object, ...]]
    kind: TargetKind
    target: int
    committed: int
    reached: int
    amount_cents: int
    envelope_cents: int | None
    each_cents: int | None


def funding_rows(reader: Reader, day: date) -> list[FundingRow]:
    """Two rows for each call begun by `day`, of the reader's own organisation where it may read no others. Two
    statements."""
    calls = ask(_calls(reader, day)).all()
    found = _counts(day)
    return [row for call in calls for row in _rows(call, found.get(call.id, {}))]


def _rows(call: sa.Row[tuple[object, ...]], counts: Counts) -> list[FundingRow]:
    targets = dict(zip(TargetKind, (call.new_target, call.tenant_target), strict=True))
    each = per_household(call.envelope_cents, sum(targets.values()))
    true = [counts.get(kind, (0, 0)) for kind in TargetKind]
    committed, reached = (rounded([pair[place] for pair in true]).cells for place in (0, 1))
    return [
        FundingRow(
            call,
            kind,
            targets[kind],
            committed[place],
            reached[place],
            committed[place] * (each or 0),
            None if place else call.envelope_cents,
            each,
        )
        for place, kind in enumerate(TargetKind)
    ]


def _calls(reader: Reader, day: date) -> sa.Select[*tuple[object, ...]]:
    columns = (FundingCall.id, FundingCall.name, FundingCall.year, FundingCall.envelope_cents)
    sums = (
        sa.func.coalesce(sa.func.sum(FundingAction.new_target), 0).label("new_target"),
        sa.func.coalesce(sa.func.sum(FundingAction.tenant_target), 0).label("tenant_target"),
    )
    query = sa.select(*columns, Organisation.name.label("funder"), *sums)
    query = query.join(FundingCall.funder).outerjoin(FundingAction, FundingAction.call_id == FundingCall.id)
    if reader.only_own(Action.FUNDING_FIGURES_VIEW):
        query = query.where(FundingCall.funder_id == reader.organisation_id)
    query = query.where(FundingCall.first_day <= day).group_by(*columns, FundingCall.sort_name, Organisation.name)
    return query.order_by(FundingCall.year.desc(), FundingCall.sort_name, FundingCall.id)


def _counts(day: date) -> dict[int, dict[TargetKind, tuple[int, int]]]:
    """By call and kind: committed, justified, as of that day."""
    stands = sa.or_(FundingLine.dropped_on.is_(None), FundingLine.dropped_on > day)
    query = sa.select(
        FundingLine.call_id,
        FundingLine.kind,
        sa.func.count(),
        sa.func.count(sa.case((FundingLine.justified_on <= day, 1))),
    ).where(FundingLine.granted_on <= day, stands)
    found: dict[int, dict[TargetKind, tuple[int, int]]] = defaultdict(dict)
    for call, kind, committed, reached in ask(query.group_by(FundingLine.call_id, FundingLine.kind)):
        found[call][kind] = (committed, reached)
    return found
