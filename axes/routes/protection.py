"""Protected households and the workers named for them."""

from flask import flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from axes.forms.households import LiftingForm, ProtectionForm
from axes.queries.households import household_of
from axes.queries.protection import lifting_of, named_workers, open_lifting, workers_named, workers_to_name
from axes.routes.people import protection_pages as bp
from axes.services.protection import answer_lifting, ask_lifting, protect


@bp.route("/households/<public_id>/protection", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_PROTECT, POST=Action.HOUSEHOLD_PROTECT)
def edit(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_PROTECT))
    named = [row.public_id for row in named_workers(household.id)]
    form = ProtectionForm(data={"workers": named, "version": household.version})
    offered = workers_to_name(reader(), household.id)
    form.workers.choices = [(row.public_id, f"{row.name} ({row.organisation})") for row in offered]
    act = {"household": household, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: protect(workers=workers_named(form.workers.data, reader(), household.id), **act),
        template="axes/households/protection.html",
        go=lambda _: url_for("households.index"),
        done="protection.done.named",
        household=household,
        lifting=open_lifting(household.id) if household.is_protected else None,
    )


@bp.route("/households/<public_id>/protection/lift", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_PROTECT, POST=Action.HOUSEHOLD_PROTECT)
def lift(public_id):
    """Ask for the lifting; somebody else answers."""
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_PROTECT))
    form = LiftingForm()
    return acted(
        form,
        lambda: ask_lifting(household=household, reason=form.reason.data, actor=reader()),
        template="axes/households/lift.html",
        go=lambda _: url_for("households.show", public_id=public_id),
        done="protection.done.asked",
        household=household,
    )


@bp.post("/households/<public_id>/protection/lift/<lifting_id>/<any(confirm, refuse):answer>")
@requires(POST=Action.HOUSEHOLD_PROTECT)
def answer(public_id, lifting_id, answer):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_PROTECT))
    lifting = or_404(lifting_of(lifting_id, household.id))
    act = {"lifting": lifting, "household": household, "confirm": answer == "confirm"}
    outcome = answer_lifting(**act, actor=reader())
    flash(gettext(f"protection.done.{outcome}"), "ok")
    return see_other(url_for("households.show", public_id=public_id))
