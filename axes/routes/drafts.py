"""Writing a referral: who it is for, the request itself, the people, sending it, completing it."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.periods import add_months
from app.web.acting import acted
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from axes.forms.referrals import CompletionForm, MemberForm, ReferralForm, SendForm, StartForm
from axes.queries.assessments import axes_of
from axes.queries.needs import standing_needs
from axes.queries.persons import members_of, same_people
from axes.queries.referrals import assessors_of, conventions_in_force, own_households, own_referral, state_now
from axes.routes.choosing import offer_households
from axes.routes.referral_view import open_questions
from axes.rules.referrals import missing
from axes.services.households import add_member, create_household
from axes.services.referrals import change_content, complete_referral, content_of, start_referral
from axes.services.sending import send_referral
from axes.vocab import HouseholdSection as Section
from axes.vocab import MemberRole, ReferralState

bp = Blueprint("drafts", __name__, url_prefix="/referrals")
# Where each button leads once saved; those of a person are "edit:" or "leave:" and the person's place.
AFTER = {"send": "drafts.send", "person": "drafts.add_person"}
AFTER_PERSON = {"edit": "draft_people.edit", "leave": "draft_people.leave"}


def _after(act, public_id, here):
    kind, _, member_id = (act or "").partition(":")
    if member_id and kind in AFTER_PERSON:
        return url_for(AFTER_PERSON[kind], public_id=public_id, member_id=member_id)
    return url_for(AFTER.get(kind, here), public_id=public_id)


@bp.route("/new", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def new():
    conventions = conventions_in_force(reader().organisation_id, today())
    if not conventions:
        return page("axes/referrals/no_convention.html", status=422 if request.method == "POST" else 200)
    form = StartForm(conventions)
    offer_households(form.household, own_households(reader()), none=gettext("referral.start.new_household"))
    made = []
    twins = _twins(form)
    if not twins and form.accepted(lambda: made.append(_begin(form, conventions))):
        return see_other(url_for("drafts.edit", public_id=made[0].public_id))
    return page("axes/referrals/new.html", form=form, twins=twins, status=422 if twins else None)


def _twins(form):
    """People of that name in the files the sender may open; nothing tells of any other."""
    if request.method != "POST" or form.looking_up or form.household.data or form.distinct.data:
        return []
    return same_people(form.name.data or "", form.year, reader())


def _begin(form, conventions):
    convention = next(one for one in conventions if one.public_id == form.convention.data)
    household = form.household.record or create_household(actor=reader(), first=form.facts)
    return start_referral(household=household, convention=convention, actor=reader())


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def edit(public_id):
    """Whatever the button, what was typed is kept; the page that sends says what is lacking."""
    referral = _in_state(public_id, ReferralState.DRAFT)
    members = members_of(referral.household_id, named=True)
    form = _form(ReferralForm, referral, len(members))
    note_view(referral.household, actor=reader(), sections=[Section.REFERRAL, Section.IDENTITY])
    button = request.form.get("act")
    return acted(
        form,
        lambda: _save(form, referral),
        template="axes/referrals/edit.html",
        go=lambda _: _after(button, public_id, "drafts.edit"),
        done="referral.edit.saved",
        referral=referral,
        members=members,
    )


def _in_state(public_id, *states):
    """The own referral in one of these states.

    Who comes back to a form of it that is over (back, reload, a link kept) is led to its page.
    """
    referral = or_404(own_referral(reader(), public_id))
    over = state_now(referral) not in states
    if over and request.method == "GET":
        abort(see_other(_show(public_id)))
    return or_404(None if over else referral)


def _form(kind, referral, members):
    wished = referral.axis_wished.public_id if referral.axis_wished else ""
    return kind(
        axes_of(referral.programme_id),
        members,
        data={
            "living_situation": referral.living_situation or "",
            "situation": referral.situation,
            "urgency": referral.urgency.value,
            "needs": [kind.value for kind in standing_needs(referral.household_id)],
            "wish": referral.wish,
            "axis_wished": wished,
            "wished_from": referral.wished_from,
            "version": referral.version,
        },
    )


def _save(form, referral, only=None):
    return change_content(
        referral=referral,
        content=form.content,
        needs=form.kinds,
        version=form.version.data,
        actor=reader(),
        only=only,
    )


@bp.route("/<public_id>/members/new", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def add_person(public_id):
    referral = _in_state(public_id, ReferralState.DRAFT, ReferralState.TO_COMPLETE)
    asked = {name for name, _ in open_questions(referral)}
    draft = state_now(referral) is ReferralState.DRAFT
    or_404(referral if draft or "members" in asked else None)
    form = MemberForm([role for role in MemberRole if role is not MemberRole.REFERENCE])
    back = url_for("drafts.edit" if draft else "drafts.complete", public_id=public_id)
    role = MemberRole(form.role.data) if form.role.data in set(MemberRole) else MemberRole.OTHER
    act = {"household": referral.household, "start_on": today(), "actor": reader()}
    return acted(
        form,
        lambda: add_member(role=role, facts=form.facts, **act),
        template="axes/referrals/member.html",
        go=lambda _: back,
        done="referral.members.added",
        referral=referral,
        back=back,
    )


@bp.route("/<public_id>/sending", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def send(public_id):
    referral = _in_state(public_id, ReferralState.DRAFT)
    assessors = [one for one in assessors_of(referral.programme_id) if one.id != referral.household.organisation_id]
    own = len(assessors) < len(assessors_of(referral.programme_id))
    form = SendForm(assessors, not own, version=referral.version, last_day=add_months(today(), 12))
    return acted(
        form,
        lambda: _send(form, referral, assessors),
        template="axes/referrals/send.html",
        go=lambda _: _show(public_id),
        done="referral.send.done",
        referral=referral,
        lacking=missing(content_of(referral)),
    )


def _send(form, referral, assessors):
    send_referral(
        referral=referral,
        share_with=[one for one in assessors if one.public_id in (form.share.data or ())],
        health=form.health.data,
        known=form.known.data,
        purpose=gettext("referral.send.purpose"),
        last_day=form.last_day.data,
        version=form.version.data,
        actor=reader(),
    )


@bp.route("/<public_id>/completion", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def complete(public_id):
    referral = _in_state(public_id, ReferralState.TO_COMPLETE)
    questions = dict(open_questions(referral))
    members = members_of(referral.household_id, named=True)
    form = _form(CompletionForm, referral, len(members))
    form.keep_only(set(questions))
    kept = {name: getattr(referral, name) for name in ("living_situation", "situation", "wish")}
    note_view(referral.household, actor=reader(), sections=[Section.REFERRAL, Section.IDENTITY])
    context = {"template": "axes/referrals/complete.html", "form": form, "referral": referral}
    context |= {"questions": questions, "members": members}
    button = request.form.get("act")
    if request.method == "POST" and not button and form.lacks(kept):
        return page(**context)
    return acted(
        act=lambda: (_save if button else _complete)(form, referral, frozenset(questions)),
        go=lambda _: _after(button, public_id, "drafts.complete") if button else _show(public_id),
        done="referral.completion.saved" if button else "referral.completion.done",
        **context,
    )


def _show(public_id):
    return url_for("referrals.show", public_id=public_id)


def _complete(form, referral, only):
    changed = _save(form, referral, only)
    act = {"referral": referral, "version": referral.version, "actor": reader()}
    complete_referral(text=form.text.data or None, changed=changed, asked=only, **act)
