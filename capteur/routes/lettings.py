"""Lettings of a programme: listed, read, started, kept up to date, ended; and who lives without support on a day."""

from datetime import date
from decimal import Decimal

from flask import Blueprint, request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.forms.lettings import AMOUNTS, SAME, EditLettingForm, EndLettingForm, StartLettingForm
from capteur.queries.lettings import count_without_support, letting_for, list_lettings, list_without_support
from capteur.queries.tripartites import versions_of
from capteur.routes.identities import is_selected, names_in, who
from capteur.routes.parts import entered_or_404, form_page, in_euros, path_of
from capteur.routes.proposals import found_or_404 as proposal_or_404
from capteur.rules.tripartites import days_without, state_of
from capteur.services.lettings import edit_letting, end_letting, start_letting

bp = Blueprint("lettings", __name__, url_prefix="/capteur/<programme_id>")
VIEW, EDIT = Action.LETTING_VIEW, Action.LETTING_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}
COLUMNS = ("household", "dwelling", "area", "kind", "start_on", "last_day", "end_on", "end_reason", "rent", "charges")
COLUMNS += ("support",)


@bp.get("/lettings")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    over = request.args.get("which") == "over"
    found = paged(list_lettings(reader(), programme, over=over))
    without = count_without_support(reader(), programme, today())
    links = file_links("lettings.download", programme_id=programme.public_id, which="over" if over else None)
    return page(
        "capteur/lettings/list.html",
        programme=programme,
        found=found,
        names=names_in(found.rows, lambda row: is_selected(row[0].proposal)),
        over=over,
        without=without,
        links=links,
    )


@bp.get("/lettings.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(programme_id, fmt):
    """What the list shows its reader, whole: references, never a name nor an address."""
    programme = entered_or_404(programme_id, VIEW)
    found = db.session.execute(list_lettings(reader(), programme, over=request.args.get("which") == "over"))
    rows = [
        (
            one.household.reference,
            one.opportunity.reference,
            one.opportunity.area and one.opportunity.area.name,
            one.kind,
            one.start_on,
            one.last_day,
            one.end_on,
            one.end_reason,
            in_euros(one.rent_cents),
            in_euros(one.charges_cents),
            support,
        )
        for one, support in found
    ]
    return export(rows, COLUMNS, "lettings", fmt)


@bp.get("/without-support")
@requires(GET=VIEW)
def without_support(programme_id):
    """As of today, or of a past day."""
    programme = entered_or_404(programme_id, VIEW)
    day = min(_day(request.args.get("day", "")) or today(), today())
    found = paged(list_without_support(reader(), programme, day))
    template = "capteur/lettings/without.html", "capteur/lettings/_without.html"
    without = count_without_support(reader(), programme, today())
    return page_or_fragment(*template, programme=programme, found=found, day=day, without=without)


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    return programme, or_404(letting_for(reader(), programme, public_id))


def _shown(programme, letting):
    return url_for("lettings.show", programme_id=programme.public_id, public_id=letting.public_id)


@bp.get("/lettings/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, one = _found(programme_id, public_id, VIEW)
    versions = [each for each in versions_of(one.proposal_id) if each.signatures or not reader().only_own(VIEW)]
    gaps = days_without([each for each in versions if each.is_kept], one.start_on, min(one.end_on or today(), today()))
    return page(
        "capteur/lettings/show.html",
        programme=programme,
        one=one,
        versions=[(each, state_of(each, today())) for each in versions],
        gaps=gaps,
        day=today(),
        **who(one.proposal, versions),
    )


@bp.route("/proposals/<public_id>/letting", methods=["GET", "POST"])
@requires(**EDITS)
def start(programme_id, public_id):
    programme, proposal = proposal_or_404(programme_id, public_id, EDIT)
    home = proposal.opportunity
    known = _euros(home, ("rent", "charges", "reference_rent"))
    known |= {"reference_rent_on": home.reference_rent_on, "deposit_route": proposal.request.deposit}
    form = StartLettingForm(data={"version": proposal.version} | known)
    act = {"proposal": proposal, "version": form.version.data, "actor": reader()}
    return _page(
        programme,
        form,
        lambda: start_letting(start_on=form.start_on.data, facts=form.facts, above=form.above.data, **act),
        "letting.start",
        url_for("proposals.show", programme_id=programme.public_id, public_id=proposal.public_id),
        go=lambda made: _shown(programme, made),
        lead="letting.start_lead",
        done="letting.done.started",
    )


def _page(programme, form, act, title, back, **given):
    path = path_of(programme, ("letting.title", "lettings.index"))
    return form_page(programme, form, act, title, back, path=path, **given)


def _euros(record, names):
    cents = {name: getattr(record, f"{name}_cents") for name in names}
    return {name: None if value is None else Decimal(value) / 100 for name, value in cents.items()}


@bp.route("/lettings/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(programme_id, public_id):
    programme, one = _found(programme_id, public_id, EDIT)
    known = {name: getattr(one, name) for name in ("version", *SAME)} | _euros(one, AMOUNTS)
    form = EditLettingForm(data=known)
    act = {"letting": one, "version": form.version.data, "actor": reader()}
    return _page(programme, form, lambda: edit_letting(facts=form.facts, **act), "letting.edit", _shown(programme, one))


@bp.route("/lettings/<public_id>/end", methods=["GET", "POST"])
@requires(**EDITS)
def end(programme_id, public_id):
    programme, one = _found(programme_id, public_id, EDIT)
    form = EndLettingForm(version=one.version)
    act = {"letting": one, "version": form.version.data, "actor": reader()}
    return _page(
        programme,
        form,
        lambda: end_letting(facts=form.facts, **act),
        "letting.end",
        _shown(programme, one),
        lead="letting.end_lead",
        done="letting.done.ended",
    )
