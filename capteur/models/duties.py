"""Who is in charge of a dwelling, as prospector and as mediator, and who stands in for whom while they are away."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.programmes import Programme
from capteur.models.opportunities import Opportunity
from capteur.vocab_mediation import DutyKind


class Duty(Identified, Versioned, Base):
    """Somebody is in charge of a dwelling (lived period): one prospector and one mediator at a time, who may be the
    same person."""

    __tablename__ = "capteur_duty"
    __table_args__ = (
        sa.CheckConstraint("end_on > start_on", "ends_after_start"),
        sa.Index("ix_capteur_duty_opportunity", "opportunity_id", "kind", "start_on"),
        sa.Index("ix_capteur_duty_user", "user_id"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    kind: Mapped[DutyKind] = mapped_column(coded(DutyKind))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    is_running = unless_filled("is_running", "end_on")

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class Delegation(Identified, Versioned, Base):
    """Somebody stands in for another in a programme, from a first to a last day, both included. One who is away has
    one delegate at a time, who is not away."""

    __tablename__ = "capteur_delegation"
    __table_args__ = (
        sa.CheckConstraint("last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("from_user_id <> to_user_id", "of_another"),
        sa.Index("ix_capteur_delegation_from", "from_user_id", "first_day"),
        sa.Index("ix_capteur_delegation_to", "to_user_id", "first_day"),
    )

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    from_user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    to_user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))

    programme: Mapped[Programme] = relationship(lazy="raise")
    from_user: Mapped[User] = relationship(lazy="raise", foreign_keys=[from_user_id])
    to_user: Mapped[User] = relationship(lazy="raise", foreign_keys=[to_user_id])
