"""Stays and what happens during them. Lived periods: `start_on` included, `end_on` excluded."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.people import Household, Person
from occupancy.vocab import CancelledRowKind, ContributionBasis, ObjectiveKind
from sites.models.units import Unit

PAPERS = ("agreement_signed_on", "inventory_on", "keys_given_on")  # of an entry: days of stays, empty until it is done


class Stay(Identified, Versioned, Base):
    """One household in one unit. While `end_on` is empty the stay holds the unit until `planned_end_on` and beyond.

    A transfer closes one stay and opens the next: `transferred_from_id` chains the journey (DESIGN §3.6). `misfits` are
    codes of what made the unit unfit on that day, with the reason why the household went there all the same (rule 19).
    """

    __tablename__ = "stay"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.CheckConstraint("planned_end_on > start_on", "planned_after_start"),
        sa.Index("ix_stay_unit_period", "unit_id", "start_on", "end_on"),
        sa.Index("ix_stay_household", "household_id", "start_on"),
        sa.Index("ix_stay_start", "start_on", "id"),
        # Without the empty ends: a database that believes them as few as those of any day reads all open stays for 25.
        sa.Index(
            "ix_stay_end",
            "end_on",
            "id",
            sqlite_where=sa.text("end_on IS NOT NULL"),
            postgresql_where=sa.text("end_on IS NOT NULL"),
        ),
        sa.Index(
            "ix_stay_here",
            "start_on",
            "id",
            "household_id",
            sqlite_where=sa.text("end_on IS NULL"),
            postgresql_where=sa.text("end_on IS NULL"),
        ),
        sa.Index(
            "ix_stay_open",
            "planned_end_on",
            "id",
            "household_id",
            sqlite_where=sa.text("end_on IS NULL"),
            postgresql_where=sa.text("end_on IS NULL"),
        ),
    )

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    allocation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("allocation.id"), unique=True)
    transferred_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stay.id"), unique=True)
    start_on: Mapped[date]
    planned_end_on: Mapped[date]
    end_on: Mapped[date | None]
    living_situation: Mapped[str | None] = mapped_column(sa.String(5))  # ETHOS Light code before entry
    agreement_signed_on: Mapped[date | None]
    inventory_on: Mapped[date | None]
    keys_given_on: Mapped[date | None]
    exit_inventory_on: Mapped[date | None]
    keys_back_on: Mapped[date | None]
    misfits: Mapped[str | None] = mapped_column(sa.String(80))
    misfit_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    misfit_reason = Sealed()

    unit: Mapped[Unit] = relationship(lazy="raise")
    household: Mapped[Household] = relationship(lazy="raise")
    people: Mapped[list["StayPerson"]] = relationship(lazy="raise", order_by="StayPerson.id")


class StayPerson(Identified, Base):
    """A person's own nights in a stay; no two overlap for one person, whatever the unit (DESIGN §3.4)."""

    __tablename__ = "stay_person"
    __table_args__ = (
        sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),
        sa.Index("ix_stay_person_person", "person_id", "start_on"),
    )

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    start_on: Mapped[date]
    end_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")


class StayObjective(Identified, Versioned, Base):
    """An objective set at entry, and the day it was reached, or given up and why."""

    __tablename__ = "stay_objective"
    __table_args__ = (
        sa.UniqueConstraint("stay_id", "kind"),
        sa.CheckConstraint("reached_on IS NULL OR dropped_on IS NULL", "reached_or_dropped"),
    )

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"))
    kind: Mapped[ObjectiveKind] = mapped_column(coded(ObjectiveKind))
    reached_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    drop_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    drop_reason = Sealed()
    is_open = unless_filled("is_open", "reached_on", "dropped_on")

    stay: Mapped[Stay] = relationship(lazy="raise")


class Contribution(Identified, Base):
    """What the household pays a month from a day on: from 0 to the cap of the agreement; never called a rent."""

    __tablename__ = "contribution"
    __table_args__ = (
        sa.UniqueConstraint("stay_id", "start_on"),
        sa.CheckConstraint("amount_cents >= 0", "amount"),
    )

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"))
    start_on: Mapped[date]
    amount_cents: Mapped[int]
    basis: Mapped[ContributionBasis] = mapped_column(coded(ContributionBasis))


class StayExtension(Identified, Base):
    """A change of the planned end, with what it was before and why."""

    __tablename__ = "stay_extension"

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    previous_end_on: Mapped[date]
    new_end_on: Mapped[date]
    reason_sealed: Mapped[str] = mapped_column(sa.Text)
    reason = SealedRequired()
    decided_on: Mapped[date]


class Absence(Identified, Versioned, Base):
    """A household away for a while (lived period); the unit stays theirs.

    One noted by mistake is cancelled: dated, with who did it and why, and it counts for nothing.
    """

    __tablename__ = "absence"
    __table_args__ = (sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),)

    stay_id: Mapped[int] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    reason_sealed: Mapped[str] = mapped_column(sa.Text)
    reason = SealedRequired()
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancel_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    cancel_reason = Sealed()


class CancelledStay(Identified, Base):
    """An entry or a transfer that was not, or was to another unit: taken back on the day it was written.

    The stay and its rows are taken out of the books, so that nothing counts them; this keeps what they said, who took
    it back and why. `stay` is the public name by which the journal speaks of it, `moved_to` the unit that the entry was
    for after all, `facts` other days, numbers and codes as JSON. Rows are added, never changed.
    """

    __tablename__ = "cancelled_stay"

    stay: Mapped[str] = mapped_column(sa.String(22), index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    allocation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("allocation.id"))
    moved_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    start_on: Mapped[date]
    planned_end_on: Mapped[date]
    recorded_at: Mapped[datetime]
    facts: Mapped[str] = mapped_column(sa.Text)
    cancelled_at: Mapped[datetime] = mapped_column(default=now)
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancel_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)  # none for a move without a word
    cancel_reason = Sealed()


class CancelledRow(Identified, Base):
    """What a row that went with a stay taken back had said, sealed: the reason of an extension, the plan of a closing.

    `on_day` is the day it spoke of, `code` the objective or the plan. Rows are added, never changed.
    """

    __tablename__ = "cancelled_row"

    cancelled_stay_id: Mapped[int] = mapped_column(sa.ForeignKey("cancelled_stay.id"), index=True)
    kind: Mapped[CancelledRowKind] = mapped_column(coded(CancelledRowKind))
    on_day: Mapped[date]
    code: Mapped[str | None] = mapped_column(sa.String(40))
    text_sealed: Mapped[str | None] = mapped_column(sa.Text)  # none for a plan without a note
    text = Sealed()
