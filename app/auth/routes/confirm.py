"""Proving once more who one is, before a sensitive act; and getting a form back."""

from flask import request

from app.auth.forms.sign_in import ConfirmForm
from app.auth.front_door import onward, prove_again
from app.auth.gate import reader
from app.auth.requires import before_enrolment, requires
from app.auth.routes import bp
from app.auth.routes.session import too_soon
from app.auth.services.attempts import admit, forgive, proof_limits
from app.auth.services.kept_forms import kept_form, typed_in
from app.auth.services.sign_in import prove_own_password
from app.auth.vocab import Action
from app.web.fragments import page, see_other
from app.web.lookup import or_404

SHOWN = 12  # characters: shorter values are codes and days, which only their form can name


@bp.route("/confirm", methods=["GET", "POST"])
@requires(GET=Action.ACCOUNT_USE, POST=Action.ACCOUNT_USE)
@before_enrolment
def confirm():
    form = ConfirmForm()
    if request.method == "POST" and form.validate():
        return _prove(form)
    return page("auth/confirm.html", form=form)


def _prove(form):
    person, limits = reader(), proof_limits(reader().user_id)
    seconds = admit(limits)
    if seconds:
        return too_soon("auth/confirm.html", form, seconds)
    if not form.accepted(lambda: prove_own_password(user_id=person.user_id, password=form.password.data)):
        return page("auth/confirm.html", form=form)
    forgive(limits)
    prove_again(person)
    return see_other(onward(person.user_id))


@bp.get("/resume/<public_id>")
@requires(GET=Action.ACCOUNT_USE)
def resume(public_id):
    kept = or_404(kept_form(public_id, user_id=reader().user_id))
    typed = typed_in(kept)
    texts = [value for _, value in typed if len(value) > SHOWN and " " in value]
    return page("auth/resume.html", kept=kept, typed=typed, texts=texts)
