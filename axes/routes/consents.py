"""Consents: given by the household, recorded by whoever is in charge, taken back at any time."""

from flask import flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from axes.forms.consents import ConsentForm
from axes.queries.consents import consent_of, organisations_to_share_with
from axes.queries.households import household_of
from axes.routes.people import consent_pages as bp
from axes.services.consents import give_consent, withdraw_consent
from axes.vocab import ConsentScope


@bp.route("/households/<public_id>/consents/new", methods=["GET", "POST"])
@requires(GET=Action.CONSENT_WRITE, POST=Action.CONSENT_WRITE)
def new(public_id):
    household = or_404(household_of(public_id, reader(), Action.CONSENT_WRITE))
    form = ConsentForm()
    form.organisation.among(organisations_to_share_with(household), none="—")
    return acted(
        form,
        lambda: give_consent(household=household, actor=reader(), **_chosen(form)),
        template="axes/households/new_consent.html",
        go=lambda _: url_for("households.show", public_id=public_id),
        done="consent.done.given",
        household=household,
    )


def _chosen(form):
    values = form.values
    return values | {"scope": ConsentScope(values["scope"]), "organisation": form.organisation.record}


@bp.post("/consents/<public_id>/withdraw")
@requires(POST=Action.HOUSEHOLD_VIEW)
def withdraw(public_id):
    consent = or_404(consent_of(public_id, reader()))
    household = consent.household
    withdraw_consent(household=household, consent=consent, actor=reader())
    flash(gettext("consent.done.withdrawn"), "ok")
    return see_other(url_for("households.show", public_id=household.public_id))
