"""The people of a request, corrected by its sender while it is being written or completed."""

from flask import Blueprint, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.lookup import or_404
from axes.forms.households import EndForm
from axes.forms.persons import EditPersonForm
from axes.queries.persons import member_of
from axes.queries.referrals import own_referral, state_now
from axes.routes.persons import known_of
from axes.routes.referral_view import open_questions
from axes.services.households import end_membership
from axes.services.persons import edit_person
from axes.vocab import HouseholdSection as Section
from axes.vocab import MemberRole, ReferralState

bp = Blueprint("draft_people", __name__, url_prefix="/referrals")


def _opened(public_id, member_id):
    """The member, where the sender may correct the people now, and the page to go back to."""
    referral = or_404(own_referral(reader(), public_id))
    draft = state_now(referral) is ReferralState.DRAFT
    or_404(draft or "members" in dict(open_questions(referral)) or None)
    member = or_404(member_of(member_id, reader(), Action.REFERRAL_WRITE))
    or_404(member if member.household_id == referral.household_id else None)
    note_view(member.household, actor=reader(), sections=[Section.IDENTITY])
    return member, url_for("drafts.edit" if draft else "drafts.complete", public_id=public_id)


@bp.route("/<public_id>/members/<member_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def edit(public_id, member_id):
    member, back = _opened(public_id, member_id)
    household, person = member.household, member.person
    form = EditPersonForm(data=known_of(person))
    act = {"person": person, "household": household, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: edit_person(facts=form.facts, **act),
        template="axes/households/edit_person.html",
        go=lambda _: back,
        done="person.done.saved",
        household=household,
        back=back,
    )


@bp.route("/<public_id>/members/<member_id>/leave", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def leave(public_id, member_id):
    member, back = _opened(public_id, member_id)
    or_404(member if member.role is not MemberRole.REFERENCE else None)
    form = EndForm(version=member.version)
    act = {"household": member.household, "member": member, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: end_membership(end_on=form.end_on.data, **act),
        template="axes/households/leave.html",
        go=lambda _: back,
        done="member.done.left",
        household=member.household,
        name=member.person.name,
        member=member,
        back=back,
    )
