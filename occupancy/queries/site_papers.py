"""Every paper of a site in one list: documents, annexes, notices to the supervisor, checks of its units."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from occupancy.models.agreements import Agreement, AgreementAnnex, Amendment, SupervisorNotice
from occupancy.models.documents import AgreementDocument
from occupancy.vocab import NoticeEvent
from sites.models.units import Unit, UnitCheck

EMPTY: Any = sa.null()


class PaperSource(StrEnum):
    """Where a line comes from; only a document can be downloaded."""

    DOCUMENT = "document"
    ANNEX = "annex"
    NOTICE = "notice"
    CHECK = "check"


def papers_of_site(reader: Reader, site_id: int, source: PaperSource | None) -> sa.Select[Any]:
    """One row per paper of the site: what can be downloaded first, then the latest.

    The caller has shown that the reader may see the site.
    """
    rows = _all(reader, site_id)
    query = sa.select(
        rows, User.name.label("who"), sa.func.coalesce(Organisation.short_name, Organisation.name).label("organisation")
    )
    query = query.outerjoin(User, User.id == rows.c.user_id)
    query = query.outerjoin(Organisation, Organisation.id == User.organisation_id)
    if source is not None:
        query = query.where(rows.c.source == source.value)
    rank = sa.case({one.value: place for place, one in enumerate(PaperSource)}, value=rows.c.source)
    return query.order_by(rank, rows.c.day.desc(), rows.c.id.desc())


def papers_counted(reader: Reader, site_id: int) -> Mapping[str, int]:
    """How many papers the site has of each source."""
    rows = _all(reader, site_id)
    query = sa.select(rows.c.source, sa.func.count()).group_by(rows.c.source)
    return {source: number for source, number in db.session.execute(query)}


def _all(reader: Reader, site_id: int) -> sa.Subquery:
    parts = (_documents(), _annexes(), _notices(reader))
    of_agreements = [part.where(Agreement.site_id == site_id) for part in parts]
    return sa.union_all(*of_agreements, _checks().where(Unit.site_id == site_id)).subquery("paper")


def _documents() -> sa.Select[Any]:
    paper = AgreementDocument
    query = _line(
        PaperSource.DOCUMENT,
        paper,
        code=paper.kind,
        text=paper.title,
        day=paper.dated_on,
        until=paper.valid_until,
        user_id=paper.added_by_id,
        reference=Agreement.reference,
        about=Agreement.public_id,
        number=Amendment.number,
        media_type=paper.media_type,
        size=paper.size,
    )
    query = query.join(Agreement, Agreement.id == paper.agreement_id)
    return query.outerjoin(Amendment, Amendment.id == paper.amendment_id)


def _annexes() -> sa.Select[Any]:
    annex = AgreementAnnex
    query = _line(
        PaperSource.ANNEX,
        annex,
        code=annex.kind,
        text=annex.note,
        day=annex.done_on,
        until=annex.valid_until,
        user_id=annex.recorded_by_id,
        reference=Agreement.reference,
        about=Agreement.public_id,
    )
    return query.join(Agreement, Agreement.id == annex.agreement_id)


def _notices(reader: Reader) -> sa.Select[Any]:
    notice = SupervisorNotice
    query = _line(
        PaperSource.NOTICE,
        notice,
        code=notice.event,
        text=notice.proof,
        day=notice.sent_on,
        until=EMPTY,
        user_id=notice.recorded_by_id,
        reference=Agreement.reference,
        about=Agreement.public_id,
    )
    query = query.join(Agreement, Agreement.id == notice.agreement_id)
    return query.where(notice.sent_on.is_not(None), shown_notices(reader))


def shown_notices(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on `supervisor_notice`: who may not see stays is not told that occupants changed (DESIGN §4)."""
    if reader.may(Action.STAY_VIEW):
        return sa.true()
    return SupervisorNotice.event != NoticeEvent.OCCUPANT_CHANGE


def _checks() -> sa.Select[Any]:
    check = UnitCheck
    query = _line(
        PaperSource.CHECK,
        check,
        code=check.kind,
        text=EMPTY,
        day=check.done_on,
        until=check.valid_until,
        user_id=check.recorded_by_id,
        reference=Unit.code,
        about=Unit.public_id,
    )
    return query.join(Unit, Unit.id == check.unit_id)


def _line(source: PaperSource, model: Any, **columns: Any) -> sa.Select[Any]:
    """A row of the list. `about` is the agreement's public name, or the unit's of a check; `reference` its code."""
    kinds = {
        "code": sa.String,
        "text": sa.String,
        "day": sa.Date,
        "until": sa.Date,
        "user_id": sa.Integer,
        "reference": sa.String,
        "about": sa.String,
        "number": sa.Integer,
        "media_type": sa.String,
        "size": sa.Integer,
    }
    shown = [_typed(columns.get(name), kind).label(name) for name, kind in kinds.items()]
    return sa.select(
        sa.literal(source.value).label("source"), model.id.label("id"), model.public_id.label("public_id"), *shown
    )


def _typed(column: Any, kind: Any) -> Any:
    """A column of one type in every part; days are stored alike on both databases and are only read as such."""
    if column is None or column is EMPTY:
        return sa.cast(EMPTY, kind)
    return sa.type_coerce(column, kind) if kind is sa.Date else sa.cast(column, kind)


def agreements_to_file(site_id: int) -> list[Agreement]:
    """The agreements of a site with their amendments, the latest first: what a paper can be about."""
    query = sa.select(Agreement).where(Agreement.site_id == site_id).options(joinedload(Agreement.amendments))
    query = query.order_by(Agreement.first_day.desc(), Agreement.id.desc())
    return list(db.session.scalars(query).unique())
