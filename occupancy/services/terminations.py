"""Ending an agreement with notice: it stays in force until its day (`domain.md` §9, rule 3)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict
from occupancy.errors import AgreementRefusal, AmendmentOpen, told_at_once
from occupancy.models.agreements import Agreement, AgreementTerm, Termination
from occupancy.queries.coverage import coverage_of, latest_last_day
from occupancy.rules.endings import first_end_after_notice
from occupancy.services.amendments import open_amendment
from occupancy.services.locks import lock_units
from occupancy.services.supervisor_notices import owe_notice
from occupancy.services.terms import Outcomes, confirm_winter, settle_stays, shorten_openings, write_term
from occupancy.vocab import NoticeEvent, Party


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """Who gives notice, when, until which last day, and why."""

    given_by: Party
    notified_on: date
    last_day: date
    reason: str
    winter_confirmation: str | None = None


def terminate_agreement(
    agreement: Agreement, *, facts: NoticeFacts, outcomes: Outcomes | None = None, actor: Actor
) -> Termination:
    """Give notice. Raises with the first last day that respects it, or `StaysBeyond` for stays without an outcome."""
    units = [row.unit_id for row in coverage_of(agreement)]
    lock_units(units)
    _check(agreement, facts)
    settle_stays(units, facts.last_day, outcomes or {}, facts.reason, actor)
    termination = Termination(
        agreement_id=agreement.id,
        given_by=facts.given_by,
        notified_on=facts.notified_on,
        last_day=facts.last_day,
        reason=facts.reason,
        winter_confirmation=facts.winter_confirmation,
    )
    with guarded({"uq_termination_agreement_id": Conflict("termination.refused.given")}):
        db.session.add(termination)
    write_term(agreement, facts.last_day, facts.notified_on, termination_id=termination.id)
    shorten_openings(units, agreement.first_day, facts.last_day)
    owe_notice(agreement, event=NoticeEvent.TERMINATION, since=facts.notified_on, actor=actor)
    given = {"given_by": facts.given_by, "notified_on": facts.notified_on, "last_day": facts.last_day}
    record("agreement.terminated", agreement, actor=actor, **given)
    return termination


def notice_days(agreement: Agreement, party: Party) -> int | None:
    """The notice written for one of the parties, in days; None where none was written (rule 23)."""
    return agreement.owner_notice_days if party is Party.HOUSING_OPERATOR else agreement.partner_notice_days


def _check(agreement: Agreement, facts: NoticeFacts) -> None:
    if agreement.signed_on is None:
        raise AgreementRefusal("amendment.refused.not_signed")
    if db.session.scalar(sa.select(Termination.id).where(Termination.agreement_id == agreement.id)):
        raise Conflict("termination.refused.given")
    other = open_amendment(agreement)
    if other is not None:
        raise AmendmentOpen(other.number, shown(other.drafted_on))
    told_at_once(
        lambda: _check_notified(agreement, facts),
        lambda: _check_last_day(agreement, facts),
        lambda: confirm_winter(facts.last_day, facts.winter_confirmation),
    )


def _check_notified(agreement: Agreement, facts: NoticeFacts) -> None:
    if facts.notified_on > today():
        raise AgreementRefusal("agreement.refused.future", "notified_on")
    known = sa.select(sa.func.max(AgreementTerm.known_on)).where(AgreementTerm.agreement_id == agreement.id)
    earlier = db.session.scalar(known)
    if earlier is not None and facts.notified_on < earlier:
        raise AgreementRefusal("amendment.refused.too_early", "notified_on", possible=shown(earlier))


def _check_last_day(agreement: Agreement, facts: NoticeFacts) -> None:
    last_day, days = latest_last_day(agreement), notice_days(agreement, facts.given_by)
    possible = max(first_end_after_notice(facts.notified_on, days), agreement.first_day)
    if facts.last_day < possible:
        raise AgreementRefusal(
            "termination.refused.notice" if days else "termination.refused.past",
            "last_day",
            days=days or 0,
            possible=shown(possible),
        )
    if facts.last_day >= last_day:
        raise AgreementRefusal("termination.refused.not_early", "last_day", last_day=shown(last_day))
