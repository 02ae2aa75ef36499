"""The list of households, a household's file and its history."""

from flask import request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.forms.households import EditHouseholdForm
from axes.forms.persons import NewPersonForm
from axes.queries.choices import organisations_bringing, teams_of_today
from axes.queries.consents import consents_of
from axes.queries.file_history import happened, history_of, openings_to_print
from axes.queries.households import HouseholdFilters, file_of, household_of, list_households, needs_of
from axes.queries.persons import members_of, names_of
from axes.queries.protection import named_workers, open_lifting
from axes.routes.people import household_pages as bp
from axes.routes.twins import may_create
from axes.services.households import create_household, edit_household
from axes.vocab import HouseholdSection as Section
from axes.vocab import HouseholdState


@bp.get("/households")
@requires(GET=Action.HOUSEHOLD_VIEW)
def index():
    filters = HouseholdFilters.of(request.args)
    found = paged(list_households(reader(), filters))
    return page_or_fragment(
        "axes/households/list.html",
        "axes/households/_results.html",
        found=found,
        names=names_of([row.id for row in found.rows], reader()),
        filters=filters,
        teams=teams_of_today(),
        organisations=organisations_bringing(reader()),
        states=list(HouseholdState),
    )


@bp.route("/households/new", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def new():
    form = NewPersonForm()
    return may_create(
        form,
        lambda: create_household(first=form.facts, since=form.start_on.data, actor=reader()),
        template="axes/households/new.html",
        go=lambda made: url_for("households.show", public_id=made.public_id),
        done="household.done.created",
    )


@bp.get("/households/<public_id>")
@requires(GET=Action.HOUSEHOLD_VIEW)
def show(public_id):
    file = or_404(file_of(public_id, reader()))
    household = file.household
    sections = [Section.COMPOSITION, Section.NEEDS, *([Section.IDENTITY, Section.CONSENTS] if file.named else [])]
    note_view(household, actor=reader(), sections=sections, **({"grant": file.grant} if file.grant else {}))
    return page(
        "axes/households/show.html",
        file=file,
        household=household,
        members=members_of(household.id, named=file.named),
        needs=needs_of(household.id),
        consents=consents_of(household.id, reader()) if file.named else [],
        workers=named_workers(household.id) if household.is_protected else [],
        lifting=open_lifting(household.id) if household.is_protected and file.protects else None,
    )


@bp.route("/households/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def edit(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    form = EditHouseholdForm(obj=household)
    return acted(
        form,
        lambda: edit_household(household=household, version=form.version.data, actor=reader(), **form.values),
        template="axes/households/edit.html",
        go=lambda _: url_for("households.show", public_id=public_id),
        done="household.done.saved",
        household=household,
    )


@bp.get("/households/<public_id>/history")
@requires(GET=Action.HOUSEHOLD_EDIT)
def history(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    note_view(household, actor=reader(), sections=[Section.HISTORY])
    found = paged(history_of(household))
    return page_or_fragment(
        "axes/households/history.html",
        "axes/households/_history.html",
        household=household,
        found=found,
        entries=[happened(row) for row in found.rows],
    )


@bp.get("/households/<public_id>/who-opened")
@requires(GET=Action.HOUSEHOLD_EDIT)
def who_opened(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    note_view(household, actor=reader(), sections=[Section.HISTORY])
    return page("axes/households/who_opened.html", household=household, entries=openings_to_print(household))
