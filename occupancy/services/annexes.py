"""The annex checklist of an agreement."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.web.errors import refuse_stale
from occupancy.errors import AgreementRefusal
from occupancy.models.agreements import Agreement, AgreementAnnex
from occupancy.rules.annexes import INSURANCES, checklist, event_of_annex
from occupancy.services.supervisor_notices import operator_kind, owe_notice
from occupancy.vocab import AnnexKind


def record_annex(
    agreement: Agreement,
    *,
    kind: AnnexKind,
    version: int | None,
    done_on: date,
    valid_until: date | None = None,
    note: str | None = None,
    actor: Actor,
) -> AgreementAnnex:
    """Tick an item of the checklist; a renewal replaces the days of the earlier one, which the journal keeps.

    An insurance says until when it is valid; its renewal is told to the supervisor (rule 5). Raises `Stale` when
    somebody ticked it since `version` of it was read (0: not done yet).
    """
    if kind not in checklist(operator_kind(agreement)):
        raise AgreementRefusal("annex.refused.not_asked")
    _check_days(kind, done_on, valid_until)
    annex = _annex(agreement, kind)
    refuse_stale(annex, version)
    renewed = annex.id is not None
    annex.done_on, annex.valid_until, annex.note, annex.recorded_by_id = done_on, valid_until, note, actor.user_id
    db.session.add(annex)
    db.session.flush()
    record("annex.recorded", annex, actor=actor, kind=kind, done_on=done_on, valid_until=valid_until)
    event = event_of_annex(kind)
    if renewed and event is not None and agreement.signed_on is not None:
        owe_notice(agreement, event=event, since=done_on, actor=actor)
    return annex


def _check_days(kind: AnnexKind, done_on: date, valid_until: date | None) -> None:
    if done_on > today():
        raise AgreementRefusal("agreement.refused.future", "done_on")
    if kind in INSURANCES and valid_until is None:
        raise AgreementRefusal("annex.refused.insurance_end", "valid_until")
    if valid_until is not None and valid_until < done_on:
        raise AgreementRefusal("annex.refused.order", "valid_until")


def _annex(agreement: Agreement, kind: AnnexKind) -> AgreementAnnex:
    query = sa.select(AgreementAnnex).where(AgreementAnnex.agreement_id == agreement.id, AgreementAnnex.kind == kind)
    return db.session.scalar(query) or AgreementAnnex(agreement_id=agreement.id, kind=kind, version=0)
