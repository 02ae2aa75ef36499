"""Documents of people: what each is, of which days, who reads it; the pages themselves are sealed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.vocab_documents import PaperKind, PaperReaders, PaperRemoval
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import Sealed, SealedBytesRequired, SealedRequired
from app.db import Base, Identified, Versioned, coded
from axes.models.people import Household, Person


class PersonDocument(Identified, Versioned, Base):
    """A paper of a household, or of one of its persons; valid on paper days, both included, as far as they are known.

    `replaces` is the older one in whose place it stands. `reminds`: those who follow the household are told before its
    last day. Removed, it keeps who, when and why, and none of its pages. None is for its author alone, as a note may
    be: a paper is there for whoever takes over the file, and proves a right that is the person's.
    """

    __tablename__ = "person_document"
    __table_args__ = (
        sa.CheckConstraint("last_day >= first_day", "days_in_order"),
        sa.CheckConstraint("kind <> 'medical' OR readers = 'health'", "medical_is_health"),
        sa.CheckConstraint("(removed_at IS NULL) = (removal IS NULL)", "removal_has_reason"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removed_by_somebody"),
        sa.Index("ix_person_document_household", "household_id", "last_day"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    kind: Mapped[PaperKind] = mapped_column(coded(PaperKind))
    readers: Mapped[PaperReaders] = mapped_column(coded(PaperReaders))
    title_sealed: Mapped[str | None] = mapped_column(sa.Text)
    title = Sealed()
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    reminds: Mapped[bool] = mapped_column(default=True)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person_document.id"), unique=True)
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    removal: Mapped[PaperRemoval | None] = mapped_column(coded(PaperRemoval))

    household: Mapped[Household] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])
    removed_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[removed_by_id])
    pages: Mapped[list["DocumentPage"]] = relationship(lazy="raise", order_by="DocumentPage.id")

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class DocumentPage(Identified, Base):
    """A file of a document, sealed, with the name that its sender gave it. Never changed; erased with its document."""

    __tablename__ = "document_page"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("person_document.id"), index=True)
    name_sealed: Mapped[str] = mapped_column(sa.Text)
    name = SealedRequired()
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    content = SealedBytesRequired()

    document: Mapped[PersonDocument] = relationship(lazy="raise", viewonly=True)
