"""Drafting and signing a precarious-occupancy agreement (`domain.md` §9, rules 1 to 7)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import ByGuard, guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Refusal, refuse_all, refuse_stale
from occupancy.errors import AgreementRefusal, told_at_once
from occupancy.models.agreements import Agreement, AgreementAnnex, AgreementUnit
from occupancy.queries.coverage import coverage_of
from occupancy.rules.annexes import missing_to_sign
from occupancy.services.locks import lock_units
from occupancy.services.supervisor_notices import operator_kind, owe_notice
from occupancy.services.terms import confirm_winter, refuse_covered, write_term
from occupancy.vocab import Domiciliation, NoticeEvent, ObjectiveReason
from sites.models.sites import Site
from sites.models.units import Unit


@dataclass(frozen=True, kw_only=True)
class AgreementFacts:
    """What an agreement says. Notice in days, caps in cents a month; an empty notice is no notice written (rule 23)."""

    reference: str
    reason: ObjectiveReason
    reason_text: str | None = None
    first_day: date
    last_day: date
    owner_notice_days: int | None = None
    partner_notice_days: int | None = None
    adult_cap_cents: int = 0
    minor_cap_cents: int = 0
    contribution_rule: str | None = None
    domiciliation: Domiciliation = Domiciliation.YES
    winter_confirmation: str | None = None


def draft_agreement(site: Site, *, facts: AgreementFacts, actor: Actor) -> Agreement:
    """Prepare an agreement on a site. Raises beside the field that a rule refuses, or for a reference already used."""
    _check(facts)
    agreement = Agreement(site_id=site.id, **asdict(facts))
    with guarded(_taken(facts)):
        db.session.add(agreement)
    record("agreement.drafted", agreement, actor=actor, site=site, first_day=facts.first_day, last_day=facts.last_day)
    return agreement


def edit_draft(agreement: Agreement, *, version: int | None, facts: AgreementFacts, actor: Actor) -> None:
    """Change a draft; once signed, an amendment does that (rule 4). Raises `Stale` for an older version."""
    _refuse_signed(agreement)
    refuse_stale(agreement, version)
    _check(facts)
    moved = agreement.first_day != facts.first_day
    with guarded(_taken(facts)):
        for name, value in asdict(facts).items():
            setattr(agreement, name, value)
    if moved:
        _cover(agreement, [row.unit for row in coverage_of(agreement)])
    record("agreement.edited", agreement, actor=actor, first_day=facts.first_day, last_day=facts.last_day)


def _check(facts: AgreementFacts) -> None:
    told_at_once(lambda: refuse_all(_wrong(facts)), lambda: confirm_winter(facts.last_day, facts.winter_confirmation))


def _wrong(facts: AgreementFacts) -> Iterator[Refusal]:
    if facts.last_day < facts.first_day:
        yield AgreementRefusal("agreement.refused.order", "last_day", first_day=shown(facts.first_day))
    if facts.reason is ObjectiveReason.OTHER and not facts.reason_text:
        yield AgreementRefusal("agreement.refused.reason_text", "reason_text")


def _taken(facts: AgreementFacts) -> ByGuard:
    taken = AgreementRefusal("agreement.refused.reference_taken", "reference", reference=facts.reference)
    return {"uq_agreement_reference": taken}


def cancel_draft(agreement: Agreement, *, version: int | None, reason: str, actor: Actor) -> None:
    """Give up a draft: it stays listed, with why. Raises for one that is signed, or changed since it was opened."""
    _refuse_signed(agreement)
    refuse_stale(agreement, version)
    agreement.cancelled_on, agreement.cancel_reason = today(), reason
    db.session.flush()
    record("agreement.cancelled", agreement, actor=actor, cancelled_on=agreement.cancelled_on)


def _refuse_signed(agreement: Agreement) -> None:
    if agreement.cancelled_on is not None:
        raise AgreementRefusal("agreement.refused.cancelled", cancelled_on=shown(agreement.cancelled_on))
    if agreement.signed_on is not None:
        raise AgreementRefusal("agreement.refused.signed", signed_on=shown(agreement.signed_on))


def cover_units(agreement: Agreement, *, version: int | None, units: Iterable[Unit], actor: Actor) -> None:
    """Say which units of the site a draft lends, all from its first day; common rooms can be lent too."""
    _refuse_signed(agreement)
    refuse_stale(agreement, version)
    chosen = list(units)
    if any(unit.site_id != agreement.site_id for unit in chosen):
        raise AgreementRefusal("agreement.refused.other_site", "units")
    _cover(agreement, chosen)
    count_as_changed(agreement)
    record("agreement.units_chosen", agreement, actor=actor, units=chosen)


def _cover(agreement: Agreement, units: list[Unit]) -> None:
    db.session.execute(sa.delete(AgreementUnit).where(AgreementUnit.agreement_id == agreement.id))
    db.session.expire_all()
    first_day = agreement.first_day
    db.session.add_all(AgreementUnit(agreement_id=agreement.id, unit_id=unit.id, first_day=first_day) for unit in units)
    db.session.flush()


def sign_agreement(agreement: Agreement, *, version: int | None, signed_on: date, actor: Actor) -> None:
    """Sign: from that day the dates are known, and the supervisor must be told (rules 1, 5 and 7).

    Raises beside the field, naming what is missing, or the agreement that covers a unit already.
    """
    units = [row.unit_id for row in coverage_of(agreement)]
    lock_units(units)
    _refuse_signed(agreement)
    refuse_stale(agreement, version, {})
    refuse_all(_not_ready(agreement, units, signed_on))
    refuse_covered(units, agreement.first_day, agreement.last_day, agreement, "signed_on")
    agreement.signed_on = signed_on
    write_term(agreement, agreement.last_day, signed_on)
    owe_notice(agreement, event=NoticeEvent.SIGNATURE, since=signed_on, actor=actor)
    record("agreement.signed", agreement, actor=actor, signed_on=signed_on, last_day=agreement.last_day)


def _not_ready(agreement: Agreement, units: list[int], signed_on: date) -> Iterator[Refusal]:
    if signed_on > today():
        yield AgreementRefusal("agreement.refused.future", "signed_on")
    if agreement.reason is ObjectiveReason.OTHER and not agreement.reason_text:
        yield AgreementRefusal("agreement.refused.reason_text", "signed_on")
    if not units:
        yield AgreementRefusal("agreement.refused.no_units", "signed_on")
    done = sa.select(AgreementAnnex.kind).where(AgreementAnnex.agreement_id == agreement.id)
    missing = missing_to_sign(operator_kind(agreement), db.session.scalars(done))
    if missing:
        names = ", ".join(label(kind) for kind in missing)
        yield AgreementRefusal("agreement.refused.annexes", "signed_on", missing=names)
