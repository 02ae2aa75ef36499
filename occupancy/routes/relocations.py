"""Plans of relocation: what could be, kept plans side by side, and the act that makes proposals of one."""

from flask import Blueprint, flash, request, url_for
from flask_babel import ngettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from occupancy.forms.relocations import AssumptionsForm, KeepPlanForm, ProposePlanForm
from occupancy.queries.relocation_plans import (
    assumed_by,
    find_plan,
    lines_of,
    list_plans,
    site_and_end,
    sites_lived_in,
)
from occupancy.queries.relocations import scenario
from occupancy.rules.endings import in_winter
from occupancy.rules.scenarios import Assumptions
from occupancy.services.relocations import PlanChanged, keep_plan, propose_plan
from sites.queries.sites import communes

bp = Blueprint("relocations", __name__)
register_entry(Entry("relocation.menu", "relocations.index", Action.ALLOCATION_PROPOSE, "door-open", "occupancy", 36))
PROPOSE = Action.ALLOCATION_PROPOSE
PAGE = "occupancy/relocations/new.html"
COLUMNS = (
    *("household", "from_unit", "to_site", "to_unit", "is_opening", "move_on", "is_proposed"),
    *("wished", "hops", "again", "bedrooms_lost", "weeks_empty", "step_free_lost"),
    *("obstacle", "nearest", "first_on"),
)


@bp.get("/relocations")
@requires(GET=PROPOSE)
def index():
    return page_or_fragment(
        "occupancy/relocations/list.html",
        "occupancy/relocations/_results.html",
        found=paged(list_plans(reader(), request.args.get("site") or None)),
        sites=sites_lived_in(reader()),
        site=request.args.get("site", ""),
        today=today(),
    )


@bp.route("/relocations/new", methods=["GET", "POST"])
@requires(GET=PROPOSE, POST=PROPOSE)
def new():
    """The plan that the rules allow now, under the assumptions of the address; it is kept under a name. Assumptions
    that make no sense are told beside their fields, and nothing is computed."""
    site, known_end = or_404(site_and_end(reader(), request.args.get("site", ""), today()))
    asked, form = AssumptionsForm(communes(), request.args, known_end or today()), KeepPlanForm()
    if not asked.validate():
        return page(PAGE, 422, form=form, asked=asked, site=site, assumed=None)
    assumed = Assumptions.of(request.args, known_end or today(), today())
    context = {"asked": asked} | _computed(site, assumed)
    return acted(
        form,
        lambda: keep_plan(
            name=form.name.data, site=site, assumed=assumed, lines=context["found"].lines, actor=reader()
        ),
        template=PAGE,
        go=lambda kept: url_for(".show", public_id=kept.public_id),
        done="relocation.done.kept",
        **context,
    )


def _computed(site, assumed):
    return {
        "site": site,
        "assumed": assumed,
        "found": scenario(site, assumed, reader()),
        "winter": in_winter(assumed.last_day),
        "today": today(),
    }


@bp.get("/relocations/compare")
@requires(GET=PROPOSE)
def compare():
    """Two plans side by side: their figures, and each household with where both send it."""
    one, other = (or_404(find_plan(request.args.get(name, ""), reader())) for name in ("a", "b"))
    lines = lines_of(one, reader()), lines_of(other, reader())
    homes = {line.row.stay_public_id: line.row for kept in lines for line in kept.lines}
    by_stay = [{line.row.stay_public_id: line for line in kept.lines} for kept in lines]
    return page(
        "occupancy/relocations/compare.html",
        plans=(one, other),
        totals=[kept.totals for kept in lines],
        rows=[
            (row, *(found.get(stay) for found in by_stay))
            for stay, row in sorted(homes.items(), key=lambda item: (item[1].home_code, item[0]))
        ],
    )


@bp.get("/relocations/<public_id>")
@requires(GET=PROPOSE)
def show(public_id):
    plan = or_404(find_plan(public_id, reader()))
    return page(
        "occupancy/relocations/show.html",
        plan=plan,
        kept=lines_of(plan, reader()),
        others=paged(list_plans(reader(), plan.site.public_id)).rows,
        again={"site": plan.site.public_id} | assumed_by(plan).kept,
        links=file_links(".download", public_id=public_id),
    )


@bp.get("/relocations/<public_id>.<any(csv, xlsx, json):fmt>")
@requires(GET=PROPOSE)
def download(public_id, fmt):
    """The lines of the page, households by reference alone."""
    plan = or_404(find_plan(public_id, reader()))
    rows = [_cells(line.row, line.told) for line in lines_of(plan, reader()).lines]
    return export(rows, COLUMNS, f"relocation-{plan.computed_on.isoformat()}", fmt)


def _cells(row, told):
    cost, without = told.cost, told.without
    names = ("wished", "hops", "again", "bedrooms_lost", "weeks_empty", "step_free_lost")
    near = ", ".join(f"{one.unit} ({one.why})" for one in without.near) if without else None
    return (
        *(row.reference, row.home_code, row.site_name, row.unit_code, row.is_opening, row.move_on),
        row.allocation_public_id is not None,
        *(getattr(cost, name, None) for name in names),
        *((without.obstacle, near or None, without.first_on) if without else (None, None, None)),
    )


@bp.route("/relocations/<public_id>/proposals", methods=["GET", "POST"])
@requires(GET=PROPOSE, POST=PROPOSE)
def make_proposals(public_id):
    """Every proposal of a plan in one act; where pairs were taken meanwhile, what changed, and the rest to choose."""
    plan = or_404(find_plan(public_id, reader()))
    form, context = ProposePlanForm(version=plan.version), {"plan": plan}
    try:
        return acted(
            form,
            lambda: _propose(form, plan),
            template="occupancy/relocations/propose.html",
            go=lambda _: url_for(".show", public_id=public_id),
            kept=lines_of(plan, reader()),
            changed=None,
            **context,
        )
    except PlanChanged as refusal:
        kept = lines_of(plan, reader())
        return page("occupancy/relocations/propose.html", 409, form=form, kept=kept, changed=refusal, **context)


def _propose(form, plan):
    done = propose_plan(plan=plan, version=form.version.data, rest=form.rest.data, actor=reader())
    flash(ngettext("relocation.done.proposed", "relocation.done.proposed", done), "ok")
