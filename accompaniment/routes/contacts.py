"""Contacts of a worker: whom to note one for, the list with its totals, what comes next."""

from flask import request

from accompaniment.models.contacts import Contact
from accompaniment.queries.contact_lists import ContactFilters, list_contacts, totals_listed
from accompaniment.queries.contacts import households_to_note
from accompaniment.queries.contacts import next_steps as steps_to_do
from accompaniment.queries.files import own_workers
from accompaniment.routes.pages import ACT, VIEW
from accompaniment.routes.pages import contact_pages as bp
from accompaniment.routes.pages import support_pages as lists
from accompaniment.vocab import ContactKind
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.slowing import slowed_search
from app.clock import today
from app.crypto import unseal_column
from app.db import db
from app.web.export import export
from app.web.fragments import page_or_fragment
from app.web.paging import paged
from axes.queries.choosing import others_named
from axes.queries.persons import names_of
from axes.services.searches import note_search

LONGEST = 100


@bp.get("/contacts/new")
@requires(GET=ACT)
def pick():
    """Whom? Those met last come first: the second of three taps."""
    text = request.args.get("text", "").strip()[:22] or None
    return _choice(paged(households_to_note(reader(), text)), text)


@bp.post("/contacts/new")
@requires(POST=ACT)
def find():
    """By reference or name. By POST: the words of a search never reach an address (S-73)."""
    slowed = slowed_search(reader())
    if slowed is not None:
        return slowed
    text = request.form.get("text", "").strip()[:LONGEST] or None
    found = paged(households_to_note(reader(), text, named=True))
    note_search(found=len(found.rows), actor=reader())
    return _choice(found, text, searched=True)


def _choice(found, text, *, searched=False):
    """Of those found by a name, first who is called so, then those with whom somebody of that name lives."""
    ids = [row.id for row in found.rows]
    names = names_of(ids, reader())
    others = others_named(ids, text, names, reader()) if searched and text else {}
    return page_or_fragment(
        "accompaniment/contacts/pick.html",
        "accompaniment/contacts/_pick.html",
        found=found,
        rows=sorted(found.rows, key=lambda row: row.id in others),
        names=names,
        others=others,
        text=text,
        searched=searched,
    )


@lists.get("/contacts")
@requires(GET=VIEW)
def contact_log():
    filters = ContactFilters.of(request.args)
    return page_or_fragment(
        "accompaniment/contacts/list.html",
        "accompaniment/contacts/_results.html",
        found=paged(list_contacts(reader(), filters)),
        totals=totals_listed(reader(), filters),
        filters=filters,
        kinds=ContactKind,
        workers=own_workers(reader().organisation_id),
        day=today(),
    )


EXPORTED = ("household", "day", "kind", "minutes", "worker", "next_day", "next_done")


@lists.get("/contacts.<fmt>")
@requires(GET=VIEW)
def contact_file(fmt):
    """The whole list under the same filters: references, never names."""
    rows = db.session.execute(list_contacts(reader(), ContactFilters.of(request.args)))
    lines = [
        (row.reference, row.happened_on, row.kind, row.minutes, row.author, row.next_on, row.next_done_on)
        for row in rows
    ]
    return export(lines, EXPORTED, "contacts", fmt)


@lists.get("/next-steps")
@requires(GET=ACT)
def next_steps():
    """What the reader has to do next: a panel of their first page, and a page of its own."""
    found = paged(steps_to_do(reader()))
    return page_or_fragment(
        "accompaniment/contacts/steps.html",
        "accompaniment/contacts/_steps.html",
        found=found,
        texts={row.public_id: _text(row) for row in found.rows},
        names=names_of({row.household_id for row in found.rows}, reader()),
        day=today(),
    )


def _text(row):
    return unseal_column(Contact, "next_step", row.public_id, row.next_step_sealed)
