"""The funding of a household: asked, decided, handed back, justified. A page each, one act each."""

from flask import url_for
from flask_babel import gettext as _

from accompaniment.forms.funding import AskForm, CheckForm, DecideForm, DropLineForm, EditAskForm, JustifyForm
from accompaniment.queries.funding import actions_to_ask, call_for, line_for
from accompaniment.routes.funding import targets_of
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.housing_pages import line_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.rules.funding import per_household, state_of
from accompaniment.services.funding_lines import (
    ask_funding,
    check_justification,
    decide_funding,
    drop_funding,
    edit_request,
    justify_funding,
)
from accompaniment.vocab_housing import JustificationCheck
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.i18n.formats import euros
from app.i18n.labels import label
from app.web.fragments import page
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section

VIEW, ASK, DECIDE = Action.FUNDING_VIEW, Action.FUNDING_ASK, Action.FUNDING_DECIDE
ASKS, DECIDES = {"GET": ASK, "POST": ASK}, {"GET": DECIDE, "POST": DECIDE}


def _line(public_id, action):
    """A line on which the reader may do `action`, its household's view noted."""
    line = or_404(line_for(public_id, reader(), action))
    opened(line.household.public_id, Section.TENANCY, action)
    return line


@bp.get("/funding-lines/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    line = _line(public_id, VIEW)
    mine = reader().may(ASK) and line.organisation_id == reader().organisation_id
    return page("accompaniment/funding/line.html", line=line, state=state_of(line), mine=mine)


def _form(line, form, act, name, said=()):
    return acted_on_form(
        form,
        act,
        title=_(f"funding.line.{name}"),
        lead=_(f"funding.line.{name}.lead"),
        path=[
            (line.action.call.name, url_for("funding.show", public_id=line.action.call.public_id)),
            (line.household.reference, url_for("funding_lines.show", public_id=line.public_id)),
        ],
        go=lambda _made: url_for("funding_lines.show", public_id=line.public_id),
        done=f"funding.done.{name}",
        household=line.household,
        said=[("funding.action", line.action.name), ("funding.kind", label(line.kind)), *said],
    )


@bp.route("/households/<public_id>/funding/new", methods=["GET", "POST"])
@requires(**ASKS)
def new(public_id):
    file, form = opened(public_id, Section.TENANCY, ASK), AskForm()
    form.offer(actions_to_ask(reader().organisation_id))
    return acted_on_form(
        form,
        lambda: ask_funding(household=file.household, asked=form.asked, actor=reader()),
        title=_("funding.line.new"),
        lead=_("funding.line.new.lead"),
        path=[(file.household.reference, url_for("tenancies.household", public_id=public_id))],
        go=lambda made: url_for("funding_lines.show", public_id=made.public_id),
        done="funding.done.new",
        household=file.household,
    )


@bp.route("/funding-lines/<public_id>/edit", methods=["GET", "POST"])
@requires(**ASKS)
def edit(public_id):
    line = _line(public_id, ASK)
    known = {"version": line.version, "action": line.action.public_id, "kind": line.kind.value}
    form = EditAskForm(data=known | {"commitment": line.commitment})
    actions = {one.id: one for one in (line.action, *actions_to_ask(reader().organisation_id))}
    form.offer([one for one in actions.values() if one.call_id == line.call_id])
    return _form(
        line,
        form,
        lambda: edit_request(line=line, version=form.version.data, asked=form.asked, actor=reader()),
        "edit",
        [("funding.comment", one.comment) for one in line.returns[-1:]],
    )


@bp.route("/funding-lines/<public_id>/decision", methods=["GET", "POST"])
@requires(**DECIDES)
def decide(public_id):
    line = _line(public_id, DECIDE)
    call = or_404(call_for(line.action.call.public_id, reader()))
    each = per_household(call.envelope_cents, sum(targets_of(call)))
    form = DecideForm(data={"version": line.version, "amount": each / 100 if each else None})
    return _form(
        line,
        form,
        lambda: decide_funding(line=line, version=form.version.data, decided=form.decided, actor=reader()),
        "decide",
        [("funding.each", euros(each)), ("funding.commitment", line.commitment)],
    )


@bp.route("/funding-lines/<public_id>/justification", methods=["GET", "POST"])
@requires(**ASKS)
def justify(public_id):
    line = _line(public_id, ASK)
    cents = line.granted_cents if line.justified_cents is None else line.justified_cents
    known = {"amount": cents / 100 if cents is not None else None, "justification": line.justification}
    form = JustifyForm(data={"version": line.version} | known)
    act = {"line": line, "version": form.version.data, "actor": reader()}
    return _form(
        line,
        form,
        lambda: justify_funding(cents=form.amount.cents, text=form.justification.data, **act),
        "justify",
        [
            ("funding.amount", euros(line.granted_cents)),
            *(("funding.comment", one.comment) for one in line.returns[-1:]),
        ],
    )


@bp.route("/funding-lines/<public_id>/check", methods=["GET", "POST"])
@requires(**DECIDES)
def check(public_id):
    line = _line(public_id, DECIDE)
    form = CheckForm(data={"version": line.version})
    act = {"line": line, "version": form.version.data, "actor": reader()}
    return _form(
        line,
        form,
        lambda: check_justification(
            check=JustificationCheck(form.check.data), comment=form.comment.data or None, **act
        ),
        "check",
        [("funding.justified", euros(line.justified_cents)), ("funding.justification", line.justification)],
    )


@bp.route("/funding-lines/<public_id>/drop", methods=["GET", "POST"])
@requires(**ASKS)
def drop(public_id):
    line = _line(public_id, ASK)
    form = DropLineForm(data={"version": line.version})
    return _form(line, form, lambda: drop_funding(line=line, version=form.version.data, actor=reader()), "drop")
