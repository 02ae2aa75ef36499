"""Moving to another unit, leaving the project, putting an exit right."""

from datetime import timedelta

from flask import request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import label
from app.periods.days import earliest
from app.web.errors import Already, Refusal
from app.web.forms import nonsense
from app.web.lookup import or_404
from app.web.panels import onward
from occupancy.forms.moves import CorrectionForm, ExitForm, TransferForm
from occupancy.queries.departures import known_departure
from occupancy.queries.exits import destinations_on, exit_of
from occupancy.queries.moves import unit_to_move_to, units_promised_to, units_to_move_to, who_moves
from occupancy.routes.asked_days import day_asked
from occupancy.routes.stay_acting import acted_on, refuse_over, stay_to_act_on
from occupancy.routes.stays import bp
from occupancy.rules.matching import misfits
from occupancy.services.exits import correct_exit, end_stay, refuse_left
from occupancy.services.transfers import Where, transfer
from sites.queries.sites import communes


@bp.route("/stays/<public_id>/transfer", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def move(public_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    refuse_over(stay)  # sent too: without a unit to choose, the form would only ask for one
    day = day_asked("on") or today()
    form = TransferForm(version=stay.version, on=day, unit=request.args.get("unit"))
    asked = day if nonsense(form.on.data) else form.on.data or day
    promised = units_promised_to(reader(), stay, asked)
    place = request.args.get("place", "").strip()[:60]
    units = [*promised, *units_to_move_to(reader(), stay, asked, place)]
    form.offer(units, promised)
    size, aimed_at = who_moves(stay, asked)
    return acted_on(
        stay,
        form,
        lambda: _transfer(form, stay, units),
        template="occupancy/stays/transfer.html",
        done="stay.done.transferred",
        go=lambda made: url_for("stays.show", public_id=made.public_id),
        units=units,
        aimed_at=aimed_at,
        place=place,
        promised={row.unit_public_id for row in promised},
        unfit={row.unit_public_id: " ".join(map(label, misfits(row))) for row in units if misfits(row)},
        size=size,
    )


def _transfer(form, stay, units):
    """Until the day to aim at, unless the new unit ends before or another day was typed."""
    chosen = next((row for row in units if row.unit_public_id == form.unit.data), None)
    unit = unit_to_move_to(form.unit.data)
    if unit is None:
        raise Refusal("form.not_a_choice", "unit")
    last = chosen.last_day + timedelta(days=1) if chosen else None
    kept = earliest(max(who_moves(stay, form.on.data)[1], form.on.data + timedelta(days=1)), last)
    where = Where(
        unit=unit,
        on=form.on.data,
        planned_end_on=form.planned_end_on.data or kept,
        misfit_reason=form.values["misfit_reason"],
    )
    return transfer(stay=stay, version=form.version.data, where=where, actor=reader())


@bp.route("/stays/<public_id>/exit", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def leave(public_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    if request.method == "GET":
        _refuse_left(stay)
    known = known_departure(stay.household_id, stay.start_on)
    form = ExitForm(destinations_on(today()), communes(), data=_proposed(stay, known))
    form.expected = known
    return acted_on(
        stay,
        form,
        lambda: end_stay(stay=stay, version=form.version.data, departure=form.departure, actor=reader()),
        template="occupancy/stays/leave.html",
        go=lambda _: _after_exit(stay),
        done="stay.done.ended",
        standing=None,
        known=known,
    )


def _after_exit(stay):
    """To what the exit left open, else to the stay."""
    return onward("stay.left", stay=stay) or url_for("stays.show", public_id=stay.public_id)


def _refuse_left(stay):
    """At sight; who wrote the exit is led to it."""
    try:
        refuse_left(stay, reader())
    except Already as own:
        own.location = url_for("stays.show", public_id=stay.public_id)
        raise


def _proposed(stay, known):
    """What is known of the departure, to be read again before it is saved."""
    told = {"version": stay.version, "left_on": today()}
    names = ("left_on", "destination", "reason")
    return told | {name: said for name in names if known and (said := getattr(known, name))}


@bp.route("/stays/<public_id>/exit/correction", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def correct(public_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    standing = or_404(exit_of(stay))
    form = CorrectionForm(destinations_on(standing.left_on), communes(), data=_known(stay, standing))
    return acted_on(
        stay,
        form,
        lambda: _correct(form, stay),
        template="occupancy/stays/leave.html",
        go=lambda _: _after_exit(stay),
        done="stay.done.corrected",
        standing=standing,
    )


def _known(stay, standing):
    names = ("left_on", "note", "decided_by", "reason", "voluntary", "postal_code")
    return {name: getattr(standing, name) for name in names} | {
        "before": standing.public_id,
        "destination": standing.destination.code,
        "exit_inventory_on": stay.exit_inventory_on,
        "keys_back_on": stay.keys_back_on,
    }


def _correct(form, stay):
    why = form.why.data
    return correct_exit(stay=stay, before=form.before.data, departure=form.departure, reason=why, actor=reader())
