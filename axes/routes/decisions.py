"""Deciding on a referral: take it on the waiting list, ask for more, or refuse it."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import now
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from axes.forms.referrals import AcceptForm, QuestionsForm, RefusalForm
from axes.queries.assessments import all_axes
from axes.queries.persons import names_of
from axes.queries.referrals import ReferralFilters, referral_for, senders, waiting_list
from axes.rules.referrals import COMMENTABLE
from axes.services.referrals import accept_referral, ask_completion, refuse_referral
from axes.vocab import RefusalReason

bp = Blueprint("decisions", __name__, url_prefix="/referrals")
waiting_pages = Blueprint("waiting", __name__)
register_entry(Entry("waiting.menu", "waiting.show", Action.ASSESSMENT_VIEW, "clock", "people", order=21))


def _decided(public_id):
    return or_404(referral_for(reader(), Action.REFERRAL_DECIDE, public_id))


def _back(public_id, key):
    flash(gettext(key), "ok")
    return see_other(url_for("referrals.show", public_id=public_id))


@bp.route("/<public_id>/acceptance", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_DECIDE, POST=Action.REFERRAL_DECIDE)
def accept(public_id):
    referral = _decided(public_id)
    form = AcceptForm(version=referral.version)
    if form.accepted(lambda: accept_referral(referral=referral, version=form.version.data, actor=reader())):
        return _back(public_id, "referral.accept.done")
    return page("axes/referrals/accept.html", form=form, referral=referral)


@bp.route("/<public_id>/questions", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_DECIDE, POST=Action.REFERRAL_DECIDE)
def ask(public_id):
    referral = _decided(public_id)
    form = QuestionsForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader()}
    if form.accepted(lambda: ask_completion(comments=form.questions, text=form.text.data, **act)):
        return _back(public_id, "referral.ask.done")
    return page("axes/referrals/ask.html", form=form, referral=referral, commentable=COMMENTABLE)


@bp.route("/<public_id>/refusal", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_DECIDE, POST=Action.REFERRAL_DECIDE)
def refuse(public_id):
    referral = _decided(public_id)
    form = RefusalForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader(), "text": form.text.data or None}
    if form.accepted(lambda: refuse_referral(reason=RefusalReason(form.reason.data), **act)):
        return _back(public_id, "referral.refuse.done")
    return page("axes/referrals/refuse.html", form=form, referral=referral)


@waiting_pages.get("/waiting-list")
@requires(GET=Action.ASSESSMENT_VIEW)
def show():
    filters = ReferralFilters.of(request.args)
    found = paged(waiting_list(reader(), filters, now()))
    context = {
        "page": found,
        "filters": filters,
        "names": names_of([row.household_id for row in found.rows], reader()),
        "axes": all_axes(),
        "senders": senders(reader()),
        "now": now(),
    }
    return page_or_fragment("axes/referrals/waiting.html", "axes/referrals/_waiting.html", **context)
