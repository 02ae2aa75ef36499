"""Amendments: draft, signature, drop. And notice, which ends an agreement on its day."""

from datetime import date

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.forms import nonsense
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from occupancy.errors import StaysBeyond
from occupancy.forms.amendments import AmendmentForm, SignAmendmentForm, TerminationForm, with_stays
from occupancy.queries.agreement_pages import find_agreement, find_amendment
from occupancy.queries.beyond import beyond
from occupancy.queries.coverage import coverage_of, latest_last_day, units_of_site
from occupancy.queries.extensions import granted_extension
from occupancy.routes.unit_words import unit_text
from occupancy.rules.endings import end_of
from occupancy.services.amendments import Signature, confirms_winter, draft_amendment, drop_amendment, sign_amendment
from occupancy.services.terminations import terminate_agreement
from occupancy.services.terms import unsettled

bp = Blueprint("amendment", __name__)
termination_pages = Blueprint("termination", __name__)
EDIT = Action.AGREEMENT_EDIT


@bp.route("/agreements/<public_id>/amendments/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def draft(public_id):
    agreement = or_404(find_agreement(reader(), public_id))
    form = AmendmentForm(data=granted_extension(reader(), agreement, request.args.get("extension", "")))
    form.units.offer(units_of_site(agreement.site_id), unit_text)
    return acted(
        form,
        lambda: draft_amendment(agreement, facts=form.facts, units=form.units.units, actor=reader()),
        template="occupancy/agreements/amend.html",
        go=lambda _: url_for("agreement.show", public_id=public_id),
        done="amendment.done.drafted",
        agreement=agreement,
        last_day=latest_last_day(agreement),
    )


@bp.route("/amendments/<public_id>/sign", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def sign(public_id):
    amendment = or_404(find_amendment(reader(), public_id))
    last_day, late = _late(amendment)
    form = with_stays(SignAmendmentForm, late)(data={"version": amendment.version, "signed_on": today()})
    return _or_listed(
        form,
        lambda: sign_amendment(
            amendment, version=form.version.data, signature=_signature(form, amendment), actor=reader()
        ),
        template="occupancy/agreements/sign_amendment.html",
        go=lambda _: url_for("agreement.show", public_id=amendment.agreement.public_id),
        done="amendment.done.signed",
        agreement=amendment.agreement,
        amendment=amendment,
        confirms_winter=confirms_winter(amendment),
        also=lambda: _told(unsettled(late, form.outcomes, last_day)),
    )


def _late(amendment):
    """The end that the amendment would bring, and stays past it of the units it touches; None and nobody without."""
    last_day = end_of(amendment.kind, amendment.new_last_day, amendment.effective_on)
    if last_day is None:
        return None, []
    own = [row.unit_id for row in amendment.units] or [row.unit_id for row in coverage_of(amendment.agreement)]
    return last_day, beyond(own, last_day, reader())


def _signature(form, amendment):
    title = gettext("amendment.paper", number=amendment.number)
    return Signature(
        signed_on=form.signed_on.data,
        paper=form.file.content,
        paper_title=title,
        outcomes=form.outcomes,
        winter_confirmation=form.values["winter_confirmation"],
    )


def _or_listed(form, act, **options):
    """As `acted`, and where stays lack an outcome the same form, with status 409 and a day to fill in for each.

    A form refused for its own fields tells of these stays at the same time (`also`), and of each refused field.
    """
    try:
        return acted(form, act, **options)
    except StaysBeyond as refusal:
        context = {name: value for name, value in options.items() if name not in {"go", "done", "also"}}
        return page(context.pop("template"), 409, form=form, told=_told(refusal), **context)


def _told(refusal):
    """What the page says of the stays in the way; nothing when there are none."""
    if refusal is None:
        return None
    return {
        "text": gettext(refusal.key, **refusal.values_named),
        "listed": refusal.theirs,
    }


@bp.post("/amendments/<public_id>/drop")
@requires(POST=EDIT)
def drop(public_id):
    amendment = or_404(find_amendment(reader(), public_id))
    drop_amendment(amendment, actor=reader())
    flash(gettext("amendment.done.dropped"), "ok")
    return see_other(url_for("agreement.show", public_id=amendment.agreement.public_id))


@termination_pages.route("/agreements/<public_id>/termination/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def give(public_id):
    agreement = or_404(find_agreement(reader(), public_id))
    asked = _asked_day()
    late = beyond([row.unit_id for row in coverage_of(agreement)], asked, reader()) if asked else []
    form = with_stays(TerminationForm, late)()
    return _or_listed(
        form,
        lambda: terminate_agreement(agreement, facts=form.facts, outcomes=form.outcomes, actor=reader()),
        template="occupancy/agreements/terminate.html",
        go=lambda _: url_for("agreement.show", public_id=public_id),
        done="termination.done",
        agreement=agreement,
        last_day=latest_last_day(agreement),
        also=lambda: _told(unsettled(late, form.outcomes, asked)),
    )


def _asked_day():
    """The last day typed, which says whose stays the form must ask about; a slip of the year says nothing."""
    try:
        day = date.fromisoformat(request.form.get("last_day", ""))
    except ValueError:
        return None
    return None if nonsense(day) else day
