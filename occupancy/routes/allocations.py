"""Allocations: the list, one of them with its answers, and the panel on the page of a household.

The board, which makes them, is in `occupancy.routes.board`.
"""

import json

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import now, today
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from app.web.panels import Panel, register_panel
from axes.queries.households import household_of
from axes.vocab import HouseholdSection
from occupancy.forms.allocations import AnswerForm, EntryDayForm, RefusalForm
from occupancy.queries.allocations import (
    AllocationFilters,
    allocations_of,
    answers_for,
    counts_by_state,
    find_allocation,
    list_allocations,
    ranked_households,
    steps_of,
)
from occupancy.queries.board import axes_in_use, compositions
from occupancy.rules.allocations import EXPECTED, REASONS, may_follow, state_of
from occupancy.services.allocations import answer
from occupancy.vocab import AllocationState, DeclineReason
from occupancy.vocab import AllocationStepKind as Kind

bp = Blueprint("allocation", __name__)
OF_THE_TEAM = {
    "team-accepted": Kind.TEAM_ACCEPTED,
    "team-declined": Kind.TEAM_DECLINED,
    "household-accepted": Kind.HOUSEHOLD_ACCEPTED,
    "household-declined": Kind.HOUSEHOLD_DECLINED,
    "entry-planned": Kind.ENTRY_PLANNED,
}

register_entry(Entry("board.menu", "allocation.board", Action.ALLOCATION_PROPOSE, "key-round", "occupancy", 30, True))
# Who has the board reaches the list from there.
register_entry(Entry("allocation.menu", "allocation.index", Action.ALLOCATION_ANSWER, "list-checks", "occupancy", 31))
register_panel(Panel("household.panels", "allocation.panel", "allocation.panel", Action.ALLOCATION_VIEW, 20))


@bp.get("/allocations")
@requires(GET=Action.ALLOCATION_VIEW)
def index():
    filters = AllocationFilters.of(request.args)
    return page_or_fragment(
        "occupancy/allocations/list.html",
        "occupancy/allocations/_results.html",
        found=paged(list_allocations(reader(), filters)),
        filters=filters,
        counts=counts_by_state(reader(), filters),
        states=list(AllocationState),
        axes=axes_in_use(),
        now=now(),
        today=today(),
    )


@bp.get("/allocations/<public_id>")
@requires(GET=Action.ALLOCATION_VIEW)
def show(public_id):
    allocation = or_404(find_allocation(public_id, reader(), Action.ALLOCATION_VIEW))
    note_view(allocation.household, actor=reader(), sections=[HouseholdSection.COMPOSITION])
    steps = steps_of(allocation)
    return page(
        "occupancy/allocations/show.html",
        allocation=allocation,
        household=allocation.household,
        team=allocation.assignment.team,
        steps=steps,
        people=compositions([allocation.household_id], today()).get(allocation.household_id, (0, 0)),
        ranking=_ranking(allocation) if reader().may(Action.ALLOCATION_PROPOSE) else [],
        now=now(),
        **_what_next(allocation, [row.AllocationStep.kind for row in steps]),
    )


def _what_next(allocation, kinds):
    """State, and the steps that this reader may take now."""
    state = state_of(kinds, allocation.expires_at, now())
    team = answers_for(allocation.assignment.team, allocation.assignment, reader())
    open_to = [slug for slug, kind in OF_THE_TEAM.items() if team and may_follow(state, kind)]
    withdraw = reader().may(Action.ALLOCATION_PROPOSE) and may_follow(state, Kind.WITHDRAWN)
    form = AnswerForm(formdata=None, version=allocation.version)
    expected = [slug for slug in open_to if OF_THE_TEAM[slug] in EXPECTED.get(state, ())]
    others = [slug for slug in open_to if slug not in expected]
    return {"state": state, "expected": expected, "others": others, "withdraw": withdraw, "form": form}


def _ranking(allocation):
    """The order at the decision: (rank, reference or None, whether it is this household, score, points by code)."""
    kept, chosen = json.loads(allocation.ranking), allocation.household.public_id
    known = ranked_households([row["household"] for row in kept], reader())
    return [
        (rank, known.get(row["household"]), row["household"] == chosen, row["score"], row)
        for rank, row in enumerate(kept, 1)
    ]


@bp.route("/allocations/<public_id>/answer/<step>", methods=["GET", "POST"])
@requires(GET=Action.ALLOCATION_ANSWER, POST=Action.ALLOCATION_ANSWER)
def take_step(public_id, step):
    allocation = or_404(find_allocation(public_id, reader(), Action.ALLOCATION_ANSWER))
    or_404(answers_for(allocation.assignment.team, allocation.assignment, reader()) or None)
    return _answered(allocation, or_404(OF_THE_TEAM.get(step)))


@bp.route("/allocations/<public_id>/withdrawn", methods=["GET", "POST"])
@requires(GET=Action.ALLOCATION_PROPOSE, POST=Action.ALLOCATION_PROPOSE)
def withdraw(public_id):
    return _answered(or_404(find_allocation(public_id, reader(), Action.ALLOCATION_PROPOSE)), Kind.WITHDRAWN)


def _answered(allocation, kind):
    form = _form_for(kind, allocation)
    act = {"allocation": allocation, "kind": kind, "version": form.version.data, "actor": reader()}
    if form.accepted(lambda: answer(**act, **_given(form))):
        flash(gettext(f"allocation.done.{kind.value}"), "ok")
        return see_other(url_for("allocation.show", public_id=allocation.public_id))
    note_view(allocation.household, actor=reader(), sections=[HouseholdSection.COMPOSITION])
    return page("occupancy/allocations/step.html", allocation=allocation, kind=kind, form=form)


def _given(form):
    """What the answer says beside itself, once the form is known to be valid."""
    given = {name: value for name, value in form.values.items() if name in ("reason", "note", "planned_on")}
    if given.get("reason"):
        given["reason"] = DeclineReason(given["reason"])
    return given


def _form_for(kind, allocation):
    if kind in REASONS:
        form = RefusalForm(version=allocation.version)
        form.offer(REASONS[kind])
        return form
    if kind is Kind.ENTRY_PLANNED:
        return EntryDayForm(version=allocation.version, planned_on=max(allocation.start_on, today()))
    return AnswerForm(version=allocation.version)


@bp.get("/households/<public_id>/allocations")
@requires(GET=Action.ALLOCATION_VIEW)
def panel(public_id):
    household = or_404(household_of(public_id, reader(), Action.ALLOCATION_VIEW))
    note_view(household, actor=reader(), sections=[HouseholdSection.COMPOSITION])
    return page_or_fragment(
        "occupancy/allocations/panel.html",
        "occupancy/allocations/_panel.html",
        household=household,
        found=allocations_of(household.id),
        now=now(),
    )


from occupancy.routes import board, meetings  # noqa: E402, F401
