"""The list of sites and the pages of one site, which show dates from agreements.

They join the blueprint of `sites.routes`, whose acts come back to them. Every page of a site extends
`occupancy/sites/layout.html` and needs `site=or_404(site_head(reader(), public_id, today()))`; further tabs register a
`Panel("site.tabs", key, endpoint, action, order)`.
"""

from flask import request

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.panels import Panel, register_panel
from occupancy.queries.neighbours import hand_over
from occupancy.queries.site_history import as_happening, site_history
from occupancy.queries.site_units import GROUPS, checks_due, grouped, notices_due, site_units
from occupancy.queries.sites import (
    NO_AGREEMENT,
    SORTS,
    SiteFilter,
    facets,
    site_head,
    site_list,
    sites_by_commune,
    unit_counts,
)
from occupancy.rules.agreements import UNSIGNED
from occupancy.vocab import AgreementState
from sites.routes import site_pages as bp
from sites.vocab import OperatorKind

register_panel(Panel("site.tabs", "site.tab.overview", "sites.show", Action.SITE_VIEW, 10))
register_panel(Panel("site.tabs", "site.tab.units", "sites.units", Action.SITE_VIEW, 20))
register_panel(Panel("site.tabs", "site.tab.history", "sites.history", Action.SITE_VIEW, 90))
hand_over()


@bp.get("/sites")
@requires(GET=Action.SITE_VIEW)
def index():
    day, narrowed = today(), _filter()
    found = paged(site_list(reader(), day, narrowed))
    return page_or_fragment(
        "occupancy/sites/list.html",
        "occupancy/sites/_results.html",
        found=found,
        narrowed=narrowed,
        counts=unit_counts(reader(), [row.id for row in found.rows], day),
        communes=sites_by_commune(reader(), day, narrowed),
        facets=facets(reader(), day),
        states=[one for one in AgreementState if one not in UNSIGNED],
        kinds=OperatorKind,
    )


@bp.get("/sites/<public_id>")
@requires(GET=Action.SITE_VIEW)
def show(public_id):
    day = today()
    site = or_404(site_head(reader(), public_id, day))
    return page(
        "occupancy/sites/show.html",
        site=site,
        groups=grouped(site_units(reader(), site.id, day)),
        checks=checks_due(site.id, day),
        notices=notices_due(reader(), site.id),
        day=day,
    )


@bp.get("/sites/<public_id>/units")
@requires(GET=Action.SITE_VIEW)
def units(public_id):
    site = or_404(site_head(reader(), public_id, today()))
    rows = site_units(reader(), site.id, today())
    asked = request.args.get("show", "")
    shown = asked if asked in GROUPS else None
    units = grouped(rows)[shown] if shown else rows
    return page("occupancy/sites/units.html", site=site, units=units, shown=shown)


@bp.get("/sites/<public_id>/history")
@requires(GET=Action.SITE_VIEW)
def history(public_id):
    site = or_404(site_head(reader(), public_id, today()))
    found = paged(site_history(site.id, site.public_id))
    return page_or_fragment(
        "occupancy/sites/history.html",
        "occupancy/sites/_history.html",
        site=site,
        found=found,
        happenings=[as_happening(row) for row in found.rows],
    )


def _filter():
    """The filters of the address; nonsense is no filter."""
    asked = {name: request.args.get(name, "").strip() for name in ("state", "kind", "commune", "text", "sort")}
    return SiteFilter(
        state=asked["state"] if asked["state"] in {*AgreementState, NO_AGREEMENT} else "",
        kind=asked["kind"] if asked["kind"] in {*OperatorKind} else "",
        commune=asked["commune"] if len(asked["commune"]) == 4 else "",
        text=asked["text"][:80],
        sort=asked["sort"] if asked["sort"] in SORTS else SORTS[0],
    )
