"""Dates and states of agreements as SQL, equal to `occupancy.rules.agreements` (DESIGN §3.1)."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from app.db import coded, db
from app.periods import paper_contains
from occupancy.models.agreements import Agreement, AgreementTerm, AgreementUnit, Termination
from occupancy.models.closures import Closure
from occupancy.rules.agreements import ending_before
from occupancy.vocab import AgreementState

STATE = coded(AgreementState)


def _day(day: date) -> sa.ColumnElement[date]:
    return sa.literal(day, sa.Date())


def _state(state: AgreementState) -> sa.ColumnElement[AgreementState]:
    return sa.literal(state, STATE)


def term_last_day(day: date, agreement: Any = Agreement) -> sa.ScalarSelect[date]:
    """The last day of `agreement` (the outer query's table or alias) in force on `day`; NULL before its signature."""
    term = aliased(AgreementTerm)
    return _latest(term, term.last_day, day, agreement, term.in_force_on <= _day(day))


def final_last_day(day: date, agreement: Any = Agreement) -> sa.ScalarSelect[date]:
    """The last day of `agreement` that what was signed by `day` will make of it: for what is planned beyond that day.

    Equal to `term_last_day`, but where an amendment was signed whose effective day is still to come.
    """
    term = aliased(AgreementTerm)
    return _latest(term, term.last_day, day, agreement)


def change_ahead(day: date, agreement: Any = Agreement) -> sa.ScalarSelect[date]:
    """The day from which `final_last_day` counts, where that day is still to come; NULL otherwise."""
    term = aliased(AgreementTerm)
    return _latest(term, sa.case((term.in_force_on > _day(day), term.in_force_on)), day, agreement)


def _latest(term: Any, column: Any, day: date, agreement: Any, *conditions: Any) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .where(term.agreement_id == agreement.id, term.known_on <= _day(day), *conditions)
        .order_by(term.known_on.desc(), term.id.desc())
        .limit(1)
        .correlate(agreement)
        .scalar_subquery()
    )


def signed_by(day: date, agreement: Any = Agreement) -> sa.ColumnElement[bool]:
    """`agreement` was signed by `day`."""
    return sa.and_(agreement.signed_on.is_not(None), agreement.signed_on <= _day(day))


def noticed_by(day: date, agreement: Any = Agreement) -> sa.ColumnElement[bool]:
    """Notice to end `agreement` was given by `day`."""
    notice = aliased(Termination)
    return sa.exists().where(notice.agreement_id == agreement.id, notice.notified_on <= _day(day))


def agreement_state(day: date, agreement: Any = Agreement) -> sa.ColumnElement[AgreementState]:
    """The state of `agreement` as of `day`, as a column of the outer query."""
    cancelled = sa.and_(agreement.cancelled_on.is_not(None), agreement.cancelled_on <= _day(day))
    last_day = term_last_day(day, agreement)
    over = sa.case((noticed_by(day, agreement), _state(AgreementState.TERMINATED)), else_=_state(AgreementState.ENDED))
    return sa.case(
        (cancelled, _state(AgreementState.CANCELLED)),
        (sa.or_(~signed_by(day, agreement), agreement.signed_on.is_(None)), _state(AgreementState.DRAFT)),
        (last_day.is_(None), _state(AgreementState.DRAFT)),
        (last_day < _day(day), over),
        (agreement.first_day > _day(day), _state(AgreementState.SIGNED)),
        (final_last_day(day, agreement) < _day(ending_before(day)), _state(AgreementState.ENDING)),
        else_=_state(AgreementState.ACTIVE),
    )


def signed_periods(day: date, name: str = "signed_period", *, among: sa.ColumnElement[bool] | None = None) -> Subquery:
    """One row per agreement signed by `day`: agreement_id, site_id, first_day, last_day in force then, noticed.

    `final_last_day` counts from `change_on`, where an amendment signed by then takes effect later.
    `among`, a condition on `agreement`, spares looking up all others where one site is asked for.
    """
    known = sa.select(
        Agreement.id.label("agreement_id"),
        Agreement.site_id,
        Agreement.first_day,
        term_last_day(day).label("last_day"),
        final_last_day(day).label("final_last_day"),
        change_ahead(day).label("change_on"),
        noticed_by(day).label("noticed"),
    ).where(signed_by(day), sa.true() if among is None else among)
    inner = known.subquery()
    return sa.select(inner).where(inner.c.last_day.is_not(None)).subquery(name)


def site_periods(day: date, name: str = "site_period", *, among: sa.ColumnElement[bool] | None = None) -> Subquery:
    """One row per site with an agreement signed by `day`: site_id, first_day, last_day, state (AgreementState).

    Where a change that was signed makes it end on another day from a day to come on, `final_last_day` differs from
    `last_day`, and `change_on` is that day. A closure known by then ends the site before its agreement does, and its
    hand-back before the day announced, until the site is lent anew; one cancelled since counts for nothing.
    """
    by_site = _ends_by_site(day, among)
    known = sa.and_(Closure.site_id == by_site.c.site_id, Closure.cancelled_on.is_(None))
    closure = sa.and_(known, Closure.opened_on <= _day(day), ~lent_anew(day))
    columns = (_cut(by_site.c.last_day, day).label("bounded"), _cut(by_site.c.final_last_day, day).label("final"))
    row = sa.select(by_site, *columns).outerjoin(Closure, closure).subquery()
    return sa.select(
        row.c.site_id,
        row.c.first_day,
        row.c.bounded.label("last_day"),
        _site_state(day, row).label("state"),
        row.c.final.label("final_last_day"),
        sa.case((row.c.final != row.c.bounded, row.c.change_on)).label("change_on"),
    ).subquery(name)


def agreed_until(site_id: int, day: date) -> date | None:
    """The last day of the agreements of a site, as signed by `day`, whatever closure; None without one."""
    return db.session.scalar(sa.select(_ends_by_site(day, Agreement.site_id == site_id).c.final_last_day))


def _cut(last_day: Any, day: date) -> Any:
    """The closure's last day, or the day of the hand-back where that was known and came before."""
    back = sa.case((Closure.handed_back_on <= _day(day), Closure.handed_back_on))
    return sa.case(
        (sa.and_(back < last_day, back < Closure.last_day), back),
        (Closure.last_day < last_day, Closure.last_day),
        else_=last_day,
    )


def lent_anew(day: date, closure: Any = Closure) -> sa.ColumnElement[bool]:
    """Condition on `closure`: its site was handed back by `day`, and an agreement signed by then begins after that."""
    again = aliased(Agreement)
    lent = sa.exists().where(
        again.site_id == closure.site_id, signed_by(day, again), again.first_day > closure.handed_back_on
    )
    return sa.and_(closure.handed_back_on.is_not(None), closure.handed_back_on <= _day(day), lent.correlate(closure))


def _ends_by_site(day: date, among: sa.ColumnElement[bool] | None) -> Subquery:
    one = signed_periods(day, among=among)
    in_force = sa.and_(one.c.first_day <= _day(day), one.c.last_day >= _day(day))
    return (
        sa.select(
            one.c.site_id,
            sa.func.min(one.c.first_day).label("first_day"),
            sa.func.max(one.c.last_day).label("last_day"),
            sa.func.max(one.c.final_last_day).label("final_last_day"),
            sa.func.max(one.c.change_on).label("change_on"),
            sa.func.max(sa.case((one.c.noticed, one.c.last_day))).label("noticed_last_day"),
            sa.func.max(sa.case((in_force, 1), else_=0)).label("in_force"),
        )
        .group_by(one.c.site_id)
        .subquery()
    )


def _site_state(day: date, row: Subquery) -> sa.ColumnElement[AgreementState]:
    noticed = sa.and_(row.c.noticed_last_day == row.c.last_day, row.c.bounded == row.c.last_day)
    over = sa.case((noticed, _state(AgreementState.TERMINATED)), else_=_state(AgreementState.ENDED))
    return sa.case(
        (row.c.bounded < _day(day), over),
        (row.c.in_force == 0, _state(AgreementState.SIGNED)),
        (row.c.final < _day(ending_before(day)), _state(AgreementState.ENDING)),
        else_=_state(AgreementState.ACTIVE),
    )


def agreement_of_unit(unit_id: int, day: date) -> Agreement | None:
    """The signed agreement that covers a unit on a day, as known on that day; None when there is none.

    Its caps, notice and domiciliation are those of a stay on that day (rules 22 and 23).
    """
    query = (
        sa.select(Agreement)
        .join(AgreementUnit, AgreementUnit.agreement_id == Agreement.id)
        .where(AgreementUnit.unit_id == unit_id, signed_by(day), term_last_day(day) >= _day(day))
        .where(paper_contains(AgreementUnit.first_day, AgreementUnit.last_day, day))
        .order_by(Agreement.first_day.desc(), Agreement.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)
