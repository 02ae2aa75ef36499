"""Incidents and neighbour troubles: what happened where, how grave it is, what was answered, what is to be mended."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_incidents import (
    TECHNICAL_KINDS,
    IncidentKind,
    IncidentOutcome,
    IncidentReporter,
    IncidentStepKind,
)
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedRequired
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household
from sites.models.sites import Site
from sites.models.units import Unit, UnitOutage

STILL_OPEN = sa.text("closed_on IS NULL")
_TECHNICAL = ", ".join(f"'{kind.value}'" for kind in TECHNICAL_KINDS)


class Incident(Identified, Versioned, Base):
    """Something that happened in a dwelling, or on a site. Its household is one that its author was in charge of; the
    stay follows from household, unit and day, so that none is kept by it.

    `grade` goes from 1 to 4 (`accompaniment.rules.incidents`). `technical` is what is broken, as it was written;
    `technical_shown` is what the lender of the dwelling reads: without the names of people who live there unknown to
    the author. `taken_from` is the note of another organisation that this one takes up; the two count once.
    """

    __tablename__ = "incident"
    __table_args__ = (
        sa.CheckConstraint("grade BETWEEN 1 AND 4", "grade"),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", "closed_has_outcome"),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= happened_on", "closed_after"),
        sa.CheckConstraint("household_id IS NULL OR unit_id IS NOT NULL", "household_in_unit"),
        sa.CheckConstraint(
            f"(technical_sealed IS NULL AND technical_shown_sealed IS NULL) OR kind IN ({_TECHNICAL})", "technical_kind"
        ),
        sa.CheckConstraint(
            "(repaired_on IS NULL AND outage_id IS NULL) OR technical_sealed IS NOT NULL", "repair_is_technical"
        ),
        sa.Index("ix_incident_site", "site_id", "happened_on"),
        sa.Index("ix_incident_unit", "unit_id", "happened_on"),
        sa.Index("ix_incident_household", "household_id", "happened_on"),
        sa.Index("ix_incident_organisation", "organisation_id", "happened_on"),
        sa.Index("ix_incident_open", "happened_on", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    taken_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident.id"), index=True)
    happened_on: Mapped[date]
    happened_at: Mapped[time | None] = mapped_column(sa.Time)
    reported_by: Mapped[IncidentReporter] = mapped_column(coded(IncidentReporter))
    kind: Mapped[IncidentKind] = mapped_column(coded(IncidentKind))
    grade: Mapped[int]
    account_sealed: Mapped[str] = mapped_column(sa.Text)
    account = SealedRequired()
    people_sealed: Mapped[str | None] = mapped_column(sa.Text)
    people = Sealed()
    technical_sealed: Mapped[str | None] = mapped_column(sa.Text)
    technical = Sealed()
    technical_shown_sealed: Mapped[str | None] = mapped_column(sa.Text)
    technical_shown = Sealed()
    repaired_on: Mapped[date | None]
    outage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit_outage.id"), index=True)
    closed_on: Mapped[date | None]
    outcome: Mapped[IncidentOutcome | None] = mapped_column(coded(IncidentOutcome))

    site: Mapped[Site] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")
    household: Mapped[Household | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    outage: Mapped[UnitOutage | None] = relationship(lazy="raise")
    steps: Mapped[list["IncidentStep"]] = relationship(lazy="raise", order_by="IncidentStep.id")


class IncidentStep(Identified, Base):
    """An answer, and by when the next one is due; a change of grade, a closing, an opening again. Only added."""

    __tablename__ = "incident_step"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'closed') = (outcome IS NOT NULL)", "closed_has_outcome"),
        sa.CheckConstraint("(kind = 'regraded') = (grade_before IS NOT NULL)", "regraded_has_before"),
        sa.CheckConstraint("(grade_before IS NULL) = (grade_after IS NULL)", "regraded_has_after"),
        sa.CheckConstraint("next_on IS NULL OR next_on >= taken_on", "next_after"),
        sa.Index("ix_incident_step_incident", "incident_id", "id"),
    )

    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    kind: Mapped[IncidentStepKind] = mapped_column(coded(IncidentStepKind))
    taken_on: Mapped[date]
    next_on: Mapped[date | None]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    outcome: Mapped[IncidentOutcome | None] = mapped_column(coded(IncidentOutcome))
    grade_before: Mapped[int | None]
    grade_after: Mapped[int | None]
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()

    user: Mapped[User] = relationship(lazy="raise")
