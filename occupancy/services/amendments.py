"""Changing a signed agreement: a draft, then a signature that moves what hangs on it, or a drop (rules 4, 7 and 12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from occupancy.errors import AgreementRefusal, AmendmentOpen, told_at_once
from occupancy.models.agreements import Agreement, AgreementTerm, AgreementUnit, Amendment, AmendmentUnit, Termination
from occupancy.models.documents import AgreementDocument
from occupancy.queries.coverage import coverage_of, latest_last_day, standing
from occupancy.rules.endings import CHANGES_END, CHANGES_UNITS, in_winter, wrong_end
from occupancy.services.documents import PaperFacts, add_document
from occupancy.services.extensions import settle_by_amendment
from occupancy.services.locks import lock_units
from occupancy.services.supervisor_notices import owe_notice
from occupancy.services.terms import (
    Outcomes,
    confirm_winter,
    counts_from,
    lengthen_openings,
    refuse_covered,
    settle_stays,
    shorten_openings,
    write_term,
)
from occupancy.vocab import AmendmentKind, DocumentKind, NoticeEvent, UnitChange
from sites.models.units import Unit

ONE_DAY = timedelta(days=1)
UNIQUE = ("uq_amendment_open", "uq_amendment_agreement_id_number")


@dataclass(frozen=True, kw_only=True)
class AmendmentFacts:
    """What an amendment would change: the last day, or the units from its effective day on."""

    kind: AmendmentKind
    reason: str
    effective_on: date
    new_last_day: date | None = None
    winter_confirmation: str | None = None


def open_amendment(agreement: Agreement) -> Amendment | None:
    """The amendment that is neither signed nor dropped, if any."""
    query = sa.select(Amendment).where(Amendment.agreement_id == agreement.id)
    return db.session.scalar(query.where(Amendment.is_open))


def draft_amendment(
    agreement: Agreement, *, facts: AmendmentFacts, units: Iterable[Unit] = (), actor: Actor
) -> Amendment:
    """Prepare a change. One is open at a time: raises `AmendmentOpen` naming the other, or beside a refused field."""
    _refuse_open(agreement)
    chosen = list(units)
    _check(agreement, facts, chosen)
    numbers = sa.select(sa.func.max(Amendment.number)).where(Amendment.agreement_id == agreement.id)
    amendment = Amendment(
        agreement_id=agreement.id,
        number=(db.session.scalar(numbers) or 0) + 1,
        kind=facts.kind,
        reason=facts.reason,
        drafted_on=today(),
        effective_on=facts.effective_on,
        new_last_day=facts.new_last_day if facts.kind in CHANGES_END else None,
        winter_confirmation=facts.winter_confirmation,
    )
    with guarded(dict.fromkeys(UNIQUE, lambda: _open_meanwhile(agreement))):
        db.session.add(amendment)
    change = UnitChange.ADDED if facts.kind is AmendmentKind.UNITS_ADDED else UnitChange.REMOVED
    db.session.add_all(AmendmentUnit(amendment_id=amendment.id, unit_id=unit.id, change=change) for unit in chosen)
    db.session.flush()
    last_day = amendment.new_last_day
    record("amendment.drafted", amendment, actor=actor, agreement=agreement, kind=facts.kind, last_day=last_day)
    return amendment


def _refuse_open(agreement: Agreement) -> None:
    other = open_amendment(agreement)
    if other is not None:
        raise AmendmentOpen(other.number, shown(other.drafted_on))


def _open_meanwhile(agreement: Agreement) -> Refusal | None:
    """Two people drafted at once: the index let one through, and names it to the other."""
    other = open_amendment(agreement)
    return AmendmentOpen(other.number, shown(other.drafted_on)) if other else None


def _check(agreement: Agreement, facts: AmendmentFacts, units: list[Unit]) -> None:
    if agreement.signed_on is None:
        raise AgreementRefusal("amendment.refused.not_signed")
    if db.session.scalar(sa.select(Termination.id).where(Termination.agreement_id == agreement.id)):
        raise AgreementRefusal("amendment.refused.terminated")
    if facts.kind in CHANGES_END:
        _check_end(agreement, facts)
    if facts.kind in CHANGES_UNITS:
        _check_units(agreement, facts, units)


def _check_end(agreement: Agreement, facts: AmendmentFacts) -> None:
    last_day = latest_last_day(agreement)
    if facts.new_last_day is None:
        raise AgreementRefusal("amendment.refused.no_end", "new_last_day")
    if wrong_end(facts.kind, facts.new_last_day, last_day):
        raise AgreementRefusal(f"amendment.refused.{facts.kind}", "new_last_day", last_day=shown(last_day))
    if facts.new_last_day < agreement.first_day:
        raise AgreementRefusal("agreement.refused.order", "new_last_day", first_day=shown(agreement.first_day))
    if facts.kind is AmendmentKind.EXTENSION and facts.effective_on > last_day + ONE_DAY:
        raise AgreementRefusal("amendment.refused.gap", "effective_on", possible=shown(last_day + ONE_DAY))
    if facts.effective_on > facts.new_last_day:
        raise AgreementRefusal("amendment.refused.after_end", "effective_on", last_day=shown(facts.new_last_day))
    confirm_winter(facts.new_last_day, facts.winter_confirmation)


def _check_units(agreement: Agreement, facts: AmendmentFacts, units: list[Unit]) -> None:
    last_day = latest_last_day(agreement)
    if not units:
        raise AgreementRefusal("amendment.refused.no_units", "units")
    if not agreement.first_day <= facts.effective_on <= last_day:
        values = {"first_day": shown(agreement.first_day), "last_day": shown(last_day)}
        raise AgreementRefusal("amendment.refused.effective", "effective_on", **values)
    if any(unit.site_id != agreement.site_id for unit in units):
        raise AgreementRefusal("agreement.refused.other_site", "units")
    covered = {unit.id for unit in standing(coverage_of(agreement), facts.effective_on)}
    if facts.kind is AmendmentKind.UNITS_REMOVED:
        _check_removed(agreement, facts, units, covered)
    elif any(unit.id in covered for unit in units):
        raise AgreementRefusal("amendment.refused.covered_already", "units")


def _check_removed(agreement: Agreement, facts: AmendmentFacts, units: list[Unit], covered: set[int]) -> None:
    removed = {unit.id for unit in units}
    if removed - covered:
        raise AgreementRefusal("amendment.refused.not_covered", "units")
    if removed >= covered:
        raise AgreementRefusal("amendment.refused.all_units", "units")
    begins = [row.first_day for row in coverage_of(agreement) if row.unit_id in removed]
    if max(begins) >= facts.effective_on:
        possible = shown(max(begins) + ONE_DAY)
        raise AgreementRefusal("amendment.refused.before_unit", "effective_on", possible=possible)


def drop_amendment(amendment: Amendment, *, actor: Actor) -> None:
    """Give up an open amendment; its text stays to be read."""
    _refuse_closed(amendment)
    amendment.dropped_on = today()
    db.session.flush()
    record("amendment.dropped", amendment, actor=actor)


def _refuse_closed(amendment: Amendment) -> None:
    if amendment.signed_on is not None:
        raise AgreementRefusal("amendment.refused.signed", "signed_on", day=shown(amendment.signed_on))
    if amendment.dropped_on is not None:
        raise AgreementRefusal("amendment.refused.dropped", "signed_on", day=shown(amendment.dropped_on))


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The day an amendment was signed, the signed paper (needed to move the end, rule 4) and what stays become.

    `winter_confirmation` is asked where the draft says none; what the draft says stands.
    """

    signed_on: date
    paper: bytes | None = None
    paper_title: str = ""
    outcomes: Outcomes | None = None
    winter_confirmation: str | None = None


def confirms_winter(amendment: Amendment) -> bool:
    """Whether its signature must confirm an end in winter, which its draft did not (rule 12)."""
    ends = amendment.new_last_day if amendment.kind in CHANGES_END else None
    return ends is not None and in_winter(ends) and not amendment.winter_confirmation


def sign_amendment(amendment: Amendment, *, version: int | None, signature: Signature, actor: Actor) -> None:
    """Sign, and move with it the last day, the units covered, their availability and the stays given an outcome.

    Raises `StaysBeyond` (409) naming each stay past the new end that has no outcome, or beside the refused fields.
    """
    agreement = db.session.get_one(Agreement, amendment.agreement_id)
    coverage = coverage_of(agreement)
    units = list(_units_of(amendment))
    lock_units([*(row.unit_id for row in coverage), *(unit.id for unit in units)])
    _refuse_closed(amendment)
    refuse_stale(amendment, version, {})
    if confirms_winter(amendment):
        amendment.winter_confirmation = signature.winter_confirmation
    _check_signature(agreement, amendment, signature, units)
    _keep_paper(agreement, amendment, signature, actor)
    amendment.signed_on = signature.signed_on
    db.session.flush()
    _carry_out(agreement, amendment, signature, units, actor)
    if amendment.kind is AmendmentKind.EXTENSION and amendment.new_last_day is not None:
        settled = {"signed_on": signature.signed_on, "last_day": amendment.new_last_day}
        settle_by_amendment(agreement.id, **settled, actor=actor)
    owe_notice(agreement, event=NoticeEvent.AMENDMENT, since=signature.signed_on, actor=actor)
    facts = {"kind": amendment.kind, "signed_on": signature.signed_on, "last_day": amendment.new_last_day}
    record("amendment.signed", amendment, actor=actor, agreement=agreement, units=units, **facts)


def _units_of(amendment: Amendment) -> Iterable[Unit]:
    query = sa.select(Unit).join(AmendmentUnit, AmendmentUnit.unit_id == Unit.id)
    return db.session.scalars(query.where(AmendmentUnit.amendment_id == amendment.id).order_by(Unit.code, Unit.id))


def _check_signature(agreement: Agreement, amendment: Amendment, signature: Signature, units: list[Unit]) -> None:
    """What was right when drafted must still be, the signed paper is there, the signature after the last one known."""
    names = ("kind", "reason", "effective_on", "new_last_day", "winter_confirmation")
    facts = AmendmentFacts(**{name: getattr(amendment, name) for name in names})
    told_at_once(
        lambda: _check_signed_on(agreement, amendment, signature),
        lambda: _check(agreement, facts, units),
        lambda: _check_paper(amendment, signature),
    )


def _check_signed_on(agreement: Agreement, amendment: Amendment, signature: Signature) -> None:
    if signature.signed_on > today():
        raise AgreementRefusal("agreement.refused.future", "signed_on")
    known = sa.select(sa.func.max(AgreementTerm.known_on)).where(AgreementTerm.agreement_id == agreement.id)
    earlier = db.session.scalar(known)
    if earlier is not None and signature.signed_on < earlier:
        raise AgreementRefusal("amendment.refused.too_early", "signed_on", possible=shown(earlier))
    if amendment.kind is AmendmentKind.REDUCTION and amendment.new_last_day < signature.signed_on:  # type: ignore[operator]
        raise AgreementRefusal("amendment.refused.past_end", "signed_on", last_day=shown(amendment.new_last_day))


def _check_paper(amendment: Amendment, signature: Signature) -> None:
    """An end does not move without its signed paper (rule 4)."""
    if signature.paper is None and amendment.kind in CHANGES_END:
        query = sa.select(AgreementDocument.id).where(AgreementDocument.amendment_id == amendment.id)
        if db.session.scalars(query).first() is None:
            raise AgreementRefusal("amendment.refused.no_paper", "file")


def _keep_paper(agreement: Agreement, amendment: Amendment, signature: Signature, actor: Actor) -> None:
    if signature.paper is not None:
        facts = PaperFacts(title=signature.paper_title, kind=DocumentKind.AMENDMENT, dated_on=signature.signed_on)
        add_document(agreement, facts=facts, content=signature.paper, amendment=amendment, actor=actor)


def _carry_out(
    agreement: Agreement, amendment: Amendment, signature: Signature, units: list[Unit], actor: Actor
) -> None:
    covered = [unit.id for unit in standing(coverage_of(agreement), amendment.effective_on)]
    if amendment.kind is AmendmentKind.EXTENSION:
        _extend(agreement, amendment, signature.signed_on)
    elif amendment.kind is AmendmentKind.REDUCTION:
        assert amendment.new_last_day is not None
        settle_stays(covered, amendment.new_last_day, signature.outcomes or {}, amendment.reason, actor)
        days = (signature.signed_on, amendment.effective_on)
        write_term(agreement, amendment.new_last_day, *days, amendment_id=amendment.id)
        shorten_openings(covered, agreement.first_day, amendment.new_last_day)
    elif amendment.kind is AmendmentKind.UNITS_ADDED:
        _add(agreement, amendment, units)
    elif amendment.kind is AmendmentKind.UNITS_REMOVED:
        _remove(agreement, amendment, signature, units, actor)


def _extend(agreement: Agreement, amendment: Amendment, signed_on: date) -> None:
    old_last_day, last_day = latest_last_day(agreement), amendment.new_last_day
    assert last_day is not None
    units = [row.unit_id for row in coverage_of(agreement) if row.last_day is None]
    refuse_covered(units, old_last_day + ONE_DAY, last_day, agreement, "signed_on")
    write_term(agreement, last_day, signed_on, counts_from(agreement), amendment_id=amendment.id)
    lengthen_openings(units, old_last_day, last_day)


def _add(agreement: Agreement, amendment: Amendment, units: list[Unit]) -> None:
    first_day = amendment.effective_on
    refuse_covered([unit.id for unit in units], first_day, latest_last_day(agreement), agreement, "signed_on")
    db.session.add_all(AgreementUnit(agreement_id=agreement.id, unit_id=unit.id, first_day=first_day) for unit in units)
    db.session.flush()


def _remove(agreement: Agreement, amendment: Amendment, signature: Signature, units: list[Unit], actor: Actor) -> None:
    last_day, removed = amendment.effective_on - ONE_DAY, {unit.id for unit in units}
    settle_stays(removed, last_day, signature.outcomes or {}, amendment.reason, actor)
    shorten_openings(removed, agreement.first_day, last_day)
    for row in coverage_of(agreement):
        if row.unit_id in removed and (row.last_day is None or row.last_day > last_day):
            row.last_day = last_day
    db.session.flush()
