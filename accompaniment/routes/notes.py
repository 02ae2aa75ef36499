"""Notes of a household: those the reader may read, writing one, correcting one."""

from flask import url_for

from accompaniment.forms.notes import CorrectionForm, NoteForm
from accompaniment.queries.notes import note_to_correct, notes_of, readers_of
from accompaniment.routes.opening import opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.routes.pages import note_pages as bp
from accompaniment.routes.pages import support_pages as sections
from accompaniment.services.notes import correct_note, write_note
from accompaniment.vocab import NoteKind
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.vocab import HouseholdSection as Section


@sections.get("/households/<public_id>/support/notes")
@requires(GET=VIEW)
def notes(public_id):
    file = opened(public_id, Section.NOTES)
    found = paged(notes_of(reader(), file.household.id))
    return page_or_fragment(
        "accompaniment/notes/of_household.html",
        "accompaniment/notes/_of_household.html",
        file=file,
        household=file.household,
        found=found,
        notes=[note for (note,) in found.rows],
    )


@bp.route("/households/<public_id>/notes/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id):
    file = opened(public_id, Section.NOTES, ACT)
    form = NoteForm()
    return acted(
        form,
        lambda: write_note(
            household=file.household, kind=NoteKind(form.kind.data), text=form.text.data, actor=reader()
        ),
        template="accompaniment/notes/new.html",
        go=lambda _: url_for("supports.notes", public_id=public_id),
        done="note.done.written",
        household=file.household,
        readers=readers_of(file.household, reader()),
    )


@bp.route("/notes/<public_id>/correct", methods=["GET", "POST"])
@requires(**EDITS)
def correct(public_id):
    note = or_404(note_to_correct(public_id, reader()))
    household, standing = note.household, note.texts[-1]
    opened(household.public_id, Section.NOTES, ACT)
    form = CorrectionForm(data={"replaces": standing.public_id, "text": standing.text})
    return acted(
        form,
        lambda: correct_note(
            note=note, standing=standing, replaces=form.replaces.data, text=form.text.data, actor=reader()
        ),
        template="accompaniment/notes/correct.html",
        go=lambda _: url_for("supports.notes", public_id=household.public_id),
        done="note.done.corrected",
        household=household,
        note=note,
        readers=readers_of(household, reader()),
    )
