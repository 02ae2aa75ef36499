"""What the pages of agreements show, as far as the reader may see their site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from occupancy.models.agreements import (
    Agreement,
    AgreementAnnex,
    AgreementTerm,
    AgreementUnit,
    Amendment,
    AmendmentUnit,
    SupervisorNotice,
    Termination,
)
from occupancy.models.documents import AgreementDocument
from occupancy.queries.agreements import agreement_state, change_ahead, final_last_day, term_last_day
from occupancy.queries.site_papers import shown_notices
from occupancy.vocab import AgreementState, AmendmentKind
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites
from sites.vocab import UnitUse

VIEW, EDIT = Action.AGREEMENT_VIEW, Action.AGREEMENT_EDIT


@dataclass(frozen=True)
class Head:
    """An agreement with its site and lender, its state and last day as of a day, and the notice given, if any.

    From `change_on`, a day to come, it ends on `final_last_day`; without such a change both days are the same.
    """

    agreement: Agreement
    last_day: date
    state: AgreementState
    termination: Termination | None
    final_last_day: date
    change_on: date | None

    @property
    def is_draft(self) -> bool:
        return self.state is AgreementState.DRAFT


def find_head(reader: Reader, public_id: str, day: date, action: Action = VIEW) -> Head | None:
    """An agreement as of `day`, in one statement; None when the reader may not do `action` on its site."""
    query = (
        sa.select(
            Agreement,
            sa.func.coalesce(term_last_day(day), Agreement.last_day),
            agreement_state(day),
            Termination,
            sa.func.coalesce(final_last_day(day), Agreement.last_day),
            change_ahead(day),
        )
        .join(Site, Site.id == Agreement.site_id)
        .outerjoin(Termination, Termination.agreement_id == Agreement.id)
        .where(Agreement.public_id == public_id, readable_sites(reader, action))
        .options(
            contains_eager(Agreement.site).joinedload(Site.housing_operator).joinedload(HousingOperator.organisation)
        )
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Head(*row)


def find_agreement(reader: Reader, public_id: str, action: Action = EDIT) -> Agreement | None:
    """The agreement alone with its site, if the reader may do `action` on it."""
    query = (
        sa.select(Agreement)
        .join(Agreement.site)
        .where(Agreement.public_id == public_id, readable_sites(reader, action))
        .options(contains_eager(Agreement.site))
    )
    return db.session.scalar(query)


def _dwellings_covered(day: date) -> Any:
    """How many dwellings an agreement covers on a day, or on its first one where that is still to come."""
    asked = sa.literal(day, sa.Date())
    on = sa.case((Agreement.first_day > asked, Agreement.first_day), else_=asked)
    return (
        sa.select(sa.func.count(AgreementUnit.unit_id.distinct()))
        .join(Unit, Unit.id == AgreementUnit.unit_id)
        .where(AgreementUnit.agreement_id == Agreement.id, Unit.use == UnitUse.DWELLING)
        .where(AgreementUnit.first_day <= on)
        .where(sa.or_(AgreementUnit.last_day.is_(None), AgreementUnit.last_day >= asked))
        .correlate(Agreement)
        .scalar_subquery()
    )


def _listed(reader: Reader, day: date) -> sa.Select[Any]:
    opened = sa.exists().where(Amendment.agreement_id == Agreement.id, Amendment.is_open)
    return (
        sa.select(
            Agreement.public_id,
            Agreement.reference,
            Agreement.reason,
            Agreement.first_day,
            sa.func.coalesce(term_last_day(day), Agreement.last_day).label("last_day"),
            final_last_day(day).label("final_last_day"),
            change_ahead(day).label("change_on"),
            agreement_state(day).label("state"),
            _dwellings_covered(day).label("units"),
            opened.label("open_amendment"),
            Site.name.label("site_name"),
            Site.public_id.label("site_public_id"),
            Organisation.name.label("operator_name"),
            HousingOperator.kind.label("operator_kind"),
        )
        .join(Site, Site.id == Agreement.site_id)
        .join(HousingOperator, HousingOperator.id == Site.housing_operator_id)
        .join(Organisation, Organisation.id == HousingOperator.organisation_id)
        .where(readable_sites(reader, VIEW))
    )


def agreements_of_site(reader: Reader, site_id: int, day: date) -> list[Any]:
    """The agreements of a site, the latest first."""
    query = _listed(reader, day).where(Agreement.site_id == site_id)
    return list(db.session.execute(query.order_by(Agreement.first_day.desc(), Agreement.id.desc())))


def agreement_list(reader: Reader, day: date, state: AgreementState | None) -> sa.Select[Any]:
    """Agreements the reader may see, those that end first at the top, those that are over at the bottom."""
    rows = _listed(reader, day)
    last_day = sa.func.coalesce(term_last_day(day), Agreement.last_day)
    if state is not None:
        rows = rows.where(agreement_state(day) == state)
    over = sa.or_(last_day < sa.literal(day, sa.Date()), Agreement.cancelled_on.is_not(None))
    return rows.order_by(over, sa.case((over, None), else_=last_day), last_day.desc(), Agreement.id)


def states_counted(reader: Reader, day: date) -> dict[AgreementState, int]:
    """How many agreements are in each state, over all the reader may see."""
    rows = sa.select(agreement_state(day).label("state")).join(Site, Site.id == Agreement.site_id)
    found = rows.where(readable_sites(reader, VIEW)).subquery()
    return {
        state: number
        for state, number in db.session.execute(sa.select(found.c.state, sa.func.count()).group_by(found.c.state))
    }


def terms_of(agreement_id: int) -> list[AgreementTerm]:
    """Each last day the agreement ever had, in the order in which they were known."""
    query = sa.select(AgreementTerm).where(AgreementTerm.agreement_id == agreement_id)
    return list(db.session.scalars(query.order_by(AgreementTerm.known_on, AgreementTerm.id)))


def amendments_of(agreement_id: int) -> list[Amendment]:
    """Amendments with their units, the latest first, in one statement."""
    query = (
        sa.select(Amendment)
        .where(Amendment.agreement_id == agreement_id)
        .options(joinedload(Amendment.units).joinedload(AmendmentUnit.unit))
        .order_by(Amendment.number.desc())
    )
    return list(db.session.scalars(query).unique())


def annexes_of(agreement_id: int) -> dict[str, AgreementAnnex]:
    """The items of the checklist that were done, by kind."""
    query = sa.select(AgreementAnnex).where(AgreementAnnex.agreement_id == agreement_id)
    return {annex.kind: annex for annex in db.session.scalars(query.order_by(AgreementAnnex.id))}


def notices_of(reader: Reader, agreement_id: int) -> list[SupervisorNotice]:
    """Supervisor notices that the reader may know of, those still to send first, then by day."""
    query = sa.select(SupervisorNotice).where(SupervisorNotice.agreement_id == agreement_id, shown_notices(reader))
    sent = SupervisorNotice.sent_on.is_not(None)
    return list(db.session.scalars(query.order_by(sent, SupervisorNotice.due_on, SupervisorNotice.id)))


def documents_of(agreement_id: int) -> list[AgreementDocument]:
    """Papers without their content, the latest first."""
    query = sa.select(AgreementDocument).where(AgreementDocument.agreement_id == agreement_id)
    return list(db.session.scalars(query.order_by(AgreementDocument.added_at.desc(), AgreementDocument.id.desc())))


def find_amendment(reader: Reader, public_id: str) -> Amendment | None:
    """An amendment with its agreement, site and units, if the reader may change it."""
    query = (
        sa.select(Amendment)
        .join(Amendment.agreement)
        .join(Agreement.site)
        .where(Amendment.public_id == public_id, readable_sites(reader, EDIT))
        .options(
            contains_eager(Amendment.agreement).contains_eager(Agreement.site),
            joinedload(Amendment.units).joinedload(AmendmentUnit.unit),
        )
    )
    return db.session.scalars(query).unique().one_or_none()


def find_notice(reader: Reader, public_id: str) -> SupervisorNotice | None:
    """A supervisor notice with its agreement, if the reader may change it."""
    query = (
        sa.select(SupervisorNotice)
        .join(SupervisorNotice.agreement)
        .join(Agreement.site)
        .where(SupervisorNotice.public_id == public_id, readable_sites(reader, EDIT))
        .options(contains_eager(SupervisorNotice.agreement).contains_eager(Agreement.site))
    )
    return db.session.scalar(query)


def find_document(reader: Reader, public_id: str) -> tuple[AgreementDocument, str] | None:
    """A paper with its content, and the reference of its agreement, if the reader may see that agreement."""
    query = (
        sa.select(AgreementDocument, Agreement.reference)
        .join(Agreement, Agreement.id == AgreementDocument.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(AgreementDocument.public_id == public_id, readable_sites(reader, VIEW))
        .options(sa.orm.undefer(AgreementDocument.content_sealed))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True)
class Change:
    """An amendment with what stood before it and what it makes of it, for the side-by-side difference."""

    amendment: Amendment
    old_last_day: date
    new_last_day: date


def changes(head: Head, amendments: Iterable[Amendment], terms: Iterable[AgreementTerm]) -> list[Change]:
    """Each amendment beside the last day before it; an open one beside the one that all that was signed leaves."""
    before: dict[int, date] = {}
    last_day = head.agreement.last_day
    for term in terms:
        if term.amendment_id is not None:
            before[term.amendment_id] = last_day
        last_day = term.last_day
    found = []
    for one in amendments:
        old = before.get(one.id, head.final_last_day)
        moved = one.kind in (AmendmentKind.EXTENSION, AmendmentKind.REDUCTION)
        found.append(Change(one, old, (one.new_last_day or old) if moved else old))
    return found
