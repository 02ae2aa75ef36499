"""Data protection: files whose time has ended, erasures asked for and done, files kept longer, months of keeping."""

from flask import abort, flash, request, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires, step_up
from app.auth.vocab import Action
from app.clock import today
from app.periods import add_months
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from axes.forms.erasures import ErasureForm, HoldForm, KeepingForm
from axes.queries.erasures import erasure_of, list_erasures, waiting_for, what_would_go
from axes.queries.households import household_of
from axes.queries.keeping import ended_files, hold_of, months_kept, period_of, shown_files, standing_of, under_way
from axes.routes.people import erasure_pages as bp
from axes.rules.keeping import ANSWER_MONTHS, kept_until
from axes.services.erasures import ask_erasure, confirm_erasure, withdraw_erasure
from axes.services.keeping import hold_file, lift_hold, set_months
from axes.vocab_erasures import ErasureReason, ErasureState, HoldReason, KeepingClass, PersonalData

ACT, EDIT = Action.ERASURE_ACT, Action.KEEPING_EDIT
ENDED = "ended"


@bp.get("/erasures")
@requires(GET=ACT)
def index():
    asked = request.args.get("state", ENDED)
    state = asked if asked in set(ErasureState) - {ErasureState.WITHDRAWN} else ENDED
    months = months_kept()
    found = (
        paged(ended_files(reader(), today(), months), shown_files())
        if state == ENDED
        else paged(list_erasures(reader(), ErasureState(state)))
    )
    return page_or_fragment(
        "axes/erasures/list.html",
        "axes/erasures/_results.html",
        found=found,
        state=state,
        months=months,
        until=lambda row: kept_until(row.last_contact, _months(months, row.followed)),
        answer_by=lambda row: add_months(row.asked_on, ANSWER_MONTHS) if row.asked_on else None,
    )


def _months(months, followed):
    return months[KeepingClass.FOLLOWED if followed else KeepingClass.ASKED]


@bp.route("/households/<public_id>/erasure", methods=["GET", "POST"])
@requires(GET=ACT, POST=ACT)
def new(public_id):
    household = _household(public_id)
    form = ErasureForm()
    act = {"household": household, "actor": reader()}
    return acted(
        form,
        lambda: ask_erasure(reason=ErasureReason(form.reason.data), asked_on=form.asked_on.data, **act),
        template="axes/erasures/new.html",
        go=lambda made: url_for("erasures.show", public_id=made.public_id),
        done="erasure.done.asked",
        household=household,
        waiting=waiting_for(household.id),
        goes=what_would_go(household.id),
        **_standing(household),
    )


def _standing(household):
    """What keeps a file, and until when it is kept."""
    standing, months = standing_of(household.id), months_kept()
    months = _months(months, standing.followed)
    until = kept_until(standing.last_contact, months) if standing.last_contact else None
    going_on, hold = under_way(household.id, today()), hold_of(household.id)
    return {"standing": standing, "until": until, "under_way": going_on, "hold": hold}


def _household(public_id):
    return or_404(household_of(public_id, reader(), ACT))


@bp.get("/erasures/<public_id>")
@requires(GET=ACT)
def show(public_id):
    erasure = or_404(erasure_of(public_id, reader()))
    goes = what_would_go(erasure.household_id) if erasure.is_waiting else {}
    keeps = under_way(erasure.household_id, today()) if erasure.is_waiting else []
    gone = sorted(((one.kind, one.rows) for one in erasure.counts), key=lambda row: list(PersonalData).index(row[0]))
    return page("axes/erasures/show.html", erasure=erasure, goes=goes, gone=gone, under_way=keeps)


@bp.post("/erasures/<public_id>/confirm")
@requires(POST=ACT)
@step_up
def confirm(public_id):
    return _answered(public_id, confirm_erasure, "erasure.done.erased")


@bp.post("/erasures/<public_id>/withdraw")
@requires(POST=ACT)
def withdraw(public_id):
    return _answered(public_id, withdraw_erasure, "erasure.done.withdrawn")


def _answered(public_id, act, done):
    erasure = or_404(erasure_of(public_id, reader()))
    act(erasure, actor=reader())
    flash(gettext(done), "ok")
    return see_other(url_for("erasures.index", state=ErasureState.DONE if erasure.done_at else ErasureState.WAITING))


@bp.route("/households/<public_id>/hold", methods=["GET", "POST"])
@requires(GET=ACT, POST=ACT)
def hold(public_id):
    household = _household(public_id)
    form = HoldForm()
    act = {"household": household, "actor": reader()}
    return acted(
        form,
        lambda: hold_file(reason=HoldReason(form.reason.data), last_day=form.last_day.data, **act),
        template="axes/erasures/hold.html",
        go=lambda _: url_for("erasures.new", public_id=public_id),
        done="hold.done.held",
        household=household,
    )


@bp.post("/households/<public_id>/hold/lift")
@requires(POST=ACT)
def lift(public_id):
    lift_hold(household=_household(public_id), actor=reader())
    flash(gettext("hold.done.lifted"), "ok")
    return see_other(url_for("erasures.new", public_id=public_id))


@bp.get("/settings/keeping")
@requires(GET=EDIT)
def periods():
    return page("axes/erasures/periods.html", months=months_kept())


@bp.route("/settings/keeping/<kind>", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def edit_period(kind):
    about = KeepingClass(kind) if kind in set(KeepingClass) else abort(404)
    known = period_of(about)
    form = KeepingForm(obj=known, **({} if known else {"version": 0, "months": months_kept()[about]}))
    return acted(
        form,
        lambda: set_months(kind=about, version=form.version.data, months=form.months.data, actor=reader()),
        template="axes/erasures/period.html",
        go=lambda _: url_for("erasures.periods"),
        done="setting.saved",
        kind=about,
    )
