"""What becomes of the stays of a closing site: one outcome at a time, or everybody at once after a fire."""

from datetime import timedelta

from flask import url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.errors import Conflict
from app.web.forms import nonsense
from app.web.fragments import page
from app.web.lookup import or_404
from occupancy.forms.closures import OutcomeForm, field_name, relocation_form, why_name
from occupancy.queries.closures import closure_of, concerned, open_stays, outcome_of, to_relocate
from occupancy.queries.exits import destinations_on
from occupancy.queries.refuges import extensions_of, free_elsewhere, promised_to, suiting, units_called
from occupancy.routes.asked_days import day_asked
from occupancy.routes.closures import bp
from occupancy.rules.endings import last_night_ends
from occupancy.services import closures as services
from occupancy.services.exits import Departure
from occupancy.vocab import ExitDecider, ExitReason

RELOCATE = "occupancy/closures/relocate.html"
STAY_AT_MOST = timedelta(days=180)


@bp.route("/closures/<public_id>/stays/<stay_id>", methods=["GET", "POST"])
@requires(GET=Action.CLOSURE_ACT, POST=Action.CLOSURE_ACT)
def outcome(public_id, stay_id):
    closure = or_404(closure_of(public_id, reader()))
    stay = or_404(next((one for one in open_stays(closure.site_id, reader()) if one.public_id == stay_id), None))
    row = or_404(next((row for row in concerned(closure, reader(), today()) if row.public_id == stay_id), None))
    amendments = extensions_of(closure.site_id)
    standing = {"planned_on": day_asked("on")} | _standing(closure, stay, amendments)
    form = OutcomeForm(amendments, **standing)
    typed = None if nonsense(form.planned_on.data) else form.planned_on.data
    day = day_asked("on") or typed or last_night_ends(closure.last_day)
    found = suiting(reader(), stay, day)
    form.offer([*promised_to(stay), *(unit for unit in found if unit.obstacle is None)])
    return acted(
        form,
        lambda: _set(form, closure, stay, amendments),
        template="occupancy/closures/outcome.html",
        go=lambda _: url_for("closures.show", public_id=closure.public_id),
        done="closure.done.outcome",
        closure=closure,
        row=row,
        day=max(day, today()),
        unsuited=len([unit for unit in found if unit.obstacle is not None]),
    )


def _standing(closure, stay, amendments):
    """What was planned before, to be changed."""
    planned = outcome_of(closure.id, stay.id)
    if planned is None:
        return {"version": 0}
    plain = {name: getattr(planned, name) for name in ("kind", "planned_on", "note", "version")}
    longer = next((one.public_id for one in amendments if one.id == planned.amendment_id), "")
    return plain | {"unit": planned.unit.public_id if planned.unit else "", "amendment": longer}


def _set(form, closure, stay, amendments):
    units = units_called([form.unit.data] if form.unit.data else [])
    return services.set_outcome(
        closure=closure,
        stay=stay,
        version=form.version.data,
        kind=form.kind.data,
        planned_on=form.planned_on.data,
        unit=units.get(form.unit.data),
        amendment=next((one for one in amendments if one.public_id == form.amendment.data), None),
        note=form.values["note"],
        actor=reader(),
    )


@bp.route("/closures/<public_id>/relocate", methods=["GET", "POST"])
@requires(GET=Action.CLOSURE_ACT, POST=Action.CLOSURE_ACT)
def relocate(public_id):
    closure = or_404(closure_of(public_id, reader()))
    rows, offered = to_relocate(closure, reader()), free_elsewhere(reader(), closure.site_id, today())
    destinations = {one.code: one for one, _ in destinations_on(today())}
    form = relocation_form(rows, offered, destinations.values())
    try:
        return acted(
            form,
            lambda: services.relocate_all(
                closure=closure, moves=_moves(form, closure, offered, destinations), on=form.on.data, actor=reader()
            ),
            template=RELOCATE,
            go=lambda _: url_for("closures.show", public_id=closure.public_id),
            done="closure.done.relocated",
            closure=closure,
            rows=rows,
            conflict=None,
            field_name=field_name,
            why_name=why_name,
        )
    except Conflict as conflict:
        return _relocate_again(public_id, destinations, conflict)


def _relocate_again(public_id, destinations, conflict):
    """Nobody moved: what stands in the way, above all that was chosen, for those who are inside now."""
    closure = or_404(closure_of(public_id, reader()))
    rows = to_relocate(closure, reader())
    form = relocation_form(rows, free_elsewhere(reader(), closure.site_id, today()), destinations.values())
    text = gettext(conflict.key, **conflict.values_named)
    names = {"field_name": field_name, "why_name": why_name}
    return page(RELOCATE, status=409, form=form, conflict=text, closure=closure, rows=rows, **names)


def _moves(form, closure, offered, destinations):
    """One move a stay that is still open, from what was chosen for it."""
    stays = [stay for stay in open_stays(closure.site_id, reader()) if field_name(stay.public_id) in form]
    chosen = {stay.id: form[field_name(stay.public_id)].data.partition(":") for stay in stays}
    units = units_called([value for kind, _, value in chosen.values() if kind == "unit"])
    last_days = {row.unit_public_id: row.last_day for row in offered}
    return [
        _to_unit(stay, value, form, units, last_days)
        if kind == "unit"
        else _out(stay, form.on.data, destinations[value])
        for stay in stays
        for kind, _, value in [chosen[stay.id]]
    ]


def _to_unit(stay, value, form, units, last_days):
    end = min(form.on.data + STAY_AT_MOST, last_days[value] + timedelta(days=1))
    why = form.values[why_name(stay.public_id)]
    return services.Move(stay=stay, unit=units[value], planned_end_on=end, misfit_reason=why)


def _out(stay, on, destination):
    departure = Departure(
        left_on=on,
        destination=destination,
        decided_by=ExitDecider.OWNER,
        reason=ExitReason.SITE_CLOSED,
        voluntary=False,
    )
    return services.Move(stay=stay, departure=departure)
