"""What a household needs of a dwelling."""

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.lookup import or_404
from axes.forms.households import EndForm, NeedForm
from axes.queries.households import household_of, need_of
from axes.routes.people import need_pages as bp
from axes.services.households import add_need, end_need
from axes.vocab import NeedKind


@bp.route("/households/<public_id>/needs/new", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def new(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_EDIT))
    form = NeedForm()
    return acted(
        form,
        lambda: add_need(
            household=household, kind=NeedKind(form.kind.data), start_on=form.start_on.data, actor=reader()
        ),
        template="axes/households/new_need.html",
        go=lambda _: url_for("households.show", public_id=public_id),
        done="need.done.added",
        household=household,
    )


@bp.route("/needs/<public_id>/end", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_EDIT, POST=Action.HOUSEHOLD_EDIT)
def end(public_id):
    need = or_404(need_of(public_id, reader()))
    household = need.household
    form = EndForm(version=need.version)
    act = {"household": household, "need": need, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: end_need(end_on=form.end_on.data, **act),
        template="axes/households/end_need.html",
        go=lambda _: url_for("households.show", public_id=household.public_id),
        done="need.done.ended",
        household=household,
        need=need,
    )
