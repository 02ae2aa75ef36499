"""Exit plans: where a household means to live next, by which steps, with which candidacies, and how far it is."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_exits import CandidacyEventKind, ExitStage, ExitTarget, PlanEnd
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed
from app.db import Base, Identified, Versioned, coded, unless_filled
from axes.models.people import Household


class ExitStepModel(Identified, Versioned, Base):
    """A step that plans of a target begin with; one that changes is closed, and a further row says it anew."""

    __tablename__ = "exit_step_model"
    __table_args__ = (
        sa.CheckConstraint("days BETWEEN 0 AND 1000", "days"),
        sa.Index("ix_exit_step_model_target", "target", "position"),
    )

    target: Mapped[ExitTarget] = mapped_column(coded(ExitTarget))
    name_fr: Mapped[str] = mapped_column(sa.String(120))
    name_nl: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    days: Mapped[int]  # after the plan begins
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]


class ExitPlan(Identified, Versioned, Base):
    """A household's plan to leave; one lives at a time. Where it stands follows from its moves and from the exit.

    What stands in the people's way is personal: codes, comma-separated, sealed like the words beside them.
    """

    __tablename__ = "exit_plan"
    __table_args__ = (
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", "end_has_reason"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", "ends_after_start"),
        sa.CheckConstraint("(target = 'sisp_reserved') = (reserved_year IS NOT NULL)", "reserved_has_year"),
        sa.Index("ix_exit_plan_household", "household_id", "started_on"),
        sa.Index(
            "uq_exit_plan_live",
            "household_id",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    target: Mapped[ExitTarget] = mapped_column(coded(ExitTarget))
    reserved_year: Mapped[int | None]  # of the share reserved by art. 36bis
    started_on: Mapped[date]
    planned_on: Mapped[date | None]
    obstacles_sealed: Mapped[str | None] = mapped_column(sa.Text)
    obstacles = Sealed()
    obstacle_note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    obstacle_note = Sealed()
    ended_on: Mapped[date | None]
    end_reason: Mapped[PlanEnd | None] = mapped_column(coded(PlanEnd))
    is_live = unless_filled("is_live", "ended_on")

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    steps: Mapped[list["ExitStep"]] = relationship(lazy="raise", order_by="ExitStep.due_on, ExitStep.id")
    candidacies: Mapped[list["ExitCandidacy"]] = relationship(lazy="raise", order_by="ExitCandidacy.id")
    moves: Mapped[list["ExitMove"]] = relationship(lazy="raise", order_by="ExitMove.moved_on, ExitMove.id")


class ExitMove(Identified, Base):
    """A card moved to a column on a day, and why; the last one says where the plan stands. Rows are only added.

    Without a reason it followed by itself: from the beginning of the plan, or from a candidacy.
    """

    __tablename__ = "exit_move"
    __table_args__ = (
        sa.CheckConstraint("stage NOT IN ('housed', 'left')", "stage_is_typed"),
        sa.Index("ix_exit_move_plan", "plan_id", "moved_on", "id"),
    )

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("exit_plan.id"))
    stage: Mapped[ExitStage] = mapped_column(coded(ExitStage))
    moved_on: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    reason = Sealed()

    user: Mapped[User | None] = relationship(lazy="raise")


class ExitStep(Identified, Versioned, Base):
    """A step of a plan: one of the list, or one's own words, which come first. Words (`proof`) and a document of the
    household show that it is done."""

    __tablename__ = "exit_step"
    __table_args__ = (
        sa.CheckConstraint("model_id IS NOT NULL OR name_sealed IS NOT NULL", "named"),
        sa.CheckConstraint("done_on IS NULL OR dropped_on IS NULL", "done_or_dropped"),
    )

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("exit_plan.id"), index=True)
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("exit_step_model.id"))
    name_sealed: Mapped[str | None] = mapped_column(sa.Text)
    name = Sealed()
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    kept_on: Mapped[date | None]  # the exit that it outlives: said to be still to do after it
    proof_sealed: Mapped[str | None] = mapped_column(sa.Text)
    proof = Sealed()
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person_document.id"), index=True)
    is_open = unless_filled("is_open", "done_on", "dropped_on")

    plan: Mapped[ExitPlan] = relationship(lazy="raise", viewonly=True)
    model: Mapped[ExitStepModel | None] = relationship(lazy="raise")


class ExitCandidacy(Identified, Versioned, Base):
    """A request for a home: where, of which kind. Its state and rank follow from its events.

    `criteria` are the answers to what a Housing First team asks, `criteria_reason` why none is met: of the health area,
    sealed apart.
    """

    __tablename__ = "exit_candidacy"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("exit_plan.id"), index=True)
    target: Mapped[ExitTarget] = mapped_column(coded(ExitTarget))
    where_sealed: Mapped[str | None] = mapped_column(sa.Text)
    where = Sealed()
    criteria_sealed: Mapped[str | None] = mapped_column(sa.Text)
    criteria = Sealed()
    criteria_reason_sealed: Mapped[str | None] = mapped_column(sa.Text)
    criteria_reason = Sealed()

    plan: Mapped[ExitPlan] = relationship(lazy="raise", viewonly=True)
    events: Mapped[list["CandidacyEvent"]] = relationship(
        lazy="raise", order_by="CandidacyEvent.happened_on, CandidacyEvent.id"
    )


class CandidacyEvent(Identified, Base):
    """What happened to a candidacy on a day; rows are only added. `rank` is the place on the list they told."""

    __tablename__ = "candidacy_event"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'ranked') = (rank IS NOT NULL)", "rank_when_ranked"),
        sa.CheckConstraint("rank IS NULL OR rank > 0", "rank"),
        sa.Index("ix_candidacy_event_candidacy", "candidacy_id", "happened_on", "id"),
    )

    candidacy_id: Mapped[int] = mapped_column(sa.ForeignKey("exit_candidacy.id"))
    kind: Mapped[CandidacyEventKind] = mapped_column(coded(CandidacyEventKind))
    happened_on: Mapped[date]
    rank: Mapped[int | None]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    note_sealed: Mapped[str | None] = mapped_column(sa.Text)
    note = Sealed()
