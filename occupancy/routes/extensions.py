"""Asking a housing operator to lend longer: the request, its letter, and the answer."""

from flask import Blueprint, request, url_for
from flask_babel import force_locale

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.compile import LANGUAGES
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.panels import Panel, register_panel
from occupancy.forms.extensions import AnswerForm, DropForm, EditExtensionForm, ExtensionForm, SentForm
from occupancy.queries.agreement_pages import find_agreement
from occupancy.queries.coverage import latest_last_day
from occupancy.queries.extensions import find_request, requests_of_site, saved_by
from occupancy.rules.endings import in_winter
from occupancy.rules.extensions import answer_due, state_of
from occupancy.services import extensions as services
from occupancy.vocab import ExtensionState
from sites.queries.sites import find_site

bp = Blueprint("extension", __name__)
VIEW, EDIT = Action.AGREEMENT_VIEW, Action.AGREEMENT_EDIT
register_panel(Panel("site.overview", "extension.panel", "extension.of_site", VIEW, 6))


@bp.get("/sites/<public_id>/extension-requests")
@requires(GET=VIEW)
def of_site(public_id):
    """The panel on the page of a site: what was asked, and what came of it. Units and days, nobody's stay."""
    site = or_404(find_site(reader(), public_id))
    return page_or_fragment(
        "occupancy/extensions/of_site.html",
        "occupancy/extensions/_of_site.html",
        site=site,
        found=[(one, state_of(one, today())) for one in requests_of_site(reader(), site.id)],
    )


@bp.route("/agreements/<public_id>/extension-requests/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def new(public_id):
    agreement = or_404(find_agreement(reader(), public_id))
    form = ExtensionForm()
    return acted(
        form,
        lambda: services.draft_request(agreement, **form.values, actor=reader()),
        template="occupancy/extensions/form.html",
        go=lambda made: url_for(".show", public_id=made.public_id),
        done="extension.done.drafted",
        agreement=agreement,
        asked=None,
        last_day=latest_last_day(agreement),
        saved=saved_by(agreement, reader(), today()),
    )


@bp.get("/extension-requests/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    asked = or_404(find_request(reader(), public_id))
    writes = reader().may(EDIT)
    return page(
        "occupancy/extensions/show.html",
        asked=asked,
        agreement=asked.agreement,
        state=state_of(asked, today()),
        last_day=latest_last_day(asked.agreement),
        saved=saved_by(asked.agreement, reader(), today()) if writes else None,
        winter=in_winter(latest_last_day(asked.agreement)),
        writes=writes,
    )


@bp.get("/extension-requests/<public_id>/letter")
@requires(GET=EDIT)
def letter(public_id):
    """The letter for paper: French unless another language is asked. Counts alone, nobody's name or place."""
    asked = or_404(find_request(reader(), public_id, EDIT))
    language = request.args.get("lang", "fr")
    with force_locale(language if language in LANGUAGES else "fr"):
        return page(
            "occupancy/extensions/letter.html",
            asked=asked,
            agreement=asked.agreement,
            site=asked.agreement.site,
            last_day=latest_last_day(asked.agreement),
            saved=saved_by(asked.agreement, reader(), today()),
            answer_due_on=asked.answer_due_on or answer_due(today()),
            written_on=asked.sent_on or today(),
            winter=in_winter(latest_last_day(asked.agreement)),
            languages_known=LANGUAGES,
        )


@bp.route("/extension-requests/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def edit(public_id):
    asked = or_404(find_request(reader(), public_id, EDIT))
    form = EditExtensionForm(obj=asked)
    act = {"version": form.version.data, "asked_last_day": form.asked_last_day.data, "reason": form.reason.data}
    return acted(
        form,
        lambda: services.edit_request(asked, **act, actor=reader()),
        template="occupancy/extensions/form.html",
        go=_back,
        done="extension.done.saved",
        agreement=asked.agreement,
        asked=asked,
        last_day=latest_last_day(asked.agreement),
        saved=saved_by(asked.agreement, reader(), today()),
    )


def _back(asked):
    return url_for(".show", public_id=asked.public_id)


@bp.route("/extension-requests/<public_id>/sent", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def sent(public_id):
    asked = or_404(find_request(reader(), public_id, EDIT))
    form = SentForm(data={"version": asked.version, "sent_on": today(), "answer_due_on": answer_due(today())})
    act = {"sent_on": form.sent_on.data, "answer_due_on": form.answer_due_on.data}
    return acted(
        form,
        lambda: services.send_request(asked, version=form.version.data, **act, actor=reader()),
        template="occupancy/extensions/sent.html",
        go=_back,
        done="extension.done.sent",
        asked=asked,
    )


@bp.route("/extension-requests/<public_id>/answer", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def answer(public_id):
    asked = or_404(find_request(reader(), public_id, EDIT))
    form = AnswerForm(data={"version": asked.version, "granted_last_day": asked.asked_last_day})
    return acted(
        form,
        lambda: services.answer_request(asked, version=form.version.data, facts=form.facts, actor=reader()),
        template="occupancy/extensions/answer.html",
        go=_after_answer,
        done="extension.done.answered",
        asked=asked,
    )


def _after_answer(asked):
    """A grant is followed by its amendment, filled in."""
    if state_of(asked, today()) is not ExtensionState.GRANTED:
        return _back(asked)
    return url_for("amendment.draft", public_id=asked.agreement.public_id, extension=asked.public_id)


@bp.route("/extension-requests/<public_id>/drop", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def drop(public_id):
    asked = or_404(find_request(reader(), public_id, EDIT))
    form = DropForm(data={"version": asked.version})
    return acted(
        form,
        lambda: services.drop_request(asked, version=form.version.data, actor=reader()),
        template="occupancy/extensions/drop.html",
        go=_back,
        done="extension.done.dropped",
        asked=asked,
    )
