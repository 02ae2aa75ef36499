"""People of a stay: somebody joins, somebody leaves while the others stay."""

from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import label
from app.web.lookup import or_404
from occupancy.forms.stays import ArrivalForm, DepartureForm
from occupancy.queries.stay_file import sleepers_of
from occupancy.queries.stay_rows import sleeper_of
from occupancy.queries.stays import named_stay_of
from occupancy.routes.stay_acting import acted_on, open_stay_to_act_on
from occupancy.routes.stays import bp
from occupancy.services.stay_people import bring_person, members_outside, see_off, welcome


@bp.route("/stays/<public_id>/people/new", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def arrive(public_id):
    stay = open_stay_to_act_on(public_id)
    _, named = or_404(named_stay_of(public_id, reader(), Action.STAY_ACT))
    outside = {member.public_id: (member, person) for member, person in members_outside(stay, today())}
    form = ArrivalForm()
    known = [(key, _called(member, person, named)) for key, (member, person) in outside.items()]
    may_add = reader().may(Action.HOUSEHOLD_EDIT)
    form.who.choices = [*([("", gettext("stay.arrival.new"))] if may_add else []), *known]
    return acted_on(
        stay,
        form,
        lambda: _arrive(form, stay, outside),
        template="occupancy/stays/arrive.html",
        done="stay.done.arrived",
        may_add=may_add,
        outside=known,
    )


def _called(member, person, named):
    return (
        person.name if named else f"{label(member.role)} ({gettext('stay.minor' if person.is_minor else 'stay.adult')})"
    )


def _arrive(form, stay, outside):
    if form.who.data in outside:
        member, _ = outside[form.who.data]
        return bring_person(stay=stay, member=member, start_on=form.start_on.data, actor=reader())
    role, start_on = form.role.data, form.start_on.data
    return welcome(stay=stay, facts=form.facts, role=role, start_on=start_on, actor=reader())


@bp.route("/stays/<public_id>/people/<person_id>/departure", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def depart(public_id, person_id):
    stay = open_stay_to_act_on(public_id)
    person = or_404(sleeper_of(stay, person_id))
    _, named = or_404(named_stay_of(public_id, reader(), Action.STAY_ACT))
    form = DepartureForm()
    return acted_on(
        stay,
        form,
        lambda: see_off(stay=stay, person=person, actor=reader(), **form.values),
        template="occupancy/stays/depart.html",
        done="stay.done.departed",
        person=next(one for one in sleepers_of(stay, named=named) if one.public_id == person_id),
    )
