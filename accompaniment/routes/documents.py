"""Documents of a household's people: the list, one and who reads it, its pages; filed, replaced, corrected, removed."""

from flask import request, url_for

from accompaniment.forms.documents import EditDocumentForm, NewDocumentForm, RemoveDocumentForm
from accompaniment.queries.documents import (
    document_of,
    document_to_change,
    document_to_replace,
    documents_of,
    neighbours_of,
    page_to_send,
    proves,
)
from accompaniment.queries.entitlements import event_to_change
from accompaniment.queries.notes import readers_of
from accompaniment.queries.people import members_today
from accompaniment.routes.document_pages import document_pages as bp
from accompaniment.routes.opening import called, opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.rules.documents import MOST_PAGES, state_of
from accompaniment.services.documents import edit_document, file_document, remove_document
from accompaniment.vocab_documents import PaperReaders, PaperRemoval
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.files.attachments import attachment
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.vocab import HouseholdSection as Section


@bp.get("/households/<public_id>/support/documents")
@requires(GET=VIEW)
def household(public_id):
    file = opened(public_id, Section.DOCUMENTS)
    every = request.args.get("which") == "all"
    found = paged(documents_of(reader(), file.household.id, every=every))
    return page_or_fragment(
        "accompaniment/documents/of_household.html",
        "accompaniment/documents/_of_household.html",
        file=file,
        household=file.household,
        found=found,
        documents=[(one, state_of(one, today(), replaced=replaced)) for one, replaced in found.rows],
        every=every,
    )


@bp.get("/documents/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    document, replaced = or_404(document_of(public_id, reader()))
    file = opened(document.household.public_id, Section.DOCUMENTS)
    proofs, steps = proves(document, health=file.health)
    return page(
        "accompaniment/documents/show.html",
        file=file,
        household=document.household,
        document=document,
        state=state_of(document, today(), replaced=replaced),
        mine=document.organisation_id == reader().organisation_id,
        neighbours=neighbours_of(document, reader()),
        proofs=proofs,
        steps=steps,
        readers=_readers(document.household),
    )


@bp.get("/document-pages/<public_id>")
@requires(GET=VIEW)
def download(public_id):
    """A page as an attachment, under the household's reference; the view of the file is noted."""
    found = or_404(page_to_send(public_id, reader()))
    opened(found.document.household.public_id, Section.DOCUMENTS)
    return attachment(found.content, found.media_type, found.document.household.reference, found.public_id[:6])


@bp.route("/households/<public_id>/documents/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id):
    """With `event`, what was noted of a right: the document is its proof."""
    file, event = opened(public_id, Section.DOCUMENTS, ACT), _event(public_id)
    members = {one.person_id: one.public_id for one in members_today(file.household.id, named=file.named)}
    known = {"person": members.get(event.person_id, "")} if event else {}
    if event and event.entitlement.sensitive:
        known["readers"] = PaperReaders.HEALTH.value
    back = _right_url(event, members) if event else url_for(".household", public_id=public_id)
    return _filing(file, NewDocumentForm(data=known), back, proves=event)


def _event(public_id):
    """What the document is to prove, as the address says; 404 for what is not the reader's."""
    asked = request.args.get("event")
    event = or_404(event_to_change(asked, reader())) if asked else None
    return or_404(event if event.household.public_id == public_id else None) if event else None


def _right_url(event, members):
    """The right's own page, while its person is in the household."""
    place = {"public_id": event.household.public_id}
    if event.person_id not in members:
        return url_for("rights.household", **place)
    return url_for("rights.step", **place, person_id=members[event.person_id], right_id=event.entitlement.public_id)


@bp.route("/documents/<public_id>/replace", methods=["GET", "POST"])
@requires(**EDITS)
def replace(public_id):
    older = or_404(document_to_replace(public_id, reader()))
    file = opened(older.household.public_id, Section.DOCUMENTS, ACT)
    form = NewDocumentForm(data=_described(older) | {"first_day": None, "last_day": None})
    return _filing(file, form, url_for(".show", public_id=public_id), replaces=older)


def _filing(file, form, back, *, replaces=None, proves=None):
    form.offer(_people(file, replaces))
    act = {"household": file.household, "replaces": replaces, "proves": proves, "actor": reader()}
    return acted(
        form,
        lambda: file_document(facts=form.facts, papers=form.files.papers, **act),
        template="accompaniment/documents/new.html",
        go=lambda _: back if proves else url_for(".household", public_id=file.household.public_id),
        done="paper.done.filed",
        household=file.household,
        readers=_readers(file.household),
        file=file,
        replaces=replaces,
        proves=proves,
        back=back,
        most=MOST_PAGES,
    )


@bp.route("/documents/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    document = or_404(document_to_change(public_id, reader()))
    file = opened(document.household.public_id, Section.DOCUMENTS, ACT)
    form = EditDocumentForm(data=_described(document) | {"version": document.version})
    form.offer(_people(file, document))
    act = {"document": document, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: edit_document(facts=form.facts, **act),
        template="accompaniment/documents/edit.html",
        go=lambda _: url_for(".household", public_id=file.household.public_id),
        done="paper.done.edited",
        household=file.household,
        readers=_readers(file.household),
        file=file,
        document=document,
    )


@bp.route("/documents/<public_id>/remove", methods=["GET", "POST"])
@requires(**EDITS)
def remove(public_id):
    document = or_404(document_to_change(public_id, reader()))
    opened(document.household.public_id, Section.DOCUMENTS, ACT)
    form = RemoveDocumentForm(version=document.version)
    act = {"document": document, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: remove_document(reason=PaperRemoval(form.reason.data), **act),
        template="accompaniment/documents/remove.html",
        go=lambda _: url_for(".household", public_id=document.household.public_id),
        done="paper.done.removed",
        household=document.household,
        document=document,
    )


def _people(file, document=None):
    """Key and name of the members of today, and of whose the document is, by public id."""
    members = members_today(file.household.id, named=file.named)
    found = {one.public_id: (one.person_id, called(one)) for one in members}
    person = document.person if document else None
    if person is not None and person.public_id not in found:
        found[person.public_id] = person.id, person.name if file.named else "—"
    return found


def _described(document):
    names = ("kind", "title", "first_day", "last_day", "reminds")
    known = {name: getattr(document, name) for name in names}
    person = document.person.public_id if document.person else ""
    return known | {"person": person, "readers": document.readers.value}


def _readers(household):
    """Who would read a document of each sort today."""
    return {"plain": readers_of(household, reader()), "health": readers_of(household, reader(), health=True)}
