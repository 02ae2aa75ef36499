"""Deciding on a referral: take it on the waiting list, ask for more, or refuse it."""

from functools import partial

from flask import Blueprint, request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import now, today
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from axes.forms.referrals import AcceptForm, QuestionsForm, RefusalForm
from axes.queries.assessments import all_axes
from axes.queries.neighbours import neighbours
from axes.queries.persons import names_of, possible_doubles
from axes.queries.referral_lists import ReferralFilters, waiting_facets, waiting_list, waiting_rows
from axes.queries.referrals import referral_for
from axes.rules.referrals import COMMENTABLE
from axes.services.referrals import accept_referral, ask_completion, refuse_referral
from axes.vocab import RefusalReason

bp = Blueprint("decisions", __name__, url_prefix="/referrals")
waiting_pages = Blueprint("waiting", __name__)
register_entry(Entry("waiting.menu", "waiting.show", Action.ASSESSMENT_VIEW, "clock", "people", order=21))


def _decided(public_id):
    return or_404(referral_for(reader(), Action.REFERRAL_DECIDE, public_id))


def _answered(form, act, referral, **options):
    """`acted` for a decision: back to the referral."""
    back = url_for("referrals.show", public_id=referral.public_id)
    return acted(form, act, go=lambda _: back, referral=referral, **options)


@bp.route("/<public_id>/acceptance", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_DECIDE, POST=Action.REFERRAL_DECIDE)
def accept(public_id):
    referral = _decided(public_id)
    form = AcceptForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader()}
    page = {"template": "axes/referrals/accept.html", "done": "referral.accept.done"}
    page |= {"doubles": possible_doubles(referral.household_id, reader())}
    return _answered(form, lambda: accept_referral(**act), referral, **page)


@bp.route("/<public_id>/questions", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_DECIDE, POST=Action.REFERRAL_DECIDE)
def ask(public_id):
    referral = _decided(public_id)
    form = QuestionsForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader()}
    return _answered(
        form,
        lambda: ask_completion(comments=form.questions, text=form.text.data, **act),
        referral,
        template="axes/referrals/ask.html",
        done="referral.ask.done",
        commentable=COMMENTABLE,
    )


@bp.route("/<public_id>/refusal", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_DECIDE, POST=Action.REFERRAL_DECIDE)
def refuse(public_id):
    referral = _decided(public_id)
    form = RefusalForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader(), "text": form.text.data or None}
    return _answered(
        form,
        lambda: refuse_referral(reason=RefusalReason(form.reason.data), **act),
        referral,
        template="axes/referrals/refuse.html",
        done="referral.refuse.done",
    )


@waiting_pages.get("/waiting-list")
@requires(GET=Action.ASSESSMENT_VIEW)
def show():
    filters = ReferralFilters.of(request.args)
    found = paged(waiting_list(reader(), filters, now()), waiting_rows(today()))
    waiting = [row.household_id for row in found.rows]
    context = {
        "page": found,
        "filters": filters,
        "names": names_of(waiting, reader()),
        "promises": neighbours.promises(reader(), waiting),
        "axes": all_axes(),
        "facets": partial(waiting_facets, reader()),  # asked by the page, which a fragment does without
        "now": now(),
    }
    return page_or_fragment("axes/referrals/waiting.html", "axes/referrals/_waiting.html", **context)
