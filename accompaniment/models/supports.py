"""Support of people, whatever the roof: those accompanied without being housed count apart (rule 26)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.db import Base, Identified, Versioned
from axes.models.people import Person
from axes.models.programmes import Programme


class Support(Identified, Versioned, Base):
    """A person accompanied by an organisation in a programme (lived period), with or without a stay."""

    __tablename__ = "support"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.Index("ix_support_person", "person_id", "start_on"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    start_on: Mapped[date]
    end_on: Mapped[date | None]

    programme: Mapped[Programme] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
