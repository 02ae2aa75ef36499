"""Requests addressed to a partner's service: read and answered by itself, while the people agree to share them."""

from flask import request, url_for

from accompaniment.forms.mobilisations import AnswerForm
from accompaniment.queries.mobilisations_received import list_received, received
from accompaniment.routes.network_pages import inbox_pages as bp
from accompaniment.rules.network import state_of
from accompaniment.services.mobilisations import answer_mobilisation
from accompaniment.vocab_network import MobilisationState as State
from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.vocab import HouseholdSection as Section

ANSWER = Action.NETWORK_ANSWER


@bp.get("/")
@requires(GET=ANSWER)
def index():
    every = request.args.get("state") == "all"
    found = paged(list_received(reader(), every=every))
    return page_or_fragment(
        "accompaniment/network/inbox.html", "accompaniment/network/_inbox.html", found=found, every=every
    )


def _opened(public_id):
    one = or_404(received(public_id, reader()))
    note_view(one.household, actor=reader(), sections=[Section.NETWORK])
    return one


@bp.get("/<public_id>")
@requires(GET=ANSWER)
def show(public_id):
    one = _opened(public_id)
    state = state_of(one)
    answers = state in {State.SENT, State.ACCEPTED, State.DECLINED}
    return page("accompaniment/network/received.html", one=one, state=state, answers=answers)


@bp.route("/<public_id>/answer", methods=["GET", "POST"])
@requires(GET=ANSWER, POST=ANSWER)
def answer(public_id):
    one = _opened(public_id)
    names = ("version", "answer", "answered_on", "first_meeting_on")
    known = {name: value for name in names if (value := getattr(one, name)) is not None}
    form = AnswerForm(data=known | {"refusal": one.decline_reason})
    return acted(
        form,
        lambda: answer_mobilisation(mobilisation=one, version=form.version.data, facts=form.facts, actor=reader()),
        template="accompaniment/network/reply.html",
        go=lambda _: url_for("network_inbox.show", public_id=public_id),
        done="mobilisation.done.answer",
        one=one,
    )
