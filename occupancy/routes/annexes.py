"""What goes with an agreement: checklist, supervisor notices, papers."""

import re

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.i18n.labels import label
from app.web.acting import acted
from app.web.lookup import or_404
from occupancy.forms.annexes import AnnexForm, DocumentForm, NoticeForm, SendNoticeForm
from occupancy.queries.agreement_pages import annexes_of, find_agreement, find_document, find_notice
from occupancy.rules.documents import SUFFIXES
from occupancy.services.annexes import record_annex
from occupancy.services.documents import add_document
from occupancy.services.supervisor_notices import add_notice, send_notice
from occupancy.vocab import AnnexKind

annex_pages = Blueprint("annex", __name__)
notice_pages = Blueprint("supervisor_notice", __name__)
document_pages = Blueprint("agreement_document", __name__)
VIEW, EDIT = Action.AGREEMENT_VIEW, Action.AGREEMENT_EDIT
FORM = "occupancy/agreements/small_form.html"


@annex_pages.route("/agreements/<public_id>/annexes/<kind>", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def record(public_id, kind):
    agreement = or_404(find_agreement(reader(), public_id))
    annex = AnnexKind(kind) if kind in {*AnnexKind} else abort(404)
    form = AnnexForm(obj=annexes_of(agreement.id).get(annex))
    return acted(
        form,
        lambda: record_annex(agreement, kind=annex, **form.values, actor=reader()),
        template=FORM,
        go=lambda _: _back(agreement),
        done="agreement.annex.done",
        agreement=agreement,
        title=label(annex),
    )


@notice_pages.route("/agreements/<public_id>/supervisor-notices/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def new(public_id):
    agreement = or_404(find_agreement(reader(), public_id))
    form = NoticeForm()
    return acted(
        form,
        lambda: add_notice(agreement, **form.values, actor=reader()),
        template=FORM,
        go=lambda _: _back(agreement),
        done="notice.done.added",
        agreement=agreement,
        title=gettext("notice.new"),
    )


@notice_pages.route("/supervisor-notices/<public_id>/send", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def send(public_id):
    notice = or_404(find_notice(reader(), public_id))
    form = SendNoticeForm()
    return acted(
        form,
        lambda: send_notice(notice, **form.values, actor=reader()),
        template=FORM,
        go=lambda _: _back(notice.agreement),
        done="notice.done.sent",
        agreement=notice.agreement,
        title=gettext("notice.send_title", event=label(notice.event)),
    )


@document_pages.route("/agreements/<public_id>/documents/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def add(public_id):
    agreement = or_404(find_agreement(reader(), public_id))
    form = DocumentForm()
    return acted(
        form,
        lambda: add_document(agreement, title=form.title.data, content=form.file.content, actor=reader()),
        template=FORM,
        go=lambda _: _back(agreement),
        done="agreement.document.done",
        agreement=agreement,
        title=gettext("document.new"),
    )


@document_pages.get("/agreement-documents/<public_id>")
@requires(GET=VIEW)
def download(public_id):
    """The paper as an attachment under a name of ours: nothing of it runs in our pages (S-64)."""
    document, reference = or_404(find_document(reader(), public_id))
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{reference}-{document.public_id[:6]}").strip("-").lower()
    response = Response(document.content, mimetype=document.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{SUFFIXES[document.media_type]}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def _back(agreement):
    return url_for("agreement.show", public_id=agreement.public_id)
