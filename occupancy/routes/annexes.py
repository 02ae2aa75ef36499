"""What goes with an agreement: checklist and supervisor notices; its papers are in `occupancy.routes.documents`."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import label
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from occupancy.forms.annexes import AnnexForm, NoticeForm, SendNoticeForm
from occupancy.queries.agreement_pages import annexes_of, find_agreement, find_notice
from occupancy.queries.notices import list_notices
from occupancy.services.annexes import record_annex
from occupancy.services.supervisor_notices import add_notice, send_notice
from occupancy.vocab import AnnexKind

annex_pages = Blueprint("annex", __name__)
notice_pages = Blueprint("supervisor_notice", __name__)
EDIT = Action.AGREEMENT_EDIT
FORM = "occupancy/agreements/small_form.html"


@annex_pages.route("/agreements/<public_id>/annexes/<kind>", methods=["GET", "POST"])
@requires(GET=EDIT, POST=EDIT)
def record(public_id, kind):
    agreement = or_404(find_agreement(reader(), public_id))
    annex = AnnexKind(kind) if kind in {*AnnexKind} else abort(404)
    done = annexes_of(agreement.id).get(annex)
    form = AnnexForm(obj=done, **({} if done else {"version": 0}))
    return acted(
        form,
        lambda: record_annex(agreement, kind=annex, version=form.version.data, **form.values, actor=reader()),
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
        lambda: send_notice(
            notice, sent_on=form.sent_on.data, proof=form.proof.data, paper=form.file.content, actor=reader()
        ),
        template=FORM,
        go=lambda _: _back(notice.agreement),
        done="notice.done.sent",
        agreement=notice.agreement,
        title=gettext("notice.send_title", event=label(notice.event)),
    )


@notice_pages.get("/supervisor-notices")
@requires(GET=EDIT)
def index():
    """Everything the supervisor (SLRB) must be told, late first; and what it was told, with its proof."""
    sent = request.args.get("state") == "sent"
    return page_or_fragment(
        "occupancy/notices/list.html",
        "occupancy/notices/_results.html",
        found=paged(list_notices(reader(), sent=sent)),
        sent=sent,
        today=today(),
    )


def _back(agreement):
    return url_for("agreement.show", public_id=agreement.public_id)
