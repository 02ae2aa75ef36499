"""Referrals as their senders write them and follow them."""

from flask import Blueprint, request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import named
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from axes.data.ethos import living_situations
from axes.forms.referrals import NewsForm, WithdrawForm
from axes.queries.assessments import latest_decision
from axes.queries.needs import standing_needs
from axes.queries.persons import members_of, names_of
from axes.queries.referral_lists import ReferralFilters, list_referrals, senders, state_counts
from axes.queries.referrals import conventions_in_force, is_nameable, own_referral, referral_for, state_now
from axes.routes.referral_view import next_steps, open_questions, story
from axes.services.referrals import note_news, withdraw_referral
from axes.vocab import HouseholdSection as Section

bp = Blueprint("referrals", __name__, url_prefix="/referrals")
register_entry(
    Entry("referral.menu", "referrals.index", Action.REFERRAL_VIEW, "inbox", "people", order=20, on_phone=True)
)


@bp.get("")
@requires(GET=Action.REFERRAL_VIEW)
def index():
    filters = ReferralFilters.of(request.args)
    found = paged(list_referrals(reader(), filters))
    context = {
        "page": found,
        "filters": filters,
        "names": names_of([row.household_id for row in found.rows], reader()),
        "counts": state_counts(reader()),
        "senders": senders(reader()),
        "may_write": reader().may(Action.REFERRAL_WRITE),
        "conventions": may_send(),
    }
    return page_or_fragment("axes/referrals/list.html", "axes/referrals/_results.html", **context)


def may_send():
    """Whether the reader's organisation may refer today."""
    return reader().may(Action.REFERRAL_WRITE) and bool(conventions_in_force(reader().organisation_id, today()))


@bp.get("/<public_id>")
@requires(GET=Action.REFERRAL_VIEW)
def show(public_id):
    referral = or_404(referral_for(reader(), Action.REFERRAL_VIEW, public_id))
    named = is_nameable(reader(), referral.household_id)
    note_view(referral.household, actor=reader(), sections=[Section.REFERRAL, *([Section.IDENTITY] if named else [])])
    return page(
        "axes/referrals/show.html",
        referral=referral,
        household=referral.household,
        state=state_now(referral),
        living=_living(referral),
        members=members_of(referral.household_id, named=named),
        named_household=named,
        needs=standing_needs(referral.household_id),
        decision=latest_decision(referral.household_id),
        steps=next_steps(referral, reader()),
        questions=open_questions(referral),
        story=story(referral),
    )


def _living(referral):
    """The living situation in the reader's language."""
    found = living_situations().get(referral.living_situation)
    return named(found) if found else None


@bp.route("/<public_id>/withdrawal", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_WRITE, POST=Action.REFERRAL_WRITE)
def withdraw(public_id):
    referral = or_404(own_referral(reader(), public_id))
    form = WithdrawForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: withdraw_referral(text=form.text.data, **act),
        template="axes/referrals/withdraw.html",
        go=lambda _: url_for("referrals.show", public_id=public_id),
        done="referral.withdraw.done",
        referral=referral,
    )


@bp.route("/<public_id>/news", methods=["GET", "POST"])
@requires(GET=Action.REFERRAL_VIEW, POST=Action.REFERRAL_VIEW)
def news(public_id):
    referral = or_404(referral_for(reader(), Action.REFERRAL_VIEW, public_id))
    form = NewsForm(version=referral.version)
    act = {"referral": referral, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: note_news(text=form.text.data, **act),
        template="axes/referrals/news.html",
        go=lambda _: url_for("referrals.show", public_id=public_id),
        done="referral.news.done",
        referral=referral,
    )
