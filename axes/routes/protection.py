"""Protected households and the workers named for them."""

from flask import flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from axes.forms.households import ProtectionForm
from axes.queries.households import household_of
from axes.queries.protection import named_workers, workers_named, workers_to_name
from axes.routes.people import protection_pages as bp
from axes.services.protection import lift_protection, protect


@bp.route("/households/<public_id>/protection", methods=["GET", "POST"])
@requires(GET=Action.HOUSEHOLD_PROTECT, POST=Action.HOUSEHOLD_PROTECT)
def edit(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_PROTECT))
    named = [row.public_id for row in named_workers(household.id)]
    form = ProtectionForm(data={"workers": named, "version": household.version})
    form.workers.choices = [(row.public_id, f"{row.name} ({row.organisation})") for row in workers_to_name(reader())]
    act = {"household": household, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: protect(workers=workers_named(form.workers.data, reader()), **act),
        template="axes/households/protection.html",
        go=lambda _: url_for("households.index"),
        done="protection.done.named",
        household=household,
    )


@bp.post("/households/<public_id>/protection/lift")
@requires(POST=Action.HOUSEHOLD_PROTECT)
def lift(public_id):
    household = or_404(household_of(public_id, reader(), Action.HOUSEHOLD_PROTECT))
    lift_protection(household=household, actor=reader())
    flash(gettext("protection.done.lifted"), "ok")
    return see_other(url_for("households.show", public_id=public_id))
