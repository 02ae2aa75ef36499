"""What happens to a request: agreed to, sent, answered, met, finished, dropped. A page each, one act each."""

from flask import url_for

from accompaniment.forms.mobilisations import AnswerForm, DropForm, FinishForm, MeetForm, SendForm, ShareForm
from accompaniment.queries.mobilisations import consent_for, mobilisation_of
from accompaniment.routes.network_pages import mobilisation_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.routes.pages import ACT, EDITS
from accompaniment.services.mobilisations import (
    agree_to_share,
    answer_mobilisation,
    drop_mobilisation,
    finish_mobilisation,
    meet_service,
    send_mobilisation,
)
from accompaniment.vocab_network import MobilisationChannel, MobilisationOutcome
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.lookup import or_404
from axes.queries.households import household_of
from axes.vocab import HouseholdSection as Section

AGREE = Action.CONSENT_WRITE


def acted_on(public_id):
    """A request that the reader may act on, its household's file opened and noted."""
    one = or_404(mobilisation_of(public_id, reader(), ACT))
    opened(one.household.public_id, Section.NETWORK, ACT)
    return one


def step(one, form, act, name, **context):
    """The page of one step; `act` takes what the form says."""
    given = {"mobilisation": one, "actor": reader()}
    return acted(
        form,
        lambda: act(**given, version=form.version.data),
        template=f"accompaniment/mobilisations/{name}.html",
        go=lambda _: url_for("mobilisations.show", public_id=one.public_id),
        done=f"mobilisation.done.{name}",
        household=one.household,
        one=one,
        **context,
    )


@bp.route("/network-requests/<public_id>/consent", methods=["GET", "POST"])
@requires(GET=AGREE, POST=AGREE)
def consent(public_id):
    one = or_404(mobilisation_of(public_id, reader(), ACT))
    or_404(household_of(one.household.public_id, reader(), AGREE))
    opened(one.household.public_id, Section.CONSENTS, ACT)
    form = ShareForm()
    act = {"household": one.household, "service": one.service, "actor": reader()}
    return acted(
        form,
        lambda: agree_to_share(**act, **form.values),
        template="accompaniment/mobilisations/consent.html",
        go=lambda _: url_for("mobilisations.send", public_id=public_id),
        done="consent.done.given",
        household=one.household,
        one=one,
    )


@bp.route("/network-requests/<public_id>/send", methods=["GET", "POST"])
@requires(**EDITS)
def send(public_id):
    one = acted_on(public_id)
    form = SendForm(data=_kept(one, "sent_on", "channel"))
    return step(
        one,
        form,
        lambda **given: send_mobilisation(
            sent_on=form.sent_on.data, channel=MobilisationChannel(form.channel.data), **given
        ),
        "send",
        consent=consent_for(one.household_id, one.service_id),
    )


@bp.route("/network-requests/<public_id>/answer", methods=["GET", "POST"])
@requires(**EDITS)
def answer(public_id):
    one = acted_on(public_id)
    form = AnswerForm(data=_kept(one, "answer", "answered_on", "first_meeting_on") | {"refusal": one.decline_reason})
    return step(one, form, lambda **given: answer_mobilisation(facts=form.facts, **given), "answer")


@bp.route("/network-requests/<public_id>/meet", methods=["GET", "POST"])
@requires(**EDITS)
def meet(public_id):
    one = acted_on(public_id)
    form = MeetForm(data=_kept(one, "met_on") if one.met_on else {"version": one.version})
    return step(one, form, lambda **given: meet_service(met_on=form.met_on.data, **given), "meet")


@bp.route("/network-requests/<public_id>/finish", methods=["GET", "POST"])
@requires(**EDITS)
def finish(public_id):
    one = acted_on(public_id)
    form = FinishForm(data=_kept(one, "ended_on", "outcome"))
    return step(
        one,
        form,
        lambda **given: finish_mobilisation(
            ended_on=form.ended_on.data, outcome=MobilisationOutcome(form.outcome.data), **given
        ),
        "finish",
    )


@bp.route("/network-requests/<public_id>/drop", methods=["GET", "POST"])
@requires(**EDITS)
def drop(public_id):
    one = acted_on(public_id)
    return step(one, DropForm(version=one.version), lambda **given: drop_mobilisation(**given), "drop")


def _kept(one, *names):
    """What stands, to be put right; what is not known yet is left to the form."""
    return {"version": one.version} | {name: value for name in names if (value := getattr(one, name)) is not None}
