"""What is due about dwellings and papers. Every list here is a function of units and dates, whoever lives there."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from occupancy.models.agreements import Agreement, AgreementAnnex, Amendment, SupervisorNotice
from occupancy.models.closures import Closure
from occupancy.queries.agreement_pages import agreement_list
from occupancy.queries.agreements import term_last_day
from occupancy.queries.closures import list_closures
from occupancy.queries.offers import offers
from occupancy.vocab import AgreementState
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitCheck, UnitOutage
from sites.queries.scope import readable_sites
from sites.queries.units import latest_checks
from sites.rules.units import EXPIRES_SOON_DAYS

NOTICE_DAYS = 14


def agreements_ending(reader: Reader, day: date) -> sa.Select[Any]:
    """Agreements with less than six months to go: the list of agreements under the same filter."""
    return agreement_list(reader, day, AgreementState.ENDING)


def closures_standing(reader: Reader, day: date) -> sa.Select[Any]:
    """Sites that close, with those still inside and those for whom nothing is planned."""
    mine = readable_sites(reader, Action.CLOSURE_VIEW)
    return list_closures(reader, day).where(Closure.handed_back_on.is_(None), mine)


def notices_owed(reader: Reader, day: date) -> sa.Select[Any]:
    """What the supervisor (SLRB) has not been told, late or due within two weeks (rule 5)."""
    columns: tuple[Any, ...] = (
        Agreement.public_id,
        Agreement.reference,
        Site.name.label("site_name"),
        SupervisorNotice.event,
        SupervisorNotice.due_on,
    )
    return (
        sa.select(*columns)
        .select_from(SupervisorNotice)
        .join(Agreement, Agreement.id == SupervisorNotice.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(readable_sites(reader, Action.AGREEMENT_VIEW), SupervisorNotice.sent_on.is_(None))
        .where(SupervisorNotice.due_on <= day + timedelta(days=NOTICE_DAYS))
        .order_by(SupervisorNotice.due_on, SupervisorNotice.id)
    )


def papers_expiring(reader: Reader, day: date) -> sa.Select[Any]:
    """Insurances and checks, of units in use and of agreements in force, that are over or end within thirty days."""
    every = sa.union_all(_checks(reader, day), _annexes(reader, day)).subquery("paper")
    return sa.select(every).order_by(every.c.valid_until, every.c.site_sort, every.c.code, every.c.id)


def _annexes(reader: Reader, day: date) -> sa.Select[Any]:
    """Annexes of agreements signed and not over (rule 5)."""
    columns: tuple[Any, ...] = (
        sa.literal("annex").label("source"),
        AgreementAnnex.id,
        Agreement.public_id,
        Agreement.reference.label("code"),
        Site.name.label("site_name"),
        Site.sort_name.label("site_sort"),
        sa.cast(AgreementAnnex.kind, sa.String).label("kind"),
        AgreementAnnex.valid_until,
    )
    return (
        sa.select(*columns)
        .select_from(AgreementAnnex)
        .join(Agreement, Agreement.id == AgreementAnnex.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(readable_sites(reader, Action.AGREEMENT_VIEW), term_last_day(day) >= sa.literal(day, sa.Date()))
        .where(AgreementAnnex.valid_until < day + timedelta(days=EXPIRES_SOON_DAYS))
    )


def _checks(reader: Reader, day: date) -> sa.Select[Any]:
    """Checks of units in use (rules 6 and 10)."""
    check = sa.orm.aliased(UnitCheck, latest_checks(day).subquery())
    in_use = sa.exists().where(UnitAvailability.unit_id == Unit.id, UnitAvailability.last_day >= day)
    columns: tuple[Any, ...] = (
        sa.literal("check").label("source"),
        check.id,
        Unit.public_id,
        Unit.code.label("code"),
        Site.name.label("site_name"),
        Site.sort_name.label("site_sort"),
        sa.cast(check.kind, sa.String).label("kind"),
        check.valid_until,
    )
    return (
        sa.select(*columns)
        .select_from(Unit)
        .join(Site, Site.id == Unit.site_id)
        .join(check, check.unit_id == Unit.id)
        .where(readable_sites(reader), in_use, check.valid_until < day + timedelta(days=EXPIRES_SOON_DAYS))
    )


def amendments_open(reader: Reader, day: date) -> sa.Select[Any]:
    """Amendments drafted and neither signed nor dropped, the first to take effect at the top."""
    order = (Amendment.effective_on, Amendment.id)
    columns: tuple[Any, ...] = (
        Agreement.public_id,
        Agreement.reference,
        Site.name.label("site_name"),
        Amendment.kind,
        Amendment.effective_on,
        sa.func.row_number().over(order_by=order).label("place"),
    )
    return (
        sa.select(*columns)
        .select_from(Amendment)
        .join(Agreement, Agreement.id == Amendment.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .where(readable_sites(reader, Action.AGREEMENT_VIEW))
        .where(Amendment.is_open)
        .order_by(*order)
    )


def outages_open(reader: Reader, day: date) -> sa.Select[Any]:
    """Works and damage that go on today, those that should end first at the top."""
    columns: tuple[Any, ...] = (
        Unit.public_id,
        Unit.code.label("unit_code"),
        Site.name.label("site_name"),
        UnitOutage.kind,
        UnitOutage.first_day,
        UnitOutage.last_day,
    )
    return (
        sa.select(*columns)
        .select_from(UnitOutage)
        .join(Unit, Unit.id == UnitOutage.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .where(readable_sites(reader), UnitOutage.cancelled_on.is_(None), UnitOutage.first_day <= day)
        .where(sa.or_(UnitOutage.last_day.is_(None), UnitOutage.last_day >= day))
        .order_by(UnitOutage.last_day.is_(None), UnitOutage.last_day, Site.sort_name, Unit.code, UnitOutage.id)
    )


def units_free(reader: Reader, day: date) -> sa.Select[Any]:
    """Dwellings that can be proposed today, free longest first: the units of the allocation board."""
    return offers(reader, day, readable_sites(reader))
