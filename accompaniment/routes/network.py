"""The directory of the network: found, read, kept."""

from flask import flash, request, url_for
from flask_babel import gettext

from accompaniment.forms.network import DoubtForm, EditServiceForm, NewServiceForm
from accompaniment.queries.network import (
    ADDRESSED,
    ServiceFilters,
    list_services,
    service_of,
    themes_in_use,
    to_confirm_count,
)
from accompaniment.routes.network_pages import network_pages as bp
from accompaniment.rules.network import to_confirm
from accompaniment.services.network import add_service, confirm_service, doubt_service, edit_service
from accompaniment.vocab_network import ServiceDoubt
from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from axes.forms.persons import language_choices
from sites.queries.sites import communes

VIEW, EDIT = Action.NETWORK_VIEW, Action.NETWORK_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}
DOUBT = Action.SUPPORT_ACT


@bp.get("/")
@requires(GET=VIEW)
def index():
    filters, day = ServiceFilters.of(request.args), today()
    found = paged(list_services(filters, day))
    return page_or_fragment(
        "accompaniment/network/list.html",
        "accompaniment/network/_results.html",
        found=found,
        services=[row[0] for row in found.rows],
        to_confirm={row[0].id for row in found.rows if to_confirm(row[0], day)},
        filters=filters,
        themes=themes_in_use(),
        communes=communes(),
        spoken=[(code, name, None) for code, name in language_choices()],
        waiting=to_confirm_count(day) if reader().may(EDIT) else None,
    )


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    service = or_404(service_of(public_id))
    return page("accompaniment/network/show.html", service=service, to_confirm=to_confirm(service, today()))


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDITS)
def new():
    form = NewServiceForm()
    _offer(form)
    return acted(
        form,
        lambda: add_service(facts=form.facts, actor=reader()),
        template="accompaniment/network/new.html",
        go=_shown,
        done="network.done.added",
    )


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    service = or_404(service_of(public_id))
    form = EditServiceForm(data=_known(service))
    _offer(form, service)
    return acted(
        form,
        lambda: edit_service(service=service, version=form.version.data, facts=form.facts, actor=reader()),
        template="accompaniment/network/edit.html",
        go=lambda _: url_for("network.show", public_id=public_id),
        done="network.done.edited",
        service=service,
    )


def _known(service):
    """What stands, as the form's fields take it."""
    same = ("version", "name", "organisation_name", "everywhere", "phone", "email", "address", "conditions")
    same += ("waiting_days", "answer_days", "confirmed_on", "closed_on")
    return {name: getattr(service, name) for name in same} | {
        "themes": [one.public_id for one in service.themes],
        "communes": [one.postal_code for one in service.communes],
        "languages": (service.languages or "").split(",") if service.languages else [],
        "organisation": service.organisation.public_id if service.organisation else "",
        "capacity": service.capacity.value,
    }


def _offer(form, service=None):
    """What there is to choose; what a service has already stays on offer, closed since or not."""
    themes = list(themes_in_use())
    if service is not None:
        themes += [one for one in service.themes if one not in themes]
    form.offer(themes=themes, communes=communes())
    standing = service.organisation if service else None
    form.organisation.among(organisations_among(*ADDRESSED), standing, none="—")


def _shown(service):
    return url_for("network.show", public_id=service.public_id)


@bp.post("/<public_id>/confirm")
@requires(POST=EDIT)
def confirm(public_id):
    service = or_404(service_of(public_id))
    confirm_service(service=service, actor=reader())
    flash(gettext("network.done.confirmed"), "ok")
    return see_other(_shown(service))


@bp.route("/<public_id>/doubt", methods=["GET", "POST"])
@requires(GET=DOUBT, POST=DOUBT)
def doubt(public_id):
    service = or_404(service_of(public_id))
    form = DoubtForm(version=service.version, doubt=service.doubt.value if service.doubt else None)
    act = {"service": service, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: doubt_service(doubt=ServiceDoubt(form.doubt.data), **act),
        template="accompaniment/network/doubt.html",
        go=lambda _: _shown(service),
        done="network.done.doubted",
        service=service,
    )
