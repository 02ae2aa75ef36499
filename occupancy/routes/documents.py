"""Papers of a site: the tab with all of them, adding one, and sending one back."""

from flask import Blueprint, request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.files.attachments import attachment
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.panels import Panel, register_panel
from occupancy.forms.annexes import DocumentForm
from occupancy.queries.agreement_pages import find_agreement, find_document
from occupancy.queries.site_papers import PaperSource, agreements_to_file, papers_counted, papers_of_site
from occupancy.queries.sites import site_head
from occupancy.services.documents import add_document
from sites.queries.sites import find_site

bp = Blueprint("agreement_document", __name__)
VIEW, EDIT = Action.AGREEMENT_VIEW, Action.AGREEMENT_EDIT
register_panel(Panel("site.tabs", "document.tab", "agreement_document.of_site", VIEW, 60))


@bp.get("/sites/<public_id>/documents")
@requires(GET=VIEW)
def of_site(public_id):
    site = or_404(site_head(reader(), public_id, today()))
    asked = request.args.get("source", "")
    source = PaperSource(asked) if asked in {*PaperSource} else None
    return page_or_fragment(
        "occupancy/documents/of_site.html",
        "occupancy/documents/_results.html",
        site=site,
        found=paged(papers_of_site(reader(), site.id, source)),
        counts=papers_counted(reader(), site.id),
        source=source,
        sources=PaperSource,
        day=today(),
    )


@bp.route("/sites/<public_id>/documents/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def add_to_site(public_id):
    site = or_404(find_site(reader(), public_id, EDIT))
    return _add(site, None, agreements_to_file(site.id), url_for(".of_site", public_id=public_id))


@bp.route("/agreements/<public_id>/documents/new", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def add(public_id):
    agreement = or_404(find_agreement(reader(), public_id))
    others = [one for one in agreements_to_file(agreement.site_id) if one.id == agreement.id]
    return _add(agreement.site, agreement, others, url_for("agreement.show", public_id=public_id))


def _add(site, agreement, agreements, back):
    form = DocumentForm()
    form.offer(agreements)
    return acted(
        form,
        lambda: _keep(form),
        template="occupancy/documents/new.html",
        go=lambda _: back,
        done="agreement.document.done",
        site=site,
        agreement=agreement,
        back=back,
    )


def _keep(form):
    agreement, amendment = form.subject
    return add_document(agreement, facts=form.facts, content=form.file.content, amendment=amendment, actor=reader())


@bp.get("/agreement-documents/<public_id>")
@requires(GET=VIEW)
def download(public_id):
    """The paper as an attachment, under the reference of its agreement."""
    document, reference = or_404(find_document(reader(), public_id))
    return attachment(document.content, document.media_type, reference, document.public_id[:6])
