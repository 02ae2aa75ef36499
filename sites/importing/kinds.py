"""The three kinds of file. Each builds the form of the page from a line, and hands it to the service of the page."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from app.audit.actor import Actor
from app.auth.models.organisations import Organisation
from app.db import db
from sites.forms.operators import OperatorForm
from sites.forms.sites import SiteForm
from sites.forms.units import UnitForm
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.sites import communes, rental_managers
from sites.services.operators import edit_operator, register_operator
from sites.services.sites import SiteFacts, edit_site, register_site
from sites.services.units import UnitFacts, add_unit, edit_unit

Values = dict[str, Any]
PLAIN = {"csrf": False}  # nobody's browser is behind a file


class Kind(ABC):
    """What a file holds. `known` are the records that stand, by their reference; a line added joins them."""

    name: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    yes_or_no: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.known: dict[Any, Any] = self.load()

    @abstractmethod
    def load(self) -> dict[Any, Any]: ...

    def reference(self, cells: Mapping[str, str]) -> Any:
        """What names the record of a line. Raises `KeyError` with the column that names nothing."""
        return cells["name"]

    @abstractmethod
    def standing(self, record: Any) -> Values:
        """What stands in the database, by column."""

    @abstractmethod
    def form(self, texts: Mapping[str, str]) -> Any: ...

    @abstractmethod
    def add(self, cells: Mapping[str, str], values: Values, actor: Actor) -> Any: ...

    @abstractmethod
    def edit(self, record: Any, values: Values, actor: Actor) -> None: ...


class Operators(Kind):
    name = "operators"
    columns = ("name", "short_name", "kind", "contact")
    needed = ("name", "kind")

    def load(self) -> dict[str, HousingOperator]:
        query = sa.select(HousingOperator).options(joinedload(HousingOperator.organisation))
        return {one.organisation.name: one for one in db.session.scalars(query)}

    def standing(self, record: HousingOperator) -> Values:
        named = record.organisation
        return {"name": named.name, "short_name": named.short_name, "kind": record.kind, "contact": record.contact}

    def form(self, texts: Mapping[str, str]) -> Any:
        return OperatorForm(MultiDict(texts), meta=PLAIN)

    def add(self, cells: Mapping[str, str], values: Values, actor: Actor) -> HousingOperator:
        return register_operator(**values, actor=actor)

    def edit(self, record: HousingOperator, values: Values, actor: Actor) -> None:
        edit_operator(record, version=record.version, **values, actor=actor)


class Sites(Kind):
    name = "sites"
    columns = ("name", "housing_operator", "rental_manager", "address", "postal_code", "planned_units", "note")
    needed = ("name", "housing_operator")

    def load(self) -> dict[str, Site]:
        self.lenders: dict[str, HousingOperator] = Operators().known
        self.managers: dict[str, Organisation] = {one.name: one for one in rental_managers()}
        self.communes = [(one.postal_code, one.postal_code) for one in communes()]
        whose = joinedload(Site.housing_operator).joinedload(HousingOperator.organisation)
        query = sa.select(Site).options(whose, joinedload(Site.rental_manager))
        return {one.name: one for one in db.session.scalars(query)}

    def standing(self, record: Site) -> Values:
        plain = {name: getattr(record, name) for name in ("name", "address", "postal_code", "planned_units", "note")}
        manager = next((name for name, one in self.managers.items() if one.id == record.rental_manager_id), None)
        lender = next(name for name, one in self.lenders.items() if one.id == record.housing_operator_id)
        return plain | {"housing_operator": lender, "rental_manager": manager}

    def form(self, texts: Mapping[str, str]) -> Any:
        form: Any = SiteForm(MultiDict(texts), meta=PLAIN)
        form.offer(
            operators=[(name, name) for name in self.lenders],
            managers=[(name, name) for name in self.managers],
            communes=self.communes,
        )
        return form

    def _chosen(self, values: Values) -> Values:
        given = dict(values)
        lender, manager = self.lenders[given.pop("housing_operator")], given.pop("rental_manager")
        return {"facts": SiteFacts(**given), "operator": lender, "manager": self.managers.get(manager or "")}

    def add(self, cells: Mapping[str, str], values: Values, actor: Actor) -> Site:
        return register_site(**self._chosen(values), actor=actor)

    def edit(self, record: Site, values: Values, actor: Actor) -> None:
        edit_site(record, version=record.version, **self._chosen(values), actor=actor)


class Units(Kind):
    name = "units"
    yes_or_no = ("has_lift", "step_free", "animals_allowed")
    columns = ("site", "code", "use", "bedrooms", "max_persons", "surface_m2", "floor", *yes_or_no, "note")
    needed = ("site", "code", "use", "bedrooms", "max_persons")

    def load(self) -> dict[tuple[int, str], Unit]:
        self.sites: dict[str, Site] = {one.name: one for one in db.session.scalars(sa.select(Site))}
        return {(one.site_id, one.code): one for one in db.session.scalars(sa.select(Unit))}

    def reference(self, cells: Mapping[str, str]) -> tuple[int, str]:
        if cells["site"] not in self.sites:
            raise KeyError("site")
        return self.sites[cells["site"]].id, cells["code"]

    def standing(self, record: Unit) -> Values:
        return {name: getattr(record, name) for name in self.columns if name != "site"}

    def form(self, texts: Mapping[str, str]) -> Any:
        return UnitForm(MultiDict(texts), meta=PLAIN)

    def add(self, cells: Mapping[str, str], values: Values, actor: Actor) -> Unit:
        return add_unit(self.sites[cells["site"]], facts=UnitFacts(**values), actor=actor)

    def edit(self, record: Unit, values: Values, actor: Actor) -> None:
        edit_unit(record, version=record.version, facts=UnitFacts(**values), actor=actor)


KINDS: tuple[type[Kind], ...] = (Operators, Sites, Units)  # in this order: each names the one before
