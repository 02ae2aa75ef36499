"""Follow-ups after a lasting exit: what is due, what was missed, writing what was found."""

from flask import flash, request, url_for
from flask_babel import gettext

from accompaniment.forms.follow_ups import EditFollowUpForm, NewFollowUpForm
from accompaniment.queries.follow_ups import (
    FollowUpFilters,
    exit_to_follow,
    follow_up_to_edit,
    follow_up_written,
    list_follow_ups,
    reached_rate,
)
from accompaniment.routes.exit_pages import ACT, EDITS, VIEW
from accompaniment.routes.exit_pages import follow_up_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.rules.follow_ups import LATER, MILESTONES, due_on
from accompaniment.services.follow_ups import correct_follow_up, write_follow_up
from accompaniment.vocab_exits import FollowUpState
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.i18n.formats import day as shown
from app.web.acting import acted
from app.web.fragments import page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section
from occupancy.queries.exits import destinations_on


@bp.get("/follow-ups")
@requires(GET=VIEW)
def index():
    filters = FollowUpFilters.of(request.args)
    found = paged(list_follow_ups(reader(), filters, today()))
    return page_or_fragment(
        "accompaniment/follow_ups/list.html",
        "accompaniment/follow_ups/_results.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        reached=reached_rate(reader(), today()),
        filters=filters,
        states=FollowUpState,
        milestones=MILESTONES,
        day=today(),
    )


@bp.get("/follow-ups/due")
@requires(GET=ACT)
def due():
    """The first ones due, on the worker's first page, which counts them; those missed are in the list."""
    found = paged(list_follow_ups(reader(), FollowUpFilters(state=FollowUpState.DUE.value), today()))
    return page_or_fragment(
        "accompaniment/follow_ups/due.html",
        "accompaniment/follow_ups/_due.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        missed=reached_rate(reader(), today()).missed,
        day=today(),
    )


@bp.route("/stays/<public_id>/follow-ups/<int:months>/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id, months):
    leaving = or_404(exit_to_follow(public_id, reader()) if months in (*MILESTONES, *LATER) else None)
    household = leaving.stay.household
    opened(household.public_id, Section.EXIT_PLAN, ACT)
    written = follow_up_written(leaving, months)
    if written is not None and request.method == "GET":
        flash(gettext("follow_up.already", day=shown(written.done_on)), "info")
        return see_other(url_for(".edit", public_id=written.public_id))
    destinations = _destinations()
    form = NewFollowUpForm()
    form.offer(destinations)
    return acted(
        form,
        lambda: write_follow_up(leaving=leaving, months=months, finding=form.finding(destinations), actor=reader()),
        template="accompaniment/follow_ups/new.html",
        go=lambda _: url_for("exit_plans.show", public_id=household.public_id),
        done="follow_up.done",
        household=household,
        leaving=leaving,
        months=months,
        due_on=due_on(leaving.left_on, months),
    )


@bp.route("/follow-ups/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    found, leaving = or_404(follow_up_to_edit(public_id, reader()))
    household = found.stay.household
    opened(household.public_id, Section.EXIT_PLAN, ACT)
    destinations = _destinations(found.destination)
    form = EditFollowUpForm(data=_known(found))
    form.offer(destinations)
    return acted(
        form,
        lambda: correct_follow_up(
            follow_up=found,
            leaving=leaving,
            version=form.version.data,
            finding=form.finding(destinations),
            actor=reader(),
        ),
        template="accompaniment/follow_ups/edit.html",
        go=lambda _: url_for("exit_plans.show", public_id=household.public_id),
        done="follow_up.corrected",
        household=household,
        follow_up=found,
    )


def _destinations(kept=None):
    """By code; one that was closed since stays on offer where it stands."""
    found = {one.code: one for one, _ in destinations_on(today())}
    return found | ({kept.code: kept} if kept else {})


def _known(found):
    names = ("version", "done_on", "home_end_on", "note")
    return {name: getattr(found, name) for name in names} | {
        "result": found.result.value,
        "voluntary": {True: "yes", False: "no"}.get(found.voluntary, ""),
        "ended_by": found.ended_by.value if found.ended_by else "",
        "end_reason": found.end_reason.value if found.end_reason else "",
        "destination": found.destination.code if found.destination else "",
    }
