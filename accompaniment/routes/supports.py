"""Supports: the list, a household's page, and what is done to a support."""

from flask import request, url_for

from accompaniment.forms.supports import EditSupportForm, EndSupportForm, NewSupportForm
from accompaniment.queries.contacts import steps_of
from accompaniment.queries.files import as_worker, current_stay, own_workers, people_in, support_to_act_on, supports_of
from accompaniment.queries.objectives import objectives_of
from accompaniment.queries.support_lists import SupportFilters, list_supports
from accompaniment.routes.opening import opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.routes.pages import support_pages as bp
from accompaniment.routes.setting import offered_again, offered_in
from accompaniment.services.supports import edit_support, end_support, open_support
from accompaniment.vocab import Roof, SupportEnd, SupportState
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
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
    offered = offered_in(file, as_worker(reader()))
    form = NewSupportForm(
        data={
            "people": list(offered.people),
            "roof": (Roof.STAY if offered.stay else Roof.NONE).value,
            "reference_worker": offered.worker.public_id if offered.worker else "",
        }
    )
    offered.fill(form)
    act = {"household": household, "start_on": form.start_on.data, "actor": reader()}
    return acted(
        form,
        lambda: open_support(**offered.chosen(form), **act),
        template="accompaniment/supports/new.html",
        go=lambda _: url_for("supports.show", public_id=public_id),
        done="support.done.opened",
        household=household,
    )


@bp.route("/supports/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    support = or_404(support_to_act_on(public_id, reader()))
    household_id = support.household.public_id
    file = opened(household_id, Section.SUPPORT, ACT)
    offered = offered_again(file, support, people_in(support))
    form = EditSupportForm(data=_known(support, offered))
    offered.fill(form)
    act = {"support": support, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: edit_support(**offered.chosen(form), **act),
        template="accompaniment/supports/edit.html",
        go=lambda _: url_for("supports.show", public_id=household_id),
        done="support.done.edited",
        household=file.household,
        support=support,
    )


def _known(support, offered):
    worker, standing = support.reference_worker, people_in(support)
    return {
        "version": support.version,
        "people": [who for who, (key, _) in offered.people.items() if key in standing],
        "team": support.team.public_id,
        "reference_worker": worker.public_id if worker else "",
        "roof": support.roof.value,
        "place": support.place,
    }


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
