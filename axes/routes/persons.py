"""Members of a household: joining, leaving, being called by the right name."""

from dataclasses import asdict

from flask import url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.lookup import or_404
from axes.forms.households import EndForm
from axes.forms.persons import EditPersonForm, NewMemberForm
from axes.queries.households import household_of
from axes.queries.persons import member_of
from axes.routes.people import person_pages as bp
from axes.routes.twins import may_create
from axes.services.households import add_member, end_membership
from axes.services.persons import edit_person, facts_of
from axes.vocab import HouseholdSection, MemberRole


@bp.route("/households/<public_id>/members/new", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def new(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    form = NewMemberForm()
    return may_create(
        form,
        lambda: add_member(
            household=household,
            facts=form.facts,
            role=MemberRole(form.role.data),
            start_on=form.start_on.data,
            actor=reader(),
        ),
        template="axes/households/new_member.html",
        go=lambda _: url_for("households.show", public_id=public_id),
        done="member.done.added",
        household=household,
    )


@bp.route("/members/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def edit(public_id):
    member = or_404(member_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    household, person = member.household, member.person
    form = EditPersonForm(data=known_of(person))
    note_view(household, actor=reader(), sections=[HouseholdSection.IDENTITY])
    return acted(
        form,
        lambda: edit_person(
            person=person, household=household, version=form.version.data, facts=form.facts, actor=reader()
        ),
        template="axes/households/edit_person.html",
        go=lambda _: url_for("households.show", public_id=household.public_id),
        done="person.done.saved",
        household=household,
    )


def known_of(person):
    """What the form of a person opens with."""
    return asdict(facts_of(person)) | {"version": person.version}


@bp.route("/members/<public_id>/leave", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def leave(public_id):
    member = or_404(member_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    household = member.household
    form = EndForm(version=member.version)
    act = {"household": household, "member": member, "version": form.version.data, "actor": reader()}
    note_view(household, actor=reader(), sections=[HouseholdSection.IDENTITY])
    return acted(
        form,
        lambda: end_membership(end_on=form.end_on.data, **act),
        template="axes/households/leave.html",
        go=lambda _: url_for("households.show", public_id=household.public_id),
        done="member.done.left",
        household=household,
        name=member.person.name,
        member=member,
    )
