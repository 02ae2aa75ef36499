"""Conventions #2: user, sender and support body sign how a household is supported in its dwelling, before the lease."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import SealedRequired
from app.db import Base, Identified, Versioned, coded, unless_filled
from capteur.models.proposals import HousingProposal
from capteur.vocab_lettings import AlertChannel, Party, RhythmUnit, SignatureProof, TripartiteEnd


class Tripartite(Identified, Versioned, Base):
    """One version of a convention #2 (paper period): an amendment is the next one. Its state follows from its
    signatures and days (`capteur.rules.tripartites`). The support bodies of a letting are those of its versions, one
    after the other; a day that none of them covers is a day without support.

    A visit every `visit_every` `visit_unit`; an alert is answered within `response_days` working days. Where the sender
    supports as well, two signatures are enough. Once somebody signed, its terms are changed no more, but for its end.
    """

    __tablename__ = "tripartite"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "number", name="uq_tripartite_number"),
        sa.CheckConstraint("number > 0", "number"),
        sa.CheckConstraint("visit_every BETWEEN 1 AND 90", "rhythm"),
        sa.CheckConstraint("response_days BETWEEN 1 AND 60", "response"),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", "last_after_first"),
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("ended_on IS NULL OR dropped_on IS NULL", "ended_or_dropped"),
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_proposal.id"))
    number: Mapped[int]
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    support_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    visit_every: Mapped[int]
    visit_unit: Mapped[RhythmUnit] = mapped_column(coded(RhythmUnit))
    alert_channel: Mapped[AlertChannel] = mapped_column(coded(AlertChannel))
    alert_contact: Mapped[str] = mapped_column(sa.String(120))  # a service and its number, at work
    response_days: Mapped[int] = mapped_column(default=2)
    consent_on: Mapped[date | None]  # the user agrees that what is needed is shared with the support body
    end_terms: Mapped[str | None] = mapped_column(sa.Text)
    hand_over_terms: Mapped[str | None] = mapped_column(sa.Text)
    dropped_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # the last day in force, where it ended before its time
    end_reason: Mapped[TripartiteEnd | None] = mapped_column(coded(TripartiteEnd))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    is_kept = unless_filled("is_kept", "dropped_on")

    proposal: Mapped[HousingProposal] = relationship(lazy="raise")
    sender: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[sender_id])
    support: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[support_id])
    author: Mapped[User] = relationship(lazy="raise")
    signatures: Mapped[list["TripartiteSignature"]] = relationship(lazy="raise", order_by="TripartiteSignature.id")


class TripartiteSignature(Identified, Base):
    """Somebody signed a version on a day, and what shows it; rows are only added."""

    __tablename__ = "tripartite_signature"
    __table_args__ = (sa.UniqueConstraint("tripartite_id", "party", name="uq_tripartite_signature_party"),)

    tripartite_id: Mapped[int] = mapped_column(sa.ForeignKey("tripartite.id"))
    party: Mapped[Party] = mapped_column(coded(Party))
    name_sealed: Mapped[str] = mapped_column(sa.Text)
    name = SealedRequired()
    signed_on: Mapped[date]
    proof: Mapped[SignatureProof] = mapped_column(coded(SignatureProof))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
