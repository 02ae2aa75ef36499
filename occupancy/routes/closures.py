"""Closings: the list, a closing with every stay concerned, and the acts that steer it."""

from flask import Blueprint, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from app.web.panels import Panel, register_panel
from occupancy.forms.closures import CancelForm, ClosureForm, HandBackForm
from occupancy.queries.closures import (
    closure_of,
    concerned,
    counts_of,
    in_the_way,
    list_closures,
    standing_closure,
)
from occupancy.queries.plans import told_elsewhere
from occupancy.rules.countdown import countdown
from occupancy.services import closures as services
from occupancy.vocab import UNPLANNED
from sites.queries.sites import find_site

bp = Blueprint("closures", __name__)
register_entry(Entry("closure.menu", "closures.index", Action.CLOSURE_VIEW, "calendar-clock", "occupancy", 35))
register_panel(Panel("site.overview", "closure.panel", "closures.of_site", Action.CLOSURE_VIEW, 5))


@bp.get("/closures")
@requires(GET=Action.CLOSURE_VIEW)
def index():
    found = paged(list_closures(reader(), today()))
    return page_or_fragment("occupancy/closures/list.html", "occupancy/closures/_results.html", page=found)


@bp.get("/sites/<public_id>/closure")
@requires(GET=Action.CLOSURE_VIEW)
def of_site(public_id):
    """The panel on the page of a site: its closing in one line, or the way to open one."""
    site = or_404(find_site(reader(), public_id))
    closure = standing_closure(site.id, today())
    rows = concerned(closure, reader(), today()) if closure else []
    return page_or_fragment(
        "occupancy/closures/of_site.html",
        "occupancy/closures/_of_site.html",
        site=site,
        closure=closure,
        counts=counts_of(rows),
    )


@bp.route("/sites/<public_id>/closure/new", methods=["GET", "POST"])
@requires(GET=Action.CLOSURE_ACT, POST=Action.CLOSURE_ACT)
def new(public_id):
    site = or_404(find_site(reader(), public_id))
    form = ClosureForm()
    return acted(
        form,
        lambda: services.open_closure(site=site, actor=reader(), **form.values),
        template="occupancy/closures/new.html",
        go=lambda made: _next_of(made),
        done="closure.done.opened",
        site=site,
    )


def _next_of(closure):
    """After a fire, the relocation; after an announcement, the closing's own page."""
    endpoint = "closures.relocate" if closure.cause in UNPLANNED else "closures.show"
    return url_for(endpoint, public_id=closure.public_id)


@bp.get("/closures/<public_id>")
@requires(GET=Action.CLOSURE_VIEW)
def show(public_id):
    closure = or_404(closure_of(public_id, reader()))
    rows = concerned(closure, reader(), today())
    counts = counts_of(rows)
    since = closure.opened_on if closure.cause in UNPLANNED else None
    over = closure.handed_back_on is not None or closure.cancelled_on is not None
    return page(
        "occupancy/closures/show.html",
        closure=closure,
        rows=rows,
        told=told_elsewhere(reader(), [row.stay_id for row in rows], today()),
        counts=counts,
        marks=countdown(closure.last_day, today(), counts.missing + counts.proposed, since),
        left=_left(closure) if reader().may(Action.CLOSURE_ACT) else [],
        over=over,
    )


def _left(closure):
    return in_the_way(closure.site_id, today(), reader()) if closure.handed_back_on is None else []


@bp.route("/closures/<public_id>/cancel", methods=["GET", "POST"])
@requires(GET=Action.CLOSURE_ACT, POST=Action.CLOSURE_ACT)
def cancel(public_id):
    closure = or_404(closure_of(public_id, reader()))
    form = CancelForm(version=closure.version)
    return acted(
        form,
        lambda: services.cancel_closure(closure=closure, version=form.version.data, actor=reader()),
        template="occupancy/closures/cancel.html",
        go=lambda _: url_for("sites.show", public_id=closure.site.public_id),
        done="closure.done.cancelled",
        closure=closure,
    )


@bp.route("/closures/<public_id>/hand-back", methods=["GET", "POST"])
@requires(GET=Action.CLOSURE_ACT, POST=Action.CLOSURE_ACT)
def hand_back(public_id):
    closure = or_404(closure_of(public_id, reader()))
    form = HandBackForm(version=closure.version)
    try:
        return acted(
            form,
            lambda: services.hand_back(closure=closure, version=form.version.data, on=form.on.data, actor=reader()),
            template="occupancy/closures/hand_back.html",
            go=lambda _: url_for("closures.show", public_id=closure.public_id),
            done="closure.done.handed_back",
            record=closure,
            closure=closure,
            left=_left(closure),
        )
    except services.StillInTheWay as still:
        return page("occupancy/closures/hand_back.html", 409, form=form, closure=closure, left=still.left)
