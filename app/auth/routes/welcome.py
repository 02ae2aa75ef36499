"""The link of an invitation or of a reset: choosing a password. Looking at it uses nothing up."""

from flask import flash, url_for
from flask_babel import gettext

from app.auth.forms.passwords import NewPasswordForm
from app.auth.requires import public
from app.auth.routes import bp
from app.auth.services.links import choose_password, link_behind
from app.web.fragments import page, see_other


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token):
    found = link_behind(token)
    if found is None:
        return page("auth/link_over.html", status=404)
    kind, user = found
    form = NewPasswordForm(names=[user.name, user.email, user.organisation.name, user.organisation.short_name or ""])
    if form.accepted(lambda: choose_password(user, token=token, password=form.new_password.data)):
        flash(gettext("welcome.done"), "ok")
        return see_other(url_for("auth.sign_in"))
    return page("auth/welcome.html", form=form, user=user, kind=kind)
