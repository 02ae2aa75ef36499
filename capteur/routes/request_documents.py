"""Documents of housing requests: joined, opened, taken away."""

from flask import Blueprint, flash
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.files.attachments import attachment
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from capteur.forms.request_documents import JoinForm
from capteur.queries.request_documents import document_in
from capteur.queries.requests import confirm_days_of, state_now
from capteur.routes.requests import VIEW, WRITE, WRITES, found_or_404, identity_of, shown
from capteur.rules.request_documents import may_open
from capteur.services.request_documents import join_documents, remove_document
from capteur.vocab import RequestConsent

bp = Blueprint("request_documents", __name__, url_prefix="/capteur/<programme_id>/requests/<public_id>/documents")


@bp.route("/new", methods=["GET", "POST"])
@requires(**WRITES)
def new(programme_id, public_id):
    programme, one = found_or_404(programme_id, public_id, WRITE)
    note_view(one.household, actor=reader(), sections=[Section.REFERRAL])
    form = JoinForm()
    return acted(
        form,
        lambda: join_documents(request=one, facts=form.facts, papers=form.files.papers, actor=reader()),
        template="capteur/requests/document.html",
        go=lambda _: shown(programme, one),
        done="request_document.done",
        programme=programme,
        one=one,
        back=shown(programme, one),
    )


@bp.get("/<document_id>")
@requires(GET=VIEW)
def download(programme_id, public_id, document_id):
    """The paper as an attachment, under the reference of its household."""
    programme, one = found_or_404(programme_id, public_id, VIEW)
    document = or_404(document_in(one.id, document_id, whole=True))
    own = one.organisation_id == reader().organisation_id
    known = own or identity_of(one, state_now(one, confirm_days_of(programme.id)))[0]
    agreed = one.consent_scope is RequestConsent.PAPERS
    or_404(document if may_open(own=own, known=known, agreed=agreed, confidential=document.confidential) else None)
    note_view(one.household, actor=reader(), sections=[Section.DOCUMENTS])
    return attachment(document.content, document.media_type, one.household.reference, document.public_id[:6])


@bp.post("/<document_id>/remove")
@requires(POST=WRITE)
def remove(programme_id, public_id, document_id):
    programme, one = found_or_404(programme_id, public_id, WRITE)
    remove_document(document=or_404(document_in(one.id, document_id)), actor=reader())
    flash(gettext("request_document.removed"), "ok")
    return see_other(shown(programme, one))
