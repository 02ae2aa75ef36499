"""Accounts of people, for administrators: list, open, edit, link, close. Acts ask for a recent password."""

from flask import current_app, flash, request, url_for
from flask_babel import gettext

from app.auth.forms.accounts import EditUserForm, UserForm
from app.auth.gate import reader
from app.auth.queries.accounts import (
    AccountFilters,
    accounts,
    find_account,
    state_of,
)
from app.auth.queries.factor_resets import live_reset, waiting_resets, who_asked
from app.auth.queries.organisations import open_organisations, organisations_among
from app.auth.requires import requires, step_up
from app.auth.routes import user_pages as bp
from app.auth.services.accounts import create_user, deactivate_user, edit_user, reactivate_user
from app.auth.services.links import send_link
from app.auth.vocab import AccountState, Action, Role
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import paged


@bp.get("/accounts")
@requires(GET=Action.USER_ADMIN)
def index():
    asked = {name: request.args.get(name, "").strip() for name in ("text", "role", "organisation", "state")}
    return page_or_fragment(
        "accounts/list.html",
        "accounts/_results.html",
        found=paged(accounts(AccountFilters(**asked))),
        asked=asked,
        roles=list(Role),
        states=list(AccountState),
        organisations=open_organisations(),
        resets=waiting_resets(),
    )


@bp.get("/accounts/<public_id>")
@requires(GET=Action.USER_ADMIN)
def show(public_id):
    return _account(or_404(find_account(public_id)), was_shown="invited" in request.args)


def _account(user, link=None, *, was_shown=False):
    reset = live_reset(user.id) if user.totp_since else None
    return page(
        "accounts/show.html",
        user=user,
        state=state_of(user),
        link=link,
        was_shown=was_shown,
        reset=reset,
        asked_by=who_asked(reset),
    )


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(GET=Action.USER_ADMIN, POST=Action.USER_ADMIN)
@step_up
def new():
    form, made = UserForm(role=request.args.get("role", "")), []
    form.organisation.among(organisations_among())
    if form.accepted(lambda: made.extend(_invite(form))):
        shown = _account(*made)
        shown.headers["Content-Location"] = url_for("accounts.show", public_id=made[0].public_id, invited="")
        return shown
    return page("accounts/form.html", form=form, user=None)


def _invite(form):
    user = create_user(**_given(form), actor=reader())
    return user, _link(user)


def _link(user):
    return send_link(user, public_url=current_app.config["TREMPLIN"].public_url, actor=reader())


def _given(form):
    return form.values | {"organisation": form.organisation.record, "role": Role(form.role.data)}


@bp.route("/accounts/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.USER_ADMIN, POST=Action.USER_ADMIN)
@step_up
def edit(public_id):
    user = or_404(find_account(public_id))
    form = EditUserForm(
        organisation=user.organisation.public_id,
        **{name: getattr(user, name) for name in ("name", "email", "role", "health_right", "version")},
    )
    form.organisation.among(organisations_among(), user.organisation)
    return acted(
        form,
        lambda: edit_user(user, version=form.version.data, **_given(form), actor=reader()),
        template="accounts/form.html",
        go=lambda _: url_for("accounts.show", public_id=public_id),
        done="user.saved",
        user=user,
    )


@bp.post("/accounts/<public_id>/link")
@requires(POST=Action.USER_ADMIN)
@step_up
def send(public_id):
    user = or_404(find_account(public_id))
    return _account(user, _link(user))


@bp.post("/accounts/<public_id>/deactivate")
@requires(POST=Action.USER_ADMIN)
@step_up
def deactivate(public_id):
    deactivate_user(or_404(find_account(public_id)), actor=reader())
    flash(gettext("user.deactivated"), "ok")
    return see_other(url_for("accounts.show", public_id=public_id))


@bp.post("/accounts/<public_id>/reactivate")
@requires(POST=Action.USER_ADMIN)
@step_up
def reactivate(public_id):
    reactivate_user(or_404(find_account(public_id)), actor=reader())
    flash(gettext("user.reactivated"), "ok")
    return see_other(url_for("accounts.show", public_id=public_id))
