"""Programmes, axes, criteria and teams: data of the administrator. Another city can define others."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.db import Base, Identified, Named, Versioned, coded
from axes.vocab import ProgrammeKind, RuleKind


class Programme(Identified, Versioned, Named, Base):
    """A programme holds its own axes, teams, partners and figures. Lengths are in days."""

    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kind: Mapped[ProgrammeKind] = mapped_column(coded(ProgrammeKind), default=ProgrammeKind.TEMPORARY)
    proposal_days: Mapped[int] = mapped_column(default=7)
    waiting_news_days: Mapped[int] = mapped_column(default=30)


class Axis(Identified, Versioned, Base):
    """One way of accompanying. `number` is what people call it, `target_days` the length aimed at (a soft alert).

    `priority` orders the proposal when a household meets several axes: the lowest speaks first.
    """

    __tablename__ = "axis"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 6", "number"),
        sa.CheckConstraint("target_days > 0", "target"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    number: Mapped[int]
    name_fr: Mapped[str] = mapped_column(sa.String(120))
    name_nl: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    target_days: Mapped[int]
    priority: Mapped[int] = mapped_column(default=1)
    closed_on: Mapped[date | None]

    programme: Mapped[Programme] = relationship(lazy="raise")


class Criterion(Identified, Versioned, Base):
    """A question of the assessment, asked once for all axes. Sensitive ones belong to the health area."""

    __tablename__ = "criterion"
    __table_args__ = (sa.UniqueConstraint("programme_id", "code"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(sa.String(40))
    name_fr: Mapped[str] = mapped_column(sa.String(200))
    name_nl: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200))
    sensitive: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]


class AxisRule(Identified, Base):
    """How a criterion speaks for an axis, until the rule is closed: a changed one is a new row."""

    __tablename__ = "axis_rule"
    __table_args__ = (
        sa.Index(
            "uq_axis_rule_open",
            "axis_id",
            "criterion_id",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
    )

    axis_id: Mapped[int] = mapped_column(sa.ForeignKey("axis.id"))
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criterion.id"), index=True)
    kind: Mapped[RuleKind] = mapped_column(coded(RuleKind))
    closed_on: Mapped[date | None]

    criterion: Mapped[Criterion] = relationship(lazy="raise")


class Team(Identified, Versioned, Base):
    """An organisation on an axis, while it is allowed to be (paper period). `capacity` is in households."""

    __tablename__ = "team"
    __table_args__ = (
        sa.UniqueConstraint("axis_id", "organisation_id", "first_day"),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("capacity >= 0", "capacity"),
    )

    axis_id: Mapped[int] = mapped_column(sa.ForeignKey("axis.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    capacity: Mapped[int] = mapped_column(default=10)
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    axis: Mapped[Axis] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class TeamMember(Base):
    """A worker in a team (lived period). Who leads it may pass on the files of those who leave."""

    __tablename__ = "team_member"
    __table_args__ = (sa.CheckConstraint("end_on IS NULL OR end_on > start_on", "ends_after_start"),)

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), primary_key=True)
    start_on: Mapped[date] = mapped_column(primary_key=True)
    end_on: Mapped[date | None]
    is_lead: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(lazy="raise")


class PartnerConvention(Identified, Versioned, Base):
    """Right of an organisation to refer people to a programme (paper period); rule 20 of `domain.md` §9."""

    __tablename__ = "partner_convention"
    __table_args__ = (sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    signed_on: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    programme: Mapped[Programme] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
