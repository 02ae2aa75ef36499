"""Tasks: the list, those of a household, and what is done to one."""

from flask import flash, request, url_for
from flask_babel import gettext

from accompaniment.forms.tasks import DropTaskForm, EditTaskForm, NewTaskForm
from accompaniment.queries.files import support_file
from accompaniment.queries.tasks import TaskFilters, list_tasks, task_seen, task_to_act_on, titles_of
from accompaniment.routes.day_views import swapped_row
from accompaniment.routes.opening import opened
from accompaniment.routes.task_choices import offered_for
from accompaniment.routes.task_pages import EDITS, USE
from accompaniment.routes.task_pages import task_pages as bp
from accompaniment.rules.tasks import task_state
from accompaniment.services.tasks import add_task, drop_task, edit_task, finish_task, reopen_task
from accompaniment.vocab_tasks import TaskState
from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.formats import day as shown
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment, see_other, wants_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.safe_url import own_path
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section


@bp.get("/tasks")
@requires(GET=USE)
def index():
    filters = TaskFilters.of(request.args)
    found = paged(list_tasks(reader(), filters))
    return page_or_fragment(
        "accompaniment/tasks/list.html",
        "accompaniment/tasks/_results.html",
        names=names_of({row.household_id for row in found.rows if row.household_id}, reader()),
        **_listed(found, filters, url_for("tasks.index")),
    )


def _listed(found, filters, back):
    return {
        "found": found,
        "filters": filters,
        "titles": titles_of(found.rows),
        "states": TaskState,
        "day": today(),
        "back": back,
    }


@bp.get("/households/<public_id>/support/tasks")
@requires(GET=Action.SUPPORT_VIEW)
def of_household(public_id):
    file = opened(public_id, Section.TASKS)
    filters = TaskFilters.of(request.args)
    found = paged(list_tasks(reader(), filters, file.household.id))
    return page_or_fragment(
        "accompaniment/tasks/of_household.html",
        "accompaniment/tasks/_of_household.html",
        file=file,
        household=file.household,
        **_listed(found, filters, url_for("tasks.of_household", public_id=public_id)),
    )


@bp.route("/tasks/new", methods=["GET", "POST"])
@requires(**EDITS)
def new():
    return _new(None, "accompaniment/tasks/new.html", lambda _: url_for("tasks.index"))


@bp.route("/households/<public_id>/support/tasks/new", methods=["GET", "POST"])
@requires(GET=Action.SUPPORT_ACT, POST=Action.SUPPORT_ACT)
def new_of(public_id):
    household = opened(public_id, Section.TASKS, Action.SUPPORT_ACT).household
    go = url_for("tasks.of_household", public_id=public_id)
    return _new(household, "accompaniment/tasks/new_of.html", lambda _: go)


def _new(household, template, go):
    offered = offered_for(household)
    form = NewTaskForm(data={"who": offered.myself})
    form.offer(offered)
    return acted(
        form,
        lambda: add_task(facts=form.facts(offered), household=household, actor=reader()),
        template=template,
        go=go,
        done="task.done.added",
        household=household,
    )


@bp.get("/tasks/<public_id>")
@requires(GET=USE)
def show(public_id):
    task = or_404(task_seen(public_id, reader()))
    file = support_file(task.household.public_id, reader()) if task.household else None
    if task.household is not None:
        note_view(task.household, actor=reader(), sections=[Section.TASKS])
    return page(
        "accompaniment/tasks/show.html",
        task=task,
        file=file,
        state=task_state(task.done_at, task.dropped_at),
        acts=task.organisation_id == reader().organisation_id,
        day=today(),
    )


@bp.route("/tasks/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    task = or_404(task_to_act_on(public_id, reader()))
    offered = offered_for(task.household, task)
    form = EditTaskForm(data=_known(task))
    form.offer(offered)
    act = {"task": task, "version": form.version.data, "actor": reader()}
    return _acted(form, lambda: edit_task(facts=form.facts(offered), **act), task, "edit", "task.done.edited")


def _known(task):
    doer = (task.worker or task.team).public_id
    about = "support" if task.support_id else "stay" if task.stay_id else ""
    names = ("version", "title", "due_on", "rhythm")
    return {name: getattr(task, name) for name in names} | {"who": doer, "about": about}


def _acted(form, act, task, name, done):
    if task.household is not None:
        note_view(task.household, actor=reader(), sections=[Section.TASKS])
    return acted(
        form,
        act,
        template=f"accompaniment/tasks/{name}.html",
        go=lambda _: url_for("tasks.show", public_id=task.public_id),
        done=done,
        task=task,
    )


@bp.route("/tasks/<public_id>/drop", methods=["GET", "POST"])
@requires(**EDITS)
def drop(public_id):
    task = or_404(task_to_act_on(public_id, reader()))
    form = DropTaskForm(version=task.version).of(task)
    act = {"task": task, "version": form.version.data, "actor": reader()}
    return _acted(
        form,
        lambda: drop_task(reason=form.reason.data, whole_series=form.ends_series, **act),
        task,
        "drop",
        "task.done.dropped",
    )


@bp.post("/tasks/<public_id>/done")
@requires(POST=USE)
def done(public_id):
    task = or_404(task_to_act_on(public_id, reader()))
    following = finish_task(task=task, actor=reader())
    if following is None:
        return _back(task, gettext("task.done.done"))
    return _back(task, gettext("task.done.comes_back", day=shown(following.due_on)))


@bp.post("/tasks/<public_id>/reopen")
@requires(POST=USE)
def reopen(public_id):
    task = or_404(task_to_act_on(public_id, reader()))
    reopen_task(task=task, actor=reader())
    return _back(task, gettext("task.done.reopened"))


def _back(task, told):
    """Where one was: the row alone for htmx, else the page again, which tells what was done."""
    row = swapped_row(task.public_id, request.form["day"]) if wants_fragment() and request.form.get("day") else None
    if row is not None:
        return row
    flash(told, "ok")
    return see_other(own_path(request.form.get("next")) or url_for("tasks.show", public_id=task.public_id))
