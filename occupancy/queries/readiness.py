"""What an agreement lacks on the day it is to be signed: what blocks the signature, and what only should follow it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.i18n.formats import day as shown
from occupancy.models.agreements import Agreement, AgreementAnnex, AgreementUnit
from occupancy.models.documents import AgreementDocument
from occupancy.queries.agreement_pages import annexes_of
from occupancy.queries.coverage import coverage_of, covered_elsewhere
from occupancy.rules.annexes import later_annexes, missing_to_sign
from occupancy.vocab import AnnexKind, ObjectiveReason
from sites.vocab import OperatorKind

EDIT, COVER, ANNEX, PAPER = "agreement.edit", "agreement.cover", "annex.record", "agreement_document.add"


@dataclass(frozen=True)
class Gap:
    """Something that is missing, and where it is filled in. `annex` names the item of the checklist it is about."""

    code: str
    blocks: bool
    endpoint: str
    annex: AnnexKind | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def gaps(agreement: Agreement, kind: OperatorKind, day: date) -> list[Gap]:
    """All that an agreement with an operator of this kind lacks, what blocks its signature first. Four statements."""
    found = [*_units(agreement), *_annexes(agreement, kind, day), *_words(agreement), *_paper(agreement)]
    return sorted(found, key=lambda gap: not gap.blocks)


def _units(agreement: Agreement) -> Iterator[Gap]:
    units: list[AgreementUnit] = coverage_of(agreement)
    if not units:
        yield Gap("units", True, COVER)
        return
    ids = [row.unit_id for row in units]
    other = covered_elsewhere(ids, agreement.first_day, agreement.last_day, agreement)
    if other is not None:
        values = {"unit": other.unit_code, "reference": other.reference, "last_day": shown(other.last_day)}
        yield Gap("covered", True, COVER, values=values)


def _annexes(agreement: Agreement, kind: OperatorKind, day: date) -> Iterator[Gap]:
    done: dict[str, AgreementAnnex] = annexes_of(agreement.id)
    kinds = [AnnexKind(one) for one in done]
    yield from (Gap("annex", True, ANNEX, one) for one in missing_to_sign(kind, kinds))
    yield from (Gap("annex", False, ANNEX, one) for one in later_annexes(kind, kinds))
    for one in kinds:
        until = done[one].valid_until
        if until is not None and until < day:
            yield Gap("expired", False, ANNEX, one, {"day": shown(until)})


def _words(agreement: Agreement) -> Iterator[Gap]:
    if agreement.reason is ObjectiveReason.OTHER and not agreement.reason_text:
        yield Gap("reason", True, EDIT)
    if agreement.owner_notice_days is None:
        yield Gap("owner_notice", False, EDIT)
    if agreement.partner_notice_days is None:
        yield Gap("partner_notice", False, EDIT)
    if not agreement.contribution_rule:
        yield Gap("contribution", False, EDIT)


def _paper(agreement: Agreement) -> Iterator[Gap]:
    kept = sa.select(AgreementDocument.id).where(AgreementDocument.agreement_id == agreement.id).limit(1)
    if db.session.scalar(kept) is None:
        yield Gap("paper", False, PAPER)
