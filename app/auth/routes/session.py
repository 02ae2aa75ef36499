"""Signing in and out."""

from flask import request, session, url_for
from flask_login import logout_user

from app.auth.forms.sign_in import SignInForm
from app.auth.gate import reader
from app.auth.requires import public, requires
from app.auth.routes import bp
from app.auth.services.sessions import end_session, open_session
from app.auth.services.sign_in import prove_password
from app.auth.vocab import Action
from app.db import db
from app.web.fragments import page, see_other
from app.web.safe_url import own_path


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm()
    proven = []
    if form.accepted(lambda: proven.append(prove_password(email=form.email.data, password=form.password.data))):
        start_session(proven[0].user)
        return see_other(own_path(request.args.get("next")) or url_for("today.show"))
    return page("auth/sign_in.html", form=form)


def start_session(user):
    """Begin a fresh session: a new token and a new CSRF token, whatever came before (S-32)."""
    session.clear()
    token = open_session(user=user, device=request.user_agent.string)
    db.session.flush()
    session["_user_id"] = token
    session["_fresh"] = True


@bp.post("/sign-out")
@requires(POST=Action.ACCOUNT_USE)
def sign_out():
    end_session(token=reader().session_token, actor=reader())
    logout_user()
    session.clear()
    response = see_other(url_for("auth.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
