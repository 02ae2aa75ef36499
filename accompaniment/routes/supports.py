"""Supports: the list, a household's page, and what is done to a support."""

from flask import request, url_for

from accompaniment.forms.supports import EditSupportForm, EndSupportForm, NewSupportForm
from accompaniment.queries.contacts import steps_of
from accompaniment.queries.files import current_stay, own_teams, own_workers, support_to_act_on, supports_of
from accompaniment.queries.objectives import objectives_of
from accompaniment.queries.people import members_today
from accompaniment.queries.support_lists import SupportFilters, list_supports
from accompaniment.routes.opening import called, opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.routes.pages import support_pages as bp
from accompaniment.services.supports import Setting, edit_support, end_support, open_support
from accompaniment.vocab import Roof, SupportEnd, SupportState
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.i18n.labels import named
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section


@bp.get("/supports")
@requires(GET=VIEW)
def index():
    filters = SupportFilters.of(request.args)
    found = paged(list_supports(reader(), filters))
    return page_or_fragment(
        "accompaniment/supports/list.html",
        "accompaniment/supports/_results.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        filters=filters,
        workers=own_workers(reader().organisation_id),
        states=SupportState,
        roofs=Roof,
    )


@bp.get("/households/<public_id>/support")
@requires(GET=VIEW)
def show(public_id):
    file = opened(public_id, Section.SUPPORT)
    household = file.household
    return page(
        "accompaniment/supports/show.html",
        file=file,
        household=household,
        supports=supports_of(household.id),
        stay=current_stay(household.id),
        objectives=objectives_of(household.id),
        steps=steps_of(household.id),
        now_on=today(),
    )


@bp.get("/households/<public_id>/support/summary")
@requires(GET=VIEW)
def panel(public_id):
    file = opened(public_id, Section.SUPPORT)
    return page_or_fragment(
        "accompaniment/supports/panel.html",
        "accompaniment/supports/_panel.html",
        file=file,
        household=file.household,
        supports=supports_of(file.household.id),
        steps=steps_of(file.household.id),
    )


@bp.route("/households/<public_id>/support/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id):
    file = opened(public_id, Section.SUPPORT, ACT)
    household = file.household
    stay, members = current_stay(household.id), members_today(household.id, named=file.named)
    teams, workers = _choices()
    form = NewSupportForm(
        data={
            "people": [one.public_id for one in members],
            "roof": (Roof.STAY if stay else Roof.NONE).value,
            "reference_worker": reader_among(workers),
        }
    )
    form.offer(teams=_team_choices(teams), workers=_worker_choices(workers), housed=stay is not None)
    form.people.choices = [(one.public_id, called(one)) for one in members]
    ids = {one.public_id: one.person_id for one in members}
    return acted(
        form,
        lambda: open_support(
            household=household,
            people=[ids[one] for one in form.people.data],
            setting=_setting(form, teams, workers, stay),
            start_on=form.start_on.data,
            actor=reader(),
        ),
        template="accompaniment/supports/new.html",
        go=lambda _: url_for("supports.show", public_id=public_id),
        done="support.done.opened",
        household=household,
    )


def _choices():
    """(teams, workers) of the reader's organisation, by public id."""
    mine = reader().organisation_id
    return {one.public_id: one for one in own_teams(mine)}, {one.public_id: one for one in own_workers(mine)}


def reader_among(workers):
    return next((key for key, one in workers.items() if one.id == reader().user_id), "")


def _team_choices(teams):
    return [(key, f"{one.axis.number}. {named(one.axis)}") for key, one in teams.items()]


def _worker_choices(workers):
    return [(key, one.name) for key, one in workers.items()]


def _setting(form, teams, workers, stay):
    return Setting(
        team=teams[form.team.data],
        reference_worker=workers.get(form.reference_worker.data),
        roof=Roof(form.roof.data),
        stay=stay,
        place=form.place.data or None,
    )


@bp.route("/supports/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    support = or_404(support_to_act_on(public_id, reader()))
    opened(support.household.public_id, Section.SUPPORT, ACT)
    teams, workers = _choices()
    worker, stay = support.reference_worker, _stay_of(support)
    teams.setdefault(support.team.public_id, support.team)
    if worker is not None:
        workers.setdefault(worker.public_id, worker)
    form = EditSupportForm(
        data={
            "version": support.version,
            "team": support.team.public_id,
            "reference_worker": worker.public_id if worker else "",
            "roof": support.roof.value,
            "place": support.place,
        }
    )
    form.offer(teams=_team_choices(teams), workers=_worker_choices(workers), housed=stay is not None)
    setting = {"support": support, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: edit_support(setting=_setting(form, teams, workers, stay), **setting),
        template="accompaniment/supports/edit.html",
        go=lambda _: url_for("supports.show", public_id=support.household.public_id),
        done="support.done.edited",
        household=support.household,
        support=support,
    )


def _stay_of(support):
    """The stay that can be this support's roof: where the household lives, else the one it was opened for."""
    return current_stay(support.household_id) or support.stay


@bp.route("/supports/<public_id>/end", methods=["GET", "POST"])
@requires(**EDITS)
def end(public_id):
    support = or_404(support_to_act_on(public_id, reader()))
    opened(support.household.public_id, Section.SUPPORT, ACT)
    form = EndSupportForm(version=support.version)
    return acted(
        form,
        lambda: end_support(
            support=support,
            version=form.version.data,
            end_on=form.end_on.data,
            end_reason=SupportEnd(form.end_reason.data),
            actor=reader(),
        ),
        template="accompaniment/supports/end.html",
        go=lambda _: url_for("supports.show", public_id=support.household.public_id),
        done="support.done.ended",
        household=support.household,
        support=support,
    )
