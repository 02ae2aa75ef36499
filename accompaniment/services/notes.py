"""Notes: written for named readers, corrected by a further text, never deleted (DESIGN §3.10)."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from accompaniment.models.contacts import Contact
from accompaniment.models.notes import Note, NoteText
from accompaniment.queries.notes import notes_beside
from accompaniment.vocab import NoteKind
from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from app.web.errors import Stale
from axes.models.people import Household


def write_note(
    *, household: Household, kind: NoteKind, text: str, actor: Actor, contact: Contact | None = None
) -> Note:
    """A note by `actor`, for the readers of its kind. The journal tells of it apart from the household's history:
    there, even that it exists would be told to others. Said beside a contact, the same words are written once."""
    said = notes_beside(contact.id, actor.user_id, kind) if contact and actor.user_id else []
    known = next((one for one in said if text in {words.text for words in one.texts}), None)
    if known is not None:
        return known
    made = Note(
        household_id=household.id,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        contact_id=contact.id if contact else None,
        kind=kind,
    )
    db.session.add(made)
    db.session.flush()
    _say(made, text, None, actor)
    record("note.written", made, actor=actor, kind=kind)
    return made


def correct_note(*, note: Note, standing: NoteText, replaces: str | None, text: str, actor: Actor) -> None:
    """A further text, which stands from now on; `replaces` names the one that was read.

    Raises `Stale` when another correction came first. Nothing said anew changes nothing.
    """
    if replaces != standing.public_id:
        raise Stale({"text": standing.text})
    if text == standing.text:
        return
    _say(note, text, standing, actor)
    record("note.corrected", note, actor=actor, kind=note.kind)


def _say(note: Note, text: str, before: NoteText | None, actor: Actor) -> None:
    replaces = before.id if before else None
    try:
        with db.session.begin_nested():
            db.session.add(NoteText(note_id=note.id, author_id=actor.user_id, replaces_id=replaces, text=text))
    except IntegrityError as error:  # a correction in the same instant: asked again, on the text that stands now
        raise StaleDataError from error
