"""Conventions #2 of a programme: listed, read, drafted, signed, amended, ended."""

from datetime import timedelta

from flask import Blueprint, flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.forms.tripartites import EditTripartiteForm, EndTripartiteForm, NewTripartiteForm, SignTripartiteForm
from capteur.queries.lettings import letting_of, tripartite_for, tripartites_of
from capteur.queries.settings import settings_of
from capteur.queries.tripartites import versions_of
from capteur.routes.identities import who
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.routes.proposals import found_or_404 as proposal_or_404
from capteur.rules.tripartites import last_in_force, parties_missing, parties_of, state_of
from capteur.services.tripartites import (
    draft_tripartite,
    drop_tripartite,
    edit_tripartite,
    end_tripartite,
    sign_tripartite,
)
from capteur.vocab import PARTNERS
from capteur.vocab_lettings import SignatureProof, TripartiteEnd

bp = Blueprint("tripartites", __name__, url_prefix="/capteur/<programme_id>")
VIEW, EDIT, SIGN = Action.LETTING_VIEW, Action.TRIPARTITE_EDIT, Action.TRIPARTITE_SIGN
EDITS = {"GET": EDIT, "POST": EDIT}
TERMS = ("first_day", "last_day", "visit_every", "visit_unit", "alert_channel", "alert_contact", "response_days")
TERMS += ("consent_on", "end_terms", "hand_over_terms")


@bp.get("/tripartites")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    found = paged(tripartites_of(reader(), programme))
    return page("capteur/tripartites/list.html", programme=programme, found=found, day=today(), state_of=state_of)


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    return programme, or_404(tripartite_for(reader(), programme, public_id))


def _shown(programme, tripartite):
    return url_for("tripartites.show", programme_id=programme.public_id, public_id=tripartite.public_id)


@bp.get("/tripartites/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, one = _found(programme_id, public_id, VIEW)
    versions = versions_of(one.proposal_id)
    return page(
        "capteur/tripartites/show.html",
        programme=programme,
        one=one,
        state=state_of(one, today()),
        parties=parties_of(one),
        to_sign=_to_sign(one),
        letting=letting_of(one.proposal_id),
        latest=one.number == max(each.number for each in versions),
        **who(one.proposal, versions),
    )


def _to_sign(one):
    """The signatures that the reader may write down: coordination any, a partner its own."""
    if not reader().may(SIGN):
        return []
    return parties_missing(one, reader().organisation_id if reader().only_own(SIGN) else None)


@bp.route("/proposals/<public_id>/tripartite", methods=["GET", "POST"])
@requires(**EDITS)
def new(programme_id, public_id):
    programme, proposal = proposal_or_404(programme_id, public_id, EDIT)
    form = NewTripartiteForm(data=_copied(programme, proposal))
    form.support.among(organisations_among(*PARTNERS))
    back = url_for("proposals.show", programme_id=programme.public_id, public_id=proposal.public_id)
    return _page(
        programme,
        form,
        lambda: draft_tripartite(proposal=proposal, terms=form.terms, actor=reader()),
        "tripartite.new",
        back,
        lead="tripartite.new_lead",
    )


def _copied(programme, proposal):
    """What a version begins with: the one before it, from the day after it ends; its support body is said anew."""
    versions = [one for one in versions_of(proposal.id) if one.is_kept]
    if not versions:
        return {"response_days": settings_of(programme).response_days}
    before = versions[-1]
    ends = last_in_force(before)
    begins = ends + timedelta(days=1) if ends < today() + timedelta(days=3650) else today()
    return _terms(before) | {"first_day": begins, "last_day": None}


def _terms(one):
    return {name: getattr(one, name) for name in TERMS} | {"support": one.support.public_id}


def _page(programme, form, act, title, back, *, lead=None, made=None):
    path = path_of(programme, ("tripartite.title", "tripartites.index"))
    go = (lambda _: back) if made else (lambda done: _shown(programme, done))
    return form_page(programme, form, act, title, back, path=path, go=go, lead=lead)


def _act(programme_id, public_id, make_form, act, title, lead=None, offer=None):
    """A page of one act on a version."""
    programme, one = _found(programme_id, public_id, EDIT)
    form = make_form(data={"version": one.version} | _terms(one))
    if offer:
        offer(form, one)
    given = {"tripartite": one, "version": form.version.data, "actor": reader()}
    return _page(programme, form, lambda: act(form, given), title, _shown(programme, one), lead=lead, made=one)


@bp.route("/tripartites/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(programme_id, public_id):
    def act(form, given):
        edit_tripartite(terms=form.terms, **given)

    return _act(
        programme_id,
        public_id,
        EditTripartiteForm,
        act,
        "tripartite.edit",
        offer=lambda form, one: form.support.among(organisations_among(*PARTNERS), one.support),
    )


@bp.route("/tripartites/<public_id>/signature", methods=["GET", "POST"])
@requires(GET=SIGN, POST=SIGN)
def sign(programme_id, public_id):
    """Coordination writes down what was signed on paper; a partner signs here, in its own name."""
    programme, one = _found(programme_id, public_id, SIGN)
    own, parties = reader().only_own(SIGN), _to_sign(one)
    known = {"version": one.version}
    if own:
        or_404(parties or None)
        known |= {"party": parties[0].value, "name": reader().name, "proof": SignatureProof.ELECTRONIC.value}
    form = SignTripartiteForm(data=known)
    form.offer(parties)

    def act():
        sign_tripartite(tripartite=one, version=form.version.data, facts=form.facts, actor=reader())

    words = ("tripartite.sign_own", "tripartite.sign_own_lead") if own else ("tripartite.sign", "tripartite.sign_lead")
    return _page(programme, form, act, words[0], _shown(programme, one), lead=words[1], made=one)


@bp.route("/tripartites/<public_id>/end", methods=["GET", "POST"])
@requires(**EDITS)
def end(programme_id, public_id):
    def act(form, given):
        end_tripartite(ended_on=form.ended_on.data, reason=TripartiteEnd(form.reason.data), **given)

    return _act(programme_id, public_id, EndTripartiteForm, act, "tripartite.end", "tripartite.end_lead")


@bp.post("/tripartites/<public_id>/drop")
@requires(POST=EDIT)
def drop(programme_id, public_id):
    programme, one = _found(programme_id, public_id, EDIT)
    drop_tripartite(tripartite=one, actor=reader())
    flash(gettext("tripartite.done.dropped"), "ok")
    return see_other(_shown(programme, one))
