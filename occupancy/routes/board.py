"""The allocation board: units and waiting households side by side, why not, and the proposal itself."""

from datetime import date

from flask import flash, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import now, today
from app.db import db
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import Page, page_number, paged
from axes.queries.households import household_of
from axes.vocab import HouseholdSection
from occupancy.errors import UnitTaken
from occupancy.forms.allocations import ProposeForm
from occupancy.queries.board import (
    CANDIDATES_PER_PAGE,
    BoardFilters,
    axes_in_use,
    compositions,
    judge,
    offered,
    units_of_board,
)
from occupancy.queries.holders import called
from occupancy.queries.matching import Match
from occupancy.queries.offers import coming, offer_from, offers
from occupancy.routes.allocations import bp
from occupancy.rules.matching import Obstacle, reasons
from occupancy.services.allocations import propose
from sites.queries.units import find_unit

# Obstacles that somebody lifts by completing a request.
TO_COMPLETE = {code.value: code for code in (Obstacle.NOT_ASSESSED, Obstacle.NOT_ASSIGNED)}


@bp.get("/allocations/board")
@requires(GET=Action.ALLOCATION_PROPOSE)
def board():
    filters = BoardFilters.of(request.args)
    units = units_of_board(reader(), filters)
    verdicts, found, people = _candidates(units, filters)
    return page_or_fragment(
        "occupancy/allocations/board.html",
        "occupancy/allocations/_board.html",
        filters=filters,
        units=units,
        verdicts=verdicts,
        found=found,
        people=people,
        reasons=reasons,
        axes=axes_in_use(),
        coming=coming(reader(), filters.by) if found is None or not found.rows else [],
        today=today(),
    )


def _candidates(units, filters):
    """Verdicts on the chosen unit, one page of its candidates, and who they are."""
    if units.chosen is None:
        return None, None, {}
    offer = offer_from(units.chosen)
    judged = judge(reader(), offer, units.every, axis=filters.axis, number=page_number())
    found = Page(judged.rows, judged.number, judged.verdicts.candidates, more=False, per_page=CANDIDATES_PER_PAGE)
    return judged.verdicts, found, compositions([row.household_id for row in found.rows], offer.start_on)


def _unit_and_offer(public_id):
    """A unit and its offer from the day in the address, if any. Raises `UnitTaken` when it is not free then, in the
    same words for every unit: whoever tries addresses one by one must not learn which are kept out of sight."""
    unit = or_404(find_unit(reader(), public_id))
    start_on = _day(request.args.get("from", ""))
    row = offered(reader(), unit.id, start_on)
    if row is None:
        raise UnitTaken("unavailable", unit=called(unit))
    return unit, offer_from(row, max(start_on, row.start_on) if start_on else None)


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _household(public_id):
    household = or_404(household_of(public_id, reader(), Action.ALLOCATION_PROPOSE))
    note_view(household, actor=reader(), sections=[HouseholdSection.COMPOSITION, HouseholdSection.NEEDS])
    return household


@bp.route("/allocations/new/<unit_id>/<household_id>", methods=["GET", "POST"])
@requires(GET=Action.ALLOCATION_PROPOSE, POST=Action.ALLOCATION_PROPOSE)
def new(unit_id, household_id):
    if request.method == "POST":
        return _propose(unit_id, household_id)
    return _confirm(unit_id, household_id, ProposeForm())


def _propose(unit_id, household_id):
    unit = or_404(find_unit(reader(), unit_id))
    household = or_404(household_of(household_id, reader(), Action.ALLOCATION_PROPOSE))
    form, made = ProposeForm(), []
    act = {"unit": unit, "household": household, "actor": reader()}
    if form.accepted(lambda: made.append(propose(**act, start_on=form.start_on.data))):
        flash(gettext("allocation.done.proposed"), "ok")
        return see_other(url_for("allocation.show", public_id=made[0].public_id))
    return _confirm(unit_id, household_id, form)


def _confirm(unit_id, household_id, form):
    """The facts of a pair before it is proposed; a pair that cannot be says why not."""
    household = _household(household_id)  # before the unit: who is unknown is so beside every unit
    unit, offer = _unit_and_offer(unit_id)
    pair = db.session.execute(Match.of_unit(offer, reader()).pair(household.id)).one_or_none()
    if pair is None or pair.obstacle is not None:
        return _show_why(unit, household, offer, pair, 422 if request.method == "POST" else 200)
    form.start_on.data = form.start_on.data or offer.start_on
    return page(
        "occupancy/allocations/new.html",
        form=form,
        unit=unit,
        offer=offer,
        household=household,
        pair=pair,
        reasons=reasons(pair),
        people=_people(household, offer),
        now=now(),
    )


def _people(household, offer):
    return compositions([household.id], offer.start_on).get(household.id, (0, 0))


@bp.get("/allocations/why/<unit_id>/<household_id>")
@requires(GET=Action.ALLOCATION_PROPOSE)
def why_not(unit_id, household_id):
    household = _household(household_id)
    unit, offer = _unit_and_offer(unit_id)
    pair = db.session.execute(Match.of_unit(offer, reader()).pair(household.id)).one_or_none()
    return _show_why(unit, household, offer, pair)


def _show_why(unit, household, offer, pair, status=200):
    """Every obstacle between a unit and a household, each kept or lifted; the reasons where there is none."""
    return page(
        "occupancy/allocations/why_not.html",
        status=status,
        unit=unit,
        offer=offer,
        household=household,
        pair=pair,
        standing=[code for code in Obstacle if pair is not None and getattr(pair, f"is_{code.value}")],
        obstacles=list(Obstacle),
        reasons=reasons(pair) if pair is not None and pair.obstacle is None else [],
        people=_people(household, offer),
    )


@bp.get("/allocations/to-complete/<unit_id>")
@requires(GET=Action.ALLOCATION_PROPOSE)
def to_complete(unit_id):
    """On to the request that lacks an axis or a team; to those that do, where there are several."""
    obstacle = or_404(TO_COMPLETE.get(request.args.get("obstacle", "")))
    unit, offer = _unit_and_offer(unit_id)
    axis = request.args.get("axis") or None
    some = db.session.execute(Match.of_unit(offer, reader(), axis).excluded(obstacle).limit(2)).all()
    if len(some) == 1:
        return see_other(url_for("referrals.show", public_id=some[0].referral_public_id))
    asked = {"obstacle": obstacle.value, "axis": axis, "from": request.args.get("from")}
    return see_other(url_for("allocation.why_group", unit_id=unit.public_id, **asked))


@bp.get("/allocations/why/<unit_id>")
@requires(GET=Action.ALLOCATION_PROPOSE)
def why_group(unit_id):
    """The households that one obstacle keeps out of a unit."""
    asked = request.args.get("obstacle", "")
    obstacle = or_404(Obstacle(asked) if asked in {*Obstacle} else None)
    unit, offer = _unit_and_offer(unit_id)
    match = Match.of_unit(offer, reader(), request.args.get("axis") or None)
    found = paged(match.excluded(obstacle))
    return page_or_fragment(
        "occupancy/allocations/why_group.html",
        "occupancy/allocations/_why_group.html",
        unit=unit,
        offer=offer,
        obstacle=obstacle,
        found=found,
        people=compositions([row.household_id for row in found.rows], offer.start_on),
        incomplete=obstacle.value in TO_COMPLETE,
    )


@bp.get("/allocations/for/<household_id>")
@requires(GET=Action.ALLOCATION_PROPOSE)
def suiting(household_id):
    """The other way round: the units that suit a waiting household."""
    household = _household(household_id)
    filters = BoardFilters.of(request.args)
    match = Match.of_household(household.id, offers(reader(), filters.by).subquery("offered"), reader())
    return page_or_fragment(
        "occupancy/allocations/suiting.html",
        "occupancy/allocations/_suiting.html",
        filters=filters,
        household=household,
        found=paged(match.candidates()),
        others=db.session.execute(match.counts()).all(),
        people=compositions([household.id], filters.by).get(household.id, (0, 0)),
        reasons=reasons,
        coming=coming(reader(), filters.by),
        today=today(),
    )
