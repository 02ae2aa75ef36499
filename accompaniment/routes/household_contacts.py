"""Contacts of a household: its list, noting one, correcting one."""

from flask import flash, request, url_for
from flask_babel import gettext

from accompaniment.forms.contacts import CancelContactForm, EditContactForm, NewContactForm
from accompaniment.queries.contact_lists import by_month, totals_of
from accompaniment.queries.contacts import contact_to_act_on, contacts_of, steps_of, was_met
from accompaniment.queries.files import open_support_of
from accompaniment.queries.notes import readers_of
from accompaniment.queries.people import members_today, names_among
from accompaniment.routes.opening import called, opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.routes.pages import contact_pages as bp
from accompaniment.routes.pages import support_pages as sections
from accompaniment.rules.topics import unpacked
from accompaniment.services.contacts import cancel_contact, correct_contact, finish_step, note_contact
from accompaniment.services.notes import write_note
from accompaniment.vocab import ContactKind, NoteKind, Roof
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.safe_url import own_path
from axes.vocab import HouseholdSection as Section


@sections.get("/households/<public_id>/support/contacts")
@requires(GET=VIEW)
def contacts(public_id):
    file = opened(public_id, Section.CONTACTS)
    found = paged(contacts_of(file.household.id))
    rows = [contact for (contact,) in found.rows]
    people = {one.person_id for contact in rows for one in contact.people}
    return page_or_fragment(
        "accompaniment/contacts/of_household.html",
        "accompaniment/contacts/_of_household.html",
        file=file,
        household=file.household,
        found=found,
        contacts=rows,
        names=names_among(people, named=file.named),
        topics={one.public_id: _topics(one, file.health) for one in rows},
        totals=totals_of(file.household.id),
        months=by_month(file.household.id),
        day=today(),
    )


def _topics(contact, health):
    """Topics of a contact that this reader may know of."""
    return (*unpacked(contact.topics), *(unpacked(contact.health_topics) if health else ()))


@bp.route("/households/<public_id>/contacts/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id):
    file = opened(public_id, Section.CONTACTS, ACT)
    household = file.household
    support = open_support_of(household.id, reader().organisation_id)
    members = members_today(household.id, named=file.named)
    due = {one.public_id: one for one in steps_of(household.id, reader().organisation_id)}
    people = [one.public_id for one in members[:1]]
    form = NewContactForm(data={"kind": _usual_kind(household, support), "people": people})
    form.offer(people=[(one.public_id, called(one)) for one in members], health=file.health)
    form.done.choices = [(key, one.next_step or gettext("contact.step_unsaid")) for key, one in due.items()]
    return acted(
        form,
        lambda: _note(form, file, support, members, due),
        template="accompaniment/contacts/new.html",
        go=lambda _: url_for("supports.show", public_id=public_id),
        done="contact.done.noted",
        file=file,
        household=household,
        readers=readers_of(household, reader()),
    )


def _usual_kind(household, support):
    """What is proposed once the household is known; a first contact is not saved without saying what it was,
    unless a list of who is to be met led here."""
    if request.args.get("kind") in set(ContactKind):
        return request.args["kind"]
    if not was_met(household.id, reader().organisation_id):
        return None
    housed = support is not None and support.roof in {Roof.STAY, Roof.LEASE}
    return (ContactKind.HOME_VISIT if housed else ContactKind.OFFICE).value


def _note(form, file, support, members, due):
    """The contact, the next steps it was, and its note: one act."""
    facts = form.facts({one.public_id: one.person_id for one in members})
    act = {"household": file.household, "support": support, "facts": facts, "health": file.health, "actor": reader()}
    contact = note_contact(**act, done=[due[key] for key in form.done.data or ()])
    if form.note.data:
        kind = NoteKind(form.note_kind.data)
        write_note(household=file.household, kind=kind, text=form.note.data, contact=contact, actor=reader())


@bp.route("/contacts/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    contact = or_404(contact_to_act_on(public_id, reader()))
    file = opened(contact.household.public_id, Section.CONTACTS, ACT)
    people = _people(contact, file)
    form = EditContactForm(data=_known(contact, file, people))
    form.offer(people=[(key, name) for key, (_, name) in people.items()], health=file.health)
    return acted(
        form,
        lambda: correct_contact(
            contact=contact,
            version=form.version.data,
            facts=form.facts({key: person_id for key, (person_id, _) in people.items()}),
            health=file.health,
            actor=reader(),
        ),
        template="accompaniment/contacts/edit.html",
        go=lambda _: url_for("supports.contacts", public_id=file.household.public_id),
        done="contact.done.corrected",
        file=file,
        household=file.household,
        contact=contact,
    )


def _people(contact, file):
    """Members of today, and whoever was there and left since: public id → (key, name)."""
    found = {one.public_id: (one.person_id, called(one)) for one in members_today(file.household.id, named=file.named)}
    known = {key for key, _ in found.values()}
    gone = names_among({one.person_id for one in contact.people} - known, named=file.named)
    return found | {public_id: (key, name or gettext("contact.gone")) for key, (public_id, name) in gone.items()}


def _known(contact, file, people):
    there = {one.person_id for one in contact.people}
    names = ("version", "happened_on", "minutes", "place", "next_step", "next_on")
    return {name: getattr(contact, name) for name in names} | {
        "kind": contact.kind.value,
        "people": [key for key, (person_id, _) in people.items() if person_id in there],
        "topics": [one.value for one in _topics(contact, file.health)],
    }


@bp.route("/contacts/<public_id>/cancel", methods=["GET", "POST"])
@requires(**EDITS)
def cancel(public_id):
    contact = or_404(contact_to_act_on(public_id, reader()))
    household = contact.household
    opened(household.public_id, Section.CONTACTS, ACT)
    form = CancelContactForm(version=contact.version)
    return acted(
        form,
        lambda: cancel_contact(contact=contact, version=form.version.data, reason=form.reason.data, actor=reader()),
        template="accompaniment/contacts/cancel.html",
        go=lambda _: url_for("supports.contacts", public_id=household.public_id),
        done="contact.done.cancelled",
        household=household,
        contact=contact,
    )


@bp.post("/contacts/<public_id>/next-step/done")
@requires(POST=ACT)
def done(public_id):
    contact = or_404(contact_to_act_on(public_id, reader()))
    finish_step(contact=contact, actor=reader())
    flash(gettext("contact.done.step"), "ok")
    back = own_path(request.form.get("next")) or url_for("supports.show", public_id=contact.household.public_id)
    return see_other(back)
