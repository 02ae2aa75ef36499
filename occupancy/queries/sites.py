"""Sites with their dates, which come from agreements, and their units, as of a day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.db import db, prebuilt
from occupancy.models.agreements import Agreement
from occupancy.queries.agreements import site_periods
from occupancy.queries.unit_states import shown_state
from occupancy.vocab import AgreementState
from sites.models.communes import Commune
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites
from sites.vocab import OperatorKind, UnitUse

NO_AGREEMENT = "none"
SORTS = ("name", "end")
OF_PERIOD = ("first_day", "last_day", "state", "final_last_day", "change_on")


@dataclass(frozen=True)
class SiteFilter:
    """What the list is narrowed to; empty is everything. `state` is an agreement state or "none"."""

    state: str = ""
    kind: str = ""
    commune: str = ""
    text: str = ""
    sort: str = "name"


@dataclass(frozen=True)
class SiteHead:
    """What the head of every page of a site shows. Dates and state are None without a signed agreement."""

    id: int
    public_id: str
    name: str
    address: str | None
    operator_public_id: str
    operator_name: str
    operator_kind: OperatorKind
    manager_name: str | None
    postal_code: str | None
    commune: Commune | None
    planned_units: int | None
    note: str | None
    is_real: bool
    first_day: date | None
    last_day: date | None
    state: AgreementState | None
    final_last_day: date | None  # differs where a signed change makes it end on another day, from `change_on` on
    change_on: date | None


def site_list(reader: Reader, day: date, narrowed: SiteFilter) -> sa.Select[*tuple[Any, ...]]:
    """One row per site the reader may see, with operator, municipality, dates and state as of `day`."""
    query, period = _base(reader, day)
    query = query.where(*_conditions(narrowed, period))
    if narrowed.sort == "end":
        return query.order_by(period.c.last_day.is_(None), period.c.last_day, Site.sort_name, Site.id)
    return query.order_by(Site.sort_name, Site.id)


def site_head(reader: Reader, public_id: str, day: date) -> SiteHead | None:
    """The head of one site's pages, in one statement; None when the reader may not see it."""
    row = db.session.execute(_head(reader, day), {"asked": public_id}).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    return SiteHead(commune=values.pop("Commune"), **values)


@prebuilt
def _head(reader: Reader, day: date) -> sa.Select[Any]:
    asked = sa.select(Site.id).where(Site.public_id == sa.bindparam("asked")).scalar_subquery()
    query, _ = _base(reader, day, Agreement.site_id == asked)
    return query.where(Site.id == asked)


MANAGER = sa.orm.aliased(Organisation)
COLUMNS: tuple[Any, ...] = (
    Site.id,
    Site.public_id,
    Site.name,
    Site.address,
    HousingOperator.public_id.label("operator_public_id"),
    Organisation.name.label("operator_name"),
    HousingOperator.kind.label("operator_kind"),
    MANAGER.name.label("manager_name"),
    Site.postal_code,
    Commune,
    Site.planned_units,
    Site.note,
    Site.is_real,
)


def _base(
    reader: Reader, day: date, among: sa.ColumnElement[bool] | None = None
) -> tuple[sa.Select[*tuple[Any, ...]], Any]:
    period = site_periods(day, among=among)
    query = (
        sa.select(*COLUMNS, *(period.c[name] for name in OF_PERIOD))
        .join(HousingOperator, HousingOperator.id == Site.housing_operator_id)
        .join(Organisation, Organisation.id == HousingOperator.organisation_id)
        .outerjoin(MANAGER, MANAGER.id == Site.rental_manager_id)
        .outerjoin(Commune, Commune.postal_code == Site.postal_code)
        .outerjoin(period, period.c.site_id == Site.id)
        .where(readable_sites(reader))
    )
    return query, period


def _conditions(narrowed: SiteFilter, period: Any) -> Iterable[sa.ColumnElement[bool]]:
    if narrowed.state == NO_AGREEMENT:
        yield period.c.state.is_(None)
    elif narrowed.state:
        yield period.c.state == AgreementState(narrowed.state)
    if narrowed.kind:
        yield HousingOperator.kind == OperatorKind(narrowed.kind)
    if narrowed.commune:
        yield Site.postal_code == narrowed.commune
    if narrowed.text:
        yield sa.or_(
            *(
                sa.func.lower(column).contains(narrowed.text.lower(), autoescape=True)
                for column in (Site.name, Site.address, Organisation.name)
            )
        )


@dataclass(frozen=True)
class Facets:
    """How many sites there are for each choice of each filter, over all the reader may see."""

    states: Mapping[str, int]
    kinds: Mapping[str, int]


def facets(reader: Reader, day: date) -> Facets:
    """Counts for the filters, in one statement."""
    query, period = _base(reader, day)
    groups = query.with_only_columns(period.c.state, HousingOperator.kind, sa.func.count(), maintain_column_froms=True)
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for state, kind, number in db.session.execute(groups.group_by(period.c.state, HousingOperator.kind)):
        states[state.value if state else NO_AGREEMENT] += number
        kinds[kind.value] += number
    return Facets(states, kinds)


def sites_by_commune(reader: Reader, day: date, narrowed: SiteFilter) -> list[tuple[Commune, int]]:
    """Every municipality with its number of sites under the other filters; the one on municipality is left out."""
    others = SiteFilter(state=narrowed.state, kind=narrowed.kind, text=narrowed.text)
    query, period = _base(reader, day)
    listed = query.with_only_columns(Site.postal_code, maintain_column_froms=True)
    sites = listed.where(*_conditions(others, period)).subquery()
    counted = (
        sa.select(Commune, sa.func.count(sites.c.postal_code))
        .outerjoin(sites, sites.c.postal_code == Commune.postal_code)
        .group_by(Commune.postal_code, Commune.name_fr, Commune.name_nl)
        .order_by(Commune.postal_code)
    )
    return [(commune, number) for commune, number in db.session.execute(counted)]


def unit_counts(reader: Reader, site_ids: Iterable[int], day: date) -> dict[int, Counter[str]]:
    """For each site, dwellings by state as the reader may see it, and other rooms under "rooms", in one statement."""
    state = shown_state(reader, day).label("state")
    units = sa.select(Unit.site_id, Unit.use, state).where(Unit.site_id.in_(list(site_ids))).subquery()
    grouped = sa.select(units.c.site_id, units.c.use, units.c.state, sa.func.count()).group_by(
        units.c.site_id, units.c.use, units.c.state
    )
    counts: dict[int, Counter[str]] = {}
    for site_id, use, found, number in db.session.execute(grouped):
        one = counts.setdefault(site_id, Counter())
        if use is UnitUse.DWELLING:
            one["dwellings"] += number
            one[found.value] += number
        else:
            one["rooms"] += number
    return counts
