"""What is broken in dwellings and whether it is mended: the lender's own view, and that of who sees to it."""

from flask import request, url_for

from accompaniment.forms.incidents import LinkWorksForm, RepairedForm
from accompaniment.queries.repairs import (
    RepairFilters,
    list_repairs,
    of_unit,
    open_of_site,
    repair_to_act_on,
    sites_with_repairs,
    text_of,
    texts_of,
)
from accompaniment.routes.incident_pages import MENDS, REPAIRS, WORKS
from accompaniment.routes.incident_pages import repair_pages as bp
from accompaniment.rules.incidents import repair_state
from accompaniment.services.repairs import link_works, open_works, set_repaired
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from sites.forms.periods import OutageForm
from sites.queries.sites import find_site
from sites.queries.units import find_unit, outages_of
from sites.services.outages import OutageFacts
from sites.vocab import OutageKind


@bp.get("/repairs")
@requires(GET=REPAIRS)
def index():
    filters = RepairFilters.of(request.args)
    found = paged(list_repairs(reader(), filters))
    return page_or_fragment(
        "accompaniment/repairs/list.html",
        "accompaniment/repairs/_results.html",
        found=found,
        filters=filters,
        sites=sites_with_repairs(reader()),
        **_told(found.rows),
    )


def _told(rows):
    return {
        "texts": texts_of(rows),
        "states": {row.public_id: repair_state(row.repaired_on, row.works_from) for row in rows},
    }


@bp.get("/units/<public_id>/repairs", endpoint="of_unit")
@requires(GET=REPAIRS)
def of_unit_page(public_id):
    """A panel of the page of a unit, and a page of its own."""
    unit = or_404(find_unit(reader(), public_id))
    rows = of_unit(reader(), unit)
    return page_or_fragment(
        "accompaniment/repairs/of_unit.html",
        "accompaniment/repairs/_of_unit.html",
        unit=unit,
        rows=rows,
        **_told(rows),
    )


@bp.get("/sites/<public_id>/repairs")
@requires(GET=REPAIRS)
def of_site(public_id):
    """A panel of the page of a site, and a page of its own."""
    site = or_404(find_site(reader(), public_id))
    rows = open_of_site(reader(), site)
    return page_or_fragment(
        "accompaniment/repairs/of_site.html",
        "accompaniment/repairs/_of_site.html",
        site=site,
        rows=rows,
        **_told(rows),
    )


def _acted(form, act, incident, name, done):
    return acted(
        form,
        act,
        template=f"accompaniment/repairs/{name}.html",
        go=lambda _: url_for("repairs.index"),
        done=done,
        incident=incident,
        text=text_of(incident, reader()),
    )


@bp.route("/repairs/<public_id>/mended", methods=["GET", "POST"])
@requires(**MENDS)
def mended(public_id):
    incident = or_404(repair_to_act_on(public_id, reader()))
    form = RepairedForm(data={"version": incident.version, "repaired_on": incident.repaired_on})
    return _acted(
        form,
        lambda: set_repaired(
            incident=incident, version=form.version.data, repaired_on=form.repaired_on.data, actor=reader()
        ),
        incident,
        "mended",
        "repair.done.saved",
    )


@bp.route("/repairs/<public_id>/works/new", methods=["GET", "POST"])
@requires(**WORKS)
def new_works(public_id):
    """Works or damage that take the unit out of use."""
    incident = or_404(repair_to_act_on(public_id, reader(), Action.SITE_EDIT))
    or_404(incident.unit)
    reason = incident.technical_shown[:300]
    form = OutageForm(data={"kind": OutageKind.DAMAGE.value, "first_day": today(), "reason": reason})
    return _acted(
        form,
        lambda: open_works(incident=incident, facts=_facts(form), actor=reader()),
        incident,
        "new_works",
        "repair.done.works",
    )


def _facts(form):
    values = form.values
    values.pop("cost")
    return OutageFacts(**values, cost_cents=form.cost.cents)


@bp.route("/repairs/<public_id>/works", methods=["GET", "POST"])
@requires(**WORKS)
def works(public_id):
    """Which works of the unit put it right."""
    incident = or_404(repair_to_act_on(public_id, reader(), Action.SITE_EDIT))
    unit = or_404(incident.unit)
    outages = {one.public_id: one for one in outages_of(unit) if one.cancelled_on is None}
    linked = next((key for key, one in outages.items() if one.id == incident.outage_id), "")
    form = LinkWorksForm(data={"version": incident.version, "outage": linked})
    form.offer(outages.values())
    return _acted(
        form,
        lambda: link_works(
            incident=incident, version=form.version.data, outage=outages.get(form.outage.data), actor=reader()
        ),
        incident,
        "works",
        "repair.done.works",
    )
