"""Support of people, whatever the roof: those accompanied without being housed count apart (rule 26)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab import Roof, SupportEnd
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household, Person
from axes.models.programmes import Programme, Team
from occupancy.models.stays import Stay


class Support(Identified, Versioned, Base):
    """A household, or some of its people, accompanied by an organisation in a programme (lived period).

    `stay` is the one it was opened for; `place` says which lease or which address, sealed. What remains to be asked
    after its end is for the reference worker or, handed over, for `follow_up_worker`. No two of one organisation
    for one household overlap in a programme.
    """

    __tablename__ = "support"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.CheckConstraint("(end_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("(roof = 'stay') = (stay_id IS NOT NULL)", "roof_of_stay"),
        sa.Index("ix_support_household", "household_id", "start_on"),
        sa.Index("ix_support_organisation_open", "organisation_id", "end_on"),
        sa.Index(  # without the empty ones, which a database would take for one worker with most of all supports
            "ix_support_follow_up_worker",
            "follow_up_worker_id",
            sqlite_where=sa.text("follow_up_worker_id IS NOT NULL"),
            postgresql_where=sa.text("follow_up_worker_id IS NOT NULL"),
        ),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), index=True)
    reference_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    follow_up_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    roof: Mapped[Roof] = mapped_column(coded(Roof), default=Roof.NONE)
    stay_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    place_sealed: Mapped[str | None] = mapped_column(sa.Text)
    place = Sealed()
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    end_reason: Mapped[SupportEnd | None] = mapped_column(coded(SupportEnd))

    programme: Mapped[Programme] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    team: Mapped[Team] = relationship(lazy="raise")
    reference_worker: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[reference_worker_id])
    stay: Mapped[Stay | None] = relationship(lazy="raise")
    people: Mapped[list["SupportPerson"]] = relationship(lazy="raise", order_by="SupportPerson.id")


class SupportPerson(Identified, Base):
    """A person's own days in a support (lived period): what *persons accompanied* counts."""

    __tablename__ = "support_person"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.Index("ix_support_person_person", "person_id", "start_on"),
    )

    support_id: Mapped[int] = mapped_column(sa.ForeignKey("support.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    start_on: Mapped[date]
    end_on: Mapped[date | None]

    support: Mapped[Support] = relationship(lazy="raise", viewonly=True)
    person: Mapped[Person] = relationship(lazy="raise")
