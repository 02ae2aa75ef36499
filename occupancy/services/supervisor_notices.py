"""What the supervisor (SLRB) must be told, and that it was (`domain.md` §2.2 and §9, rule 5)."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from occupancy.errors import AgreementRefusal
from occupancy.models.agreements import Agreement, SupervisorNotice
from occupancy.queries.agreements import agreement_of_unit
from occupancy.rules.annexes import NOTICE_DUE_DAYS, is_supervised
from occupancy.services.documents import PaperFacts, add_document
from occupancy.vocab import DocumentKind, NoticeEvent
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.vocab import OperatorKind


def operator_kind(agreement: Agreement) -> OperatorKind:
    """What kind of body lends the site."""
    query = sa.select(HousingOperator.kind).join(Site, Site.housing_operator_id == HousingOperator.id)
    return db.session.scalars(query.where(Site.id == agreement.site_id)).one()


def owe_notice(agreement: Agreement, *, event: NoticeEvent, since: date, actor: Actor) -> SupervisorNotice | None:
    """Note that the supervisor must be told of an event; None where nobody supervises the operator."""
    if not is_supervised(operator_kind(agreement)):
        return None
    return add_notice(agreement, event=event, due_on=since + timedelta(days=NOTICE_DUE_DAYS), actor=actor)


def add_notice(agreement: Agreement, *, event: NoticeEvent, due_on: date, actor: Actor) -> SupervisorNotice:
    """Note a notice by hand, such as one for a visit. Raises for an operator without a supervisor."""
    if not is_supervised(operator_kind(agreement)):
        raise AgreementRefusal("notice.refused.not_supervised")
    notice = SupervisorNotice(agreement_id=agreement.id, event=event, due_on=due_on, recorded_by_id=actor.user_id)
    db.session.add(notice)
    db.session.flush()
    record("supervisor_notice.owed", notice, actor=actor, agreement=agreement, event=event, due_on=due_on)
    return notice


def tell_of_occupants(unit_id: int, *, day: date, actor: Actor) -> SupervisorNotice | None:
    """Note that occupants changed in a unit on a day: called by entries, transfers and exits.

    Several changes before one notice is sent are told in one.
    """
    agreement = agreement_of_unit(unit_id, day)
    if agreement is None:
        return None
    waiting = sa.select(SupervisorNotice.id).where(
        SupervisorNotice.agreement_id == agreement.id,
        SupervisorNotice.event == NoticeEvent.OCCUPANT_CHANGE,
        SupervisorNotice.sent_on.is_(None),
    )
    if db.session.scalars(waiting).first() is not None:
        return None
    return owe_notice(agreement, event=NoticeEvent.OCCUPANT_CHANGE, since=day, actor=actor)


def send_notice(
    notice: SupervisorNotice, *, sent_on: date, proof: str, paper: bytes | None = None, actor: Actor
) -> None:
    """Note that the supervisor was told, and what proves it: words, and the paper itself, kept with the agreement's.

    Raises for a day to come, one sent already, or a file that is no paper.
    """
    if sent_on > today():
        raise AgreementRefusal("agreement.refused.future", "sent_on")
    if notice.sent_on is not None:
        raise AgreementRefusal("notice.refused.sent", sent_on=notice.sent_on.strftime("%d/%m/%Y"))
    notice.sent_on, notice.proof, notice.recorded_by_id = sent_on, proof, actor.user_id
    if paper is not None:
        facts = PaperFacts(title=proof[:120], kind=DocumentKind.NOTICE, dated_on=sent_on)
        notice.document_id = add_document(notice.agreement, facts=facts, content=paper, actor=actor).id
    db.session.flush()
    record("supervisor_notice.sent", notice, actor=actor, event=notice.event, sent_on=sent_on)
