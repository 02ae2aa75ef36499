"""The founding table: what each site was on a day, from dated rows alone (`domain.md` §1.3, §9 rules 2, 3 and 13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import KEYS, ask, prebuilt
from app.periods import to_half_months
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.queries.agreements import signed_by, signed_periods, site_periods
from occupancy.rules.agreements import IN_FORCE, months_covered
from occupancy.vocab import AgreementState
from reports.vocab import SiteStatus
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites
from sites.vocab import OperatorKind, UnitUse

COLUMNS = ("site", "housing_operator", "operator_type", "units", "months", "first_day", "last_day", "status")


@dataclass(frozen=True)
class SiteLine:
    """A line of the report. `units` are the dwellings lent since the start, `months` the whole length known then."""

    public_id: str
    site: str
    housing_operator: str
    operator_type: OperatorKind
    units: int
    months: Decimal
    first_day: date
    last_day: date
    state: AgreementState

    @property
    def status(self) -> SiteStatus:
        """Open on the days when an agreement is in force."""
        return SiteStatus.OPEN if self.state in IN_FORCE else SiteStatus.CLOSED

    def cells(self) -> tuple[Any, ...]:
        """The values of `COLUMNS`, for files."""
        kind = self.operator_type.value.upper()
        days = (self.first_day, self.last_day)
        return (self.site, self.housing_operator, kind, self.units, self.months, *days, self.status)


class Totals(NamedTuple):
    """Sums over all sites of the report, whatever page is shown."""

    sites: int
    units: int
    operators: int
    open: int


def _lent_by(day: date) -> sa.Select[Any]:
    """How many dwellings agreements cover on any day up to `day`, each counted once; `agreement` is in reach of
    conditions.

    A common room is lent and never counted; a unit handed back early was lent all the same.
    """
    query = sa.select(sa.func.count(AgreementUnit.unit_id.distinct()).label("units")).select_from(Agreement)
    return (
        query.join(AgreementUnit, AgreementUnit.agreement_id == Agreement.id)
        .join(Unit, Unit.id == AgreementUnit.unit_id)
        .where(Unit.use == UnitUse.DWELLING, signed_by(day), AgreementUnit.first_day <= sa.literal(day, sa.Date()))
    )


@prebuilt
def report_rows(day: date, reader: Reader | None, status: SiteStatus | None = None) -> sa.Select[Any]:
    """Sites begun by `day`, oldest first. `reader` None is the command line, which sees all."""
    period = site_periods(day)
    query = (
        sa.select(
            Site.id,
            Site.public_id,
            Site.name,
            Organisation.name.label("operator"),
            HousingOperator.kind,
            period.c.first_day,
            period.c.last_day,
            period.c.state,
        )
        .join(period, period.c.site_id == Site.id)
        .join(HousingOperator, HousingOperator.id == Site.housing_operator_id)
        .join(Organisation, Organisation.id == HousingOperator.organisation_id)
        .where(period.c.first_day <= sa.literal(day, sa.Date()))
        .order_by(period.c.first_day, Site.sort_name, Site.id)
    )
    if reader is not None:
        query = query.where(readable_sites(reader, Action.SITE_REPORT_VIEW))
    if status is not None:
        in_force = period.c.state.in_(sorted(IN_FORCE))
        query = query.where(in_force if status is SiteStatus.OPEN else ~in_force)
    return query


def lines(rows: Iterable[Any], day: date) -> list[SiteLine]:
    """Lines for rows of `report_rows`, with what each site's agreements cover, in dwellings and in months: two more
    statements."""
    found = list(rows)
    units, lengths = _units([row.id for row in found], day), _lengths({row.id: row.last_day for row in found}, day)
    return [
        SiteLine(
            row.public_id,
            row.name,
            row.operator,
            row.kind,
            units.get(row.id, 0),
            lengths[row.id],
            row.first_day,
            row.last_day,
            row.state,
        )
        for row in found
    ]


def _units(sites: list[int], day: date) -> dict[int, int]:
    return {site_id: units for units, site_id in ask(_units_of(day), {"keys": sites})}


@prebuilt
def _units_of(day: date) -> sa.Select[Any]:
    query = _lent_by(day).where(Agreement.site_id.in_(KEYS))
    return query.add_columns(Agreement.site_id).group_by(Agreement.site_id)


def _lengths(last_days: dict[int, date], day: date) -> dict[int, Decimal]:
    """Months of each site, cut where the site was lost before its agreement ended."""
    periods: dict[int, list[tuple[date, date]]] = {site_id: [] for site_id in last_days}
    for site_id, first_day, last_day in ask(_periods_of(day), {"keys": list(last_days)}):
        periods[site_id].append((first_day, min(last_day, last_days[site_id])))
    return {site_id: to_half_months(months_covered(found)) for site_id, found in periods.items()}


@prebuilt
def _periods_of(day: date) -> sa.Select[Any]:
    period = signed_periods(day, among=Agreement.site_id.in_(KEYS))
    columns: tuple[Any, ...] = (period.c.site_id, period.c.first_day, period.c.last_day)
    return sa.select(*columns)


def site_report(day: date, reader: Reader | None = None, status: SiteStatus | None = None) -> list[SiteLine]:
    """The whole report as of `day`."""
    return lines(ask(report_rows(day, reader, status)), day)


def totals(day: date, reader: Reader | None, status: SiteStatus | None = None) -> Totals:
    """Sums over the report."""
    return Totals(*(int(value) for value in ask(_sums(day, reader, status)).one()))


@prebuilt
def _sums(day: date, reader: Reader | None, status: SiteStatus | None) -> sa.Select[Any]:
    units = _lent_by(day).where(Agreement.site_id == Site.id).correlate(Site).scalar_subquery()
    row = report_rows(day, reader, status).order_by(None).add_columns(units.label("units")).subquery()
    in_force = sa.case((row.c.state.in_(sorted(IN_FORCE)), 1), else_=0)
    sums: tuple[Any, ...] = (
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(row.c.units), 0),
        sa.func.count(row.c.operator.distinct()),
        sa.func.coalesce(sa.func.sum(in_force), 0),
    )
    return sa.select(*sums).select_from(row)
