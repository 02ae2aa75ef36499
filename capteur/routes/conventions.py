"""Conventions #1 of a programme: listed, read, drafted, sent, signed, ended."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from capteur.forms.conventions import EditConventionForm, EndForm, NewConventionForm, SignForm
from capteur.queries.conventions import convention_for, conventions_of, latest_version
from capteur.queries.reactivity import flagged
from capteur.queries.settings import settings_of
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.rules.conventions import state_of
from capteur.services.conventions import (
    draft_convention,
    drop_convention,
    edit_convention,
    end_convention,
    send_convention,
    sign_convention,
)
from capteur.vocab import PARTNERS, ConventionEnd

bp = Blueprint("capteur_conventions", __name__, url_prefix="/capteur/<programme_id>/conventions")
VIEW, EDIT = Action.CAPTEUR_CONVENTION_VIEW, Action.CAPTEUR_CONVENTION_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}


@bp.get("")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    found = [(one, state_of(one, today())) for one in conventions_of(reader(), programme)]
    late = flagged(programme, today())
    return page("capteur/conventions/list.html", programme=programme, conventions=found, late=late)


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, convention = _found(programme_id, public_id, VIEW)
    state = state_of(convention, today())
    late = convention.organisation_id in flagged(programme, today())
    return page("capteur/conventions/show.html", programme=programme, convention=convention, state=state, late=late)


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    return programme, or_404(convention_for(reader(), programme, public_id))


def _shown(programme, convention):
    return url_for("capteur_conventions.show", programme_id=programme.public_id, public_id=convention.public_id)


def _form(programme, form, act, title, convention=None, *, lead=None):
    path = path_of(programme, ("convention.title", "capteur_conventions.index"))
    back = _shown(programme, convention) if convention else path[-1][1]
    go = None if convention else lambda made: _shown(programme, made)
    return form_page(programme, form, act, title, back, path=path, go=go, lead=lead)


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(programme_id):
    programme = entered_or_404(programme_id, EDIT)
    offered = organisations_among(*PARTNERS)
    form = NewConventionForm(data=_copied(programme, offered))
    form.organisation.among(offered)
    act = {"programme": programme, "actor": reader()}
    return _form(
        programme,
        form,
        lambda: draft_convention(organisation=form.organisation.record, terms=form.terms, **act),
        "convention.new",
        lead="convention.new_lead",
    )


def _copied(programme, offered):
    """What the next version of an organisation begins with: the one before it, from today on."""
    organisation = next(iter(offered.of(request.args.get("organisation", ""))), None)
    latest = latest_version(programme.id, organisation.id) if organisation else None
    kept = {"response_days": settings_of(programme).response_days}
    if latest is not None:
        names = ("contact", "contact_phone", "contact_email", "backup", "backup_phone", "backup_email")
        kept |= {name: getattr(latest, name) for name in (*names, "response_days", "clauses")}
        kept["organisation"] = organisation.public_id
    return kept


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(programme_id, public_id):
    programme, convention = _found(programme_id, public_id, EDIT)
    form = EditConventionForm(obj=convention)
    act = {"convention": convention, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_convention(terms=form.values, **act), "convention.edit", convention)


@bp.route("/<public_id>/signature", methods=["GET", "POST"])
@requires(**EDITS)
def sign(programme_id, public_id):
    programme, convention = _found(programme_id, public_id, EDIT)
    form = SignForm(version=convention.version)
    act = {"convention": convention, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: sign_convention(**form.values, **act), "convention.sign", convention)


@bp.route("/<public_id>/end", methods=["GET", "POST"])
@requires(**EDITS)
def end(programme_id, public_id):
    programme, convention = _found(programme_id, public_id, EDIT)
    form = EndForm(version=convention.version)
    act = {"convention": convention, "version": form.version.data, "actor": reader()}

    def ended():
        end_convention(**form.values | {"end_reason": ConventionEnd(form.end_reason.data)}, **act)

    return _form(programme, form, ended, "convention.end", convention, lead="convention.end_lead")


@bp.post("/<public_id>/send")
@requires(POST=EDIT)
def send(programme_id, public_id):
    programme, convention = _found(programme_id, public_id, EDIT)
    send_convention(convention=convention, actor=reader())
    flash(gettext("convention.done.sent"), "ok")
    return see_other(_shown(programme, convention))


@bp.post("/<public_id>/drop")
@requires(POST=EDIT)
def drop(programme_id, public_id):
    programme, convention = _found(programme_id, public_id, EDIT)
    drop_convention(convention=convention, actor=reader())
    flash(gettext("convention.done.dropped"), "ok")
    return see_other(_shown(programme, convention))
