"""The 19 municipalities: real public data."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Commune(Base):
    """A municipality by its main postal code."""

    __tablename__ = "commune"

    postal_code: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    name_fr: Mapped[str] = mapped_column(sa.String(60))
    name_nl: Mapped[str] = mapped_column(sa.String(60))
