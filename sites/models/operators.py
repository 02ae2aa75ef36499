"""Housing operators: organisations that lend dwellings."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.db import Base, Identified, Versioned, coded
from sites.vocab import OperatorKind


class HousingOperator(Identified, Versioned, Base):
    """An organisation as lender: one row per organisation, with its kind."""

    __tablename__ = "housing_operator"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), unique=True)
    kind: Mapped[OperatorKind] = mapped_column(coded(OperatorKind))
    contact: Mapped[str | None] = mapped_column(sa.String(200))

    organisation: Mapped[Organisation] = relationship(lazy="raise")
