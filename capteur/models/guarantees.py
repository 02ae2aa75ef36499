"""Guarantees given to an owner for a dwelling. Amounts are cents."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded
from capteur.models.opportunities import Opportunity
from capteur.models.standing import coded_before
from capteur.vocab_dwellings import GuaranteeOption, GuaranteeState


class Guarantee(Identified, Versioned, Base):
    """What is promised to an owner, and by whom. Where it stands follows from the last of its events.

    `cap_cents` is the most that is paid in all, `months` how long it holds once active; none where there is no limit.
    """

    __tablename__ = "guarantee"
    __table_args__ = (
        sa.CheckConstraint("cap_cents > 0", "cap"),
        sa.CheckConstraint("months BETWEEN 1 AND 120", "months"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    option: Mapped[GuaranteeOption] = mapped_column(coded(GuaranteeOption))
    provider: Mapped[str] = mapped_column(sa.String(120))  # an organisation, never a private person
    cap_cents: Mapped[int | None]
    months: Mapped[int | None]

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    events: Mapped[list["GuaranteeEvent"]] = relationship(lazy="raise", order_by="GuaranteeEvent.position")


class GuaranteeEvent(Identified, Base):
    """A guarantee came to stand elsewhere, since a day; rows are only added, each one after the last.

    `provider_default`: the provider did not do its part; told where it stands, or as what is contested or ends it.
    """

    __tablename__ = "guarantee_event"
    __table_args__ = (
        sa.UniqueConstraint("guarantee_id", "position", name="uq_guarantee_event_position"),
        sa.CheckConstraint(
            "(state IN ('called', 'paid') AND provider_default = false) = (amount_cents IS NOT NULL)", "amount_is_told"
        ),
        sa.CheckConstraint("amount_cents > 0", "amount"),
        sa.CheckConstraint("(position = 1) = (before IS NULL)", "first_follows_nothing"),
        sa.CheckConstraint("position > 1 OR state = 'offered'", "begins_offered"),
        sa.CheckConstraint("provider_default = false OR reason_sealed IS NOT NULL", "default_has_reason"),
    )

    guarantee_id: Mapped[int] = mapped_column(sa.ForeignKey("guarantee.id"))
    position: Mapped[int]
    before: Mapped[GuaranteeState | None] = mapped_column(coded_before(GuaranteeState))
    state: Mapped[GuaranteeState] = mapped_column(coded(GuaranteeState))
    effective_on: Mapped[date]
    amount_cents: Mapped[int | None]
    provider_default: Mapped[bool] = mapped_column(default=False)
    reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    reason = Sealed()
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    user: Mapped[User | None] = relationship(lazy="raise")
