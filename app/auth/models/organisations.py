"""Organisations: whoever signs, houses, refers, funds or supports."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.auth.vocab import OrganisationKind
from app.db import Base, Identified, Named, Versioned, coded


class Organisation(Identified, Versioned, Named, Base):
    """One legal body. It may work in several programmes; a housing operator adds its kind in `sites`."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    short_name: Mapped[str | None] = mapped_column(sa.String(40))
    kind: Mapped[OrganisationKind] = mapped_column(coded(OrganisationKind))
    is_real: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
