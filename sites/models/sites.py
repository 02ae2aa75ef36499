"""Sites: buildings or groups of dwellings lent by one housing operator."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.db import Base, Identified, Named, Versioned
from sites.models.operators import HousingOperator


class Site(Identified, Versioned, Named, Base):
    """A place where units are lent. Its dates and status come from its agreements, never from here."""

    __tablename__ = "site"

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    housing_operator_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_operator.id"), index=True)
    rental_manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    address: Mapped[str | None] = mapped_column(sa.String(160))
    postal_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commune.postal_code"), index=True)
    planned_units: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(sa.Text)
    is_real: Mapped[bool] = mapped_column(default=False)

    housing_operator: Mapped[HousingOperator] = relationship(lazy="raise")
    rental_manager: Mapped[Organisation | None] = relationship(lazy="raise")
