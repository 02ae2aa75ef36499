"""Notes on a household: each says who reads it; corrected by a further text, never changed or deleted."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accompaniment.models.contacts import Contact
from accompaniment.vocab import NoteKind
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.crypto import SealedRequired
from app.db import Base, Identified, coded
from axes.models.people import Household


class Note(Identified, Base):
    """A note, of whom and for whom; what it says are its texts, the latest of which stands."""

    __tablename__ = "note"
    __table_args__ = (sa.Index("ix_note_household", "household_id", "id"),)

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(coded(NoteKind))

    household: Mapped[Household] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User] = relationship(lazy="raise")
    contact: Mapped[Contact | None] = relationship(lazy="raise")
    texts: Mapped[list["NoteText"]] = relationship(lazy="raise", order_by="NoteText.id")


class NoteText(Identified, Base):
    """What a note said from an instant on; `created_at` dates the correction, `replaces` is the text it corrects."""

    __tablename__ = "note_text"

    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note_text.id"), unique=True)
    text_sealed: Mapped[str] = mapped_column(sa.Text)
    text = SealedRequired()

    author: Mapped[User] = relationship(lazy="raise")
