"""The ribbon: units × months, of one site and of all; on screen, as a table, on paper."""

from flask import Blueprint, request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from app.web.panels import Panel, register_panel
from occupancy.queries.board import axes_in_use
from occupancy.queries.sites import site_head
from occupancy.queries.timeline import TimelineFilter, timeline_of_site, timeline_sites, timeline_units
from occupancy.routes.timeline_chart import chart_of
from occupancy.rules.timeline import SPANS, Window
from sites.routes import site_pages

bp = Blueprint("timeline", __name__)

register_entry(Entry("timeline.menu", "timeline.index", Action.SITE_VIEW, "calendar-days", "occupancy", 45))
register_panel(Panel("site.tabs", "timeline.tab", "sites.timeline", Action.SITE_VIEW, 50))


@bp.get("/timeline")
@requires(GET=Action.SITE_VIEW)
def index():
    return page_or_fragment(
        "occupancy/timeline/list.html", "occupancy/timeline/_ribbon.html", **_of_all(), sites=timeline_sites(reader())
    )


@bp.get("/timeline/print")
@requires(GET=Action.SITE_VIEW)
def sheet():
    return page("occupancy/timeline/print.html", **_of_all(), site=None)


@site_pages.get("/sites/<public_id>/timeline")
@requires(GET=Action.SITE_VIEW)
def timeline(public_id):
    context = _of_site(public_id)
    return page_or_fragment("occupancy/timeline/site.html", "occupancy/timeline/_ribbon.html", **context)


@site_pages.get("/sites/<public_id>/timeline/print")
@requires(GET=Action.SITE_VIEW)
def timeline_sheet(public_id):
    return page("occupancy/timeline/print.html", **_of_site(public_id))


def _of_all():
    window, narrowed = _window(), TimelineFilter(_asked("site"), _asked("axis"))
    found = paged(timeline_units(reader(), window, narrowed))
    return _context(found, window, narrowed, url_for("timeline.index"), url_for("timeline.sheet"), with_site=True)


def _of_site(public_id):
    site = or_404(site_head(reader(), public_id, today()))
    window, narrowed = _window(), TimelineFilter(axis=_asked("axis"))
    found = paged(timeline_of_site(reader(), site.id, window, narrowed.axis))
    base = url_for("sites.timeline", public_id=public_id)
    return {"site": site} | _context(found, window, narrowed, base, f"{base}/print", with_site=False)


def _context(found, window, narrowed, base, sheet, *, with_site):
    kept = {name: value for name, value in vars(narrowed).items() if value}
    return {
        "found": found,
        "window": window,
        "asked_from": window.code
        if _asked("from") == window.code
        else "",  # else it would hold when the length changes
        "narrowed": narrowed,
        "spans": SPANS,
        "base": base,
        "sheet": sheet,
        "kept": kept,
        "axes": axes_in_use() if reader().may(Action.STAY_VIEW) else [],
        "chart": chart_of(found.rows, window, reader(), with_site=with_site),
    }


def _window():
    return Window.of(_asked("from"), _asked("months"), today())


def _asked(name):
    return request.args.get(name, "").strip()[:22]
