"""Agreements: the list, the tab of a site, one agreement, and its draft, units and signature."""

from flask import Blueprint, request, url_for

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
from occupancy.forms.agreements import AgreementForm, CancelDraftForm, CoverForm, EditAgreementForm, SignForm
from occupancy.queries import agreement_pages as pages
from occupancy.queries.coverage import coverage_of, units_of_site
from occupancy.queries.readiness import gaps
from occupancy.queries.sites import site_head
from occupancy.routes.unit_words import unit_text
from occupancy.rules.annexes import checklist, is_supervised
from occupancy.services.agreements import cancel_draft, cover_units, draft_agreement, edit_draft, sign_agreement
from occupancy.services.supervisor_notices import operator_kind
from occupancy.vocab import AgreementState
from sites.queries.sites import find_site

bp = Blueprint("agreement", __name__)
VIEW, EDIT = Action.AGREEMENT_VIEW, Action.AGREEMENT_EDIT

register_entry(Entry("agreement.menu", "agreement.index", VIEW, "file-text", "occupancy", 30))
register_panel(Panel("site.tabs", "agreement.tab", "agreement.of_site", VIEW, 30))


@bp.get("/agreements")
@requires(GET=VIEW)
def index():
    asked = request.args.get("state", "")
    state = AgreementState(asked) if asked in {*AgreementState} else None
    return page_or_fragment(
        "occupancy/agreements/list.html",
        "occupancy/agreements/_results.html",
        found=paged(pages.agreement_list(reader(), today(), state)),
        state=state,
        counts=pages.states_counted(reader(), today()),
        states=AgreementState,
    )


@bp.get("/sites/<public_id>/agreements")
@requires(GET=VIEW)
def of_site(public_id):
    site = or_404(site_head(reader(), public_id, today()))
    rows = pages.agreements_of_site(reader(), site.id, today())
    return page("occupancy/agreements/of_site.html", site=site, agreements=rows)


@bp.get("/agreements/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    head = or_404(pages.find_head(reader(), public_id, today()))
    agreement_id, kind = head.agreement.id, head.agreement.site.housing_operator.kind
    terms, amendments = pages.terms_of(agreement_id), pages.amendments_of(agreement_id)
    return page(
        "occupancy/agreements/show.html",
        head=head,
        terms=terms,
        coverage=coverage_of(head.agreement),
        changes=pages.changes(head, amendments, terms),
        asked=checklist(kind),
        annexes=pages.annexes_of(agreement_id),
        supervised=is_supervised(kind),
        notices=pages.notices_of(reader(), agreement_id),
        documents=pages.documents_of(agreement_id),
        unit_text=unit_text,
        day=today(),
    )


@bp.route("/sites/<public_id>/agreements/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def draft(public_id):
    site = or_404(find_site(reader(), public_id, EDIT))
    form = AgreementForm()
    return acted(
        form,
        lambda: draft_agreement(site, facts=form.facts, actor=reader()),
        template="occupancy/agreements/form.html",
        go=lambda made: url_for(".cover", public_id=made.public_id),
        done="agreement.done.drafted",
        site=site,
        agreement=None,
    )


@bp.route("/agreements/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def edit(public_id):
    agreement = or_404(pages.find_agreement(reader(), public_id))
    form = EditAgreementForm(obj=agreement, data=_caps(agreement))
    return acted(
        form,
        lambda: edit_draft(agreement, version=form.version.data, facts=form.facts, actor=reader()),
        template="occupancy/agreements/form.html",
        go=lambda _: url_for(".show", public_id=public_id),
        done="agreement.done.saved",
        site=agreement.site,
        agreement=agreement,
    )


def _caps(agreement):
    return {"adult_cap": agreement.adult_cap_cents / 100, "minor_cap": agreement.minor_cap_cents / 100}


@bp.route("/agreements/<public_id>/units", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def cover(public_id):
    agreement = or_404(pages.find_agreement(reader(), public_id))
    covered = [row.unit.public_id for row in coverage_of(agreement)]
    form = CoverForm(data={"units": covered, "version": agreement.version})
    form.units.offer(units_of_site(agreement.site_id), unit_text)
    return acted(
        form,
        lambda: cover_units(agreement, version=form.version.data, units=form.units.units, actor=reader()),
        template="occupancy/agreements/cover.html",
        go=lambda _: url_for(".show", public_id=public_id),
        done="agreement.done.covered",
        agreement=agreement,
    )


@bp.route("/agreements/<public_id>/sign", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def sign(public_id):
    agreement = or_404(pages.find_agreement(reader(), public_id))
    kind = operator_kind(agreement)
    form = SignForm(data={"version": agreement.version, "signed_on": today()})
    return acted(
        form,
        lambda: sign_agreement(agreement, version=form.version.data, signed_on=form.signed_on.data, actor=reader()),
        template="occupancy/agreements/sign.html",
        go=lambda _: url_for(".show", public_id=public_id),
        done="agreement.done.signed",
        agreement=agreement,
        gaps=gaps(agreement, kind, today()),
        supervised=is_supervised(kind),
    )


@bp.route("/agreements/<public_id>/cancel", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def cancel(public_id):
    agreement = or_404(pages.find_agreement(reader(), public_id))
    form = CancelDraftForm(data={"version": agreement.version})
    return acted(
        form,
        lambda: cancel_draft(agreement, version=form.version.data, reason=form.reason.data, actor=reader()),
        template="occupancy/agreements/cancel.html",
        go=lambda _: url_for(".of_site", public_id=agreement.site.public_id),
        done="agreement.done.cancelled",
        agreement=agreement,
    )
