"""Proposals: a dwelling and a household brought together, what each side answered, who is selected."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded, unless_filled
from capteur.models.opportunities import Opportunity
from capteur.models.requests import HousingRequest
from capteur.models.standing import coded_before
from capteur.vocab_lettings import CandidateDoubt, OwnerDoubt, ProposalEnd, Reply

ALIVE = "ended_on IS NULL"  # `is_alive`, for the indexes
SELECTED = "selected_on IS NOT NULL AND ended_on IS NULL"


class HousingProposal(Identified, Versioned, Base):
    """A dwelling proposed to a household. Alive and not selected while another is, it is on the fall-back list.

    One alive of a dwelling and request; one selected of a dwelling, and of a request: the index says who was first.
    """

    __tablename__ = "housing_proposal"
    __table_args__ = (
        *(
            sa.Index(name, *columns, unique=True, sqlite_where=sa.text(which), postgresql_where=sa.text(which))
            for name, columns, which in (
                ("uq_housing_proposal_alive", ("request_id", "opportunity_id"), ALIVE),
                ("uq_housing_proposal_dwelling", ("opportunity_id",), SELECTED),
                ("uq_housing_proposal_request", ("request_id",), SELECTED),
            )
        ),
        sa.CheckConstraint("(owner_answer IS NULL) = (owner_on IS NULL)", "owner_has_day"),
        sa.CheckConstraint("(candidate_answer IS NULL) = (candidate_on IS NULL)", "candidate_has_day"),
        sa.CheckConstraint("owner_doubt IS NULL OR owner_answer = 'no'", "owner_doubt_refuses"),
        sa.CheckConstraint("owner_answer <> 'no' OR owner_doubt IS NOT NULL", "owner_says_why"),
        sa.CheckConstraint("candidate_answer IN ('yes', 'thinks', 'no')", "candidate_answer"),
        sa.CheckConstraint("candidate_doubt IS NULL OR candidate_answer = 'no'", "candidate_doubt_refuses"),
        sa.CheckConstraint("candidate_answer <> 'no' OR candidate_doubt IS NOT NULL", "candidate_says_why"),
        sa.CheckConstraint("(selected_on IS NULL) = (reserved_until IS NULL)", "reservation_ends"),
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("end_reason <> 'let' OR selected_on IS NOT NULL", "let_was_selected"),
    )

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("housing_request.id"), index=True)
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    proposed_on: Mapped[date]
    misfit_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)  # why, though a criterion fails
    misfit_reason = Sealed()
    owner_answer: Mapped[Reply | None] = mapped_column(coded(Reply))
    owner_on: Mapped[date | None]
    owner_doubt: Mapped[OwnerDoubt | None] = mapped_column(coded(OwnerDoubt))
    owner_words_sealed: Mapped[str | None] = mapped_column(sa.Text)
    owner_words = Sealed()
    candidate_answer: Mapped[Reply | None] = mapped_column(coded_before(Reply))
    candidate_on: Mapped[date | None]
    candidate_doubt: Mapped[CandidateDoubt | None] = mapped_column(coded(CandidateDoubt))
    candidate_words_sealed: Mapped[str | None] = mapped_column(sa.Text)
    candidate_words = Sealed()
    visit_on: Mapped[date | None]
    visited_on: Mapped[date | None]
    selected_on: Mapped[date | None]
    reserved_until: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[ProposalEnd | None] = mapped_column(coded(ProposalEnd))
    is_alive = unless_filled("is_alive", "ended_on")

    request: Mapped[HousingRequest] = relationship(lazy="raise")
    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
