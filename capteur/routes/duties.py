"""Who is in charge of a dwelling, as prospector and as mediator; who stands in for whom while they are away."""

from dataclasses import replace

from flask import Blueprint, url_for

from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import label
from app.web.acting import acted
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.records import by_name
from capteur.forms.duties import DelegateForm, MoveEndForm, PassChargesForm, TakeChargeForm
from capteur.queries.charges import people_in_charge, somebody_in_charge
from capteur.queries.duties import delegation_in, delegations_of, duties_of, dwelling_in, field_workers
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.services.charges import pass_charges
from capteur.services.duties import delegate, move_end, take_charge
from capteur.vocab_mediation import DutyKind

bp = Blueprint("capteur_duties", __name__, url_prefix="/capteur/<programme_id>")
VIEW, EDIT = Action.DUTY_VIEW, Action.DUTY_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}


def _dwelling(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    return programme, or_404(dwelling_in(programme, public_id))


def _workers(query):
    """Prospectors and mediators by name, each with what they do."""
    known = by_name(query, User)

    def called(rows):
        return [(one, f"{name} · {label(one.role)}") for one, name in known.called(rows)]

    return replace(known, called=called)


@bp.get("/dwellings/<public_id>/charge")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, dwelling = _dwelling(programme_id, public_id, VIEW)
    rows = duties_of(dwelling.id)
    return page("capteur/duties/show.html", programme=programme, dwelling=dwelling, rows=rows, day=today())


@bp.route("/dwellings/<public_id>/charge/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(programme_id, public_id):
    programme, dwelling = _dwelling(programme_id, public_id, EDIT)
    form = TakeChargeForm()
    form.user.among(_workers(field_workers(programme)))

    def act():
        facts = {"user": form.user.record, "start_on": form.start_on.data}
        return take_charge(dwelling=dwelling, kind=DutyKind(form.kind.data), actor=reader(), **facts)

    back = url_for("capteur_duties.show", programme_id=programme.public_id, public_id=dwelling.public_id)
    return form_page(programme, form, act, "duty.new", back, path=[*path_of(programme), (dwelling.reference, back)])


@bp.get("/delegations")
@requires(GET=VIEW)
def delegations(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    found = paged(delegations_of(programme))
    return page("capteur/duties/delegations.html", programme=programme, found=found, day=today())


def _page(programme, form, act, title, **given):
    path = path_of(programme, ("delegation.title", "capteur_duties.delegations"))
    back = url_for("capteur_duties.delegations", programme_id=programme.public_id)
    return form_page(programme, form, act, title, back, path=path, **given)


@bp.route("/delegations/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_delegation(programme_id):
    programme = entered_or_404(programme_id, EDIT)
    form = DelegateForm()
    for field in (form.away, form.delegate):
        field.among(_workers(field_workers(programme)))

    def act():
        who = {"away": form.away.record, "delegate": form.delegate.record}
        days = {"first_day": form.first_day.data, "last_day": form.last_day.data}
        return delegate(programme=programme, actor=reader(), **who, **days)

    return _page(programme, form, act, "delegation.new", lead="delegation.new_lead", done="delegation.done")


@bp.route("/delegations/<public_id>/end", methods=["GET", "POST"])
@requires(**EDITS)
def end(programme_id, public_id):
    programme = entered_or_404(programme_id, EDIT)
    one = or_404(delegation_in(programme, public_id))
    form = MoveEndForm(obj=one)
    act = {"delegation": one, "version": form.version.data, "actor": reader()}
    return _page(programme, form, lambda: move_end(last_day=form.last_day.data, **act), "delegation.end")


@bp.get("/charges")
@requires(GET=EDIT)
def charges(programme_id):
    """Whose charges may be passed on: those who have any."""
    programme = entered_or_404(programme_id, EDIT)
    return page("capteur/duties/charges.html", programme=programme, rows=people_in_charge(programme))


@bp.route("/charges/<public_id>/hand-over", methods=["GET", "POST"])
@requires(**EDITS)
def hand_over(programme_id, public_id):
    programme = entered_or_404(programme_id, EDIT)
    leaver = or_404(somebody_in_charge(programme, public_id))
    form = PassChargesForm()
    form.receiver.among(_workers(field_workers(programme).where(User.id != leaver.id)))
    back = url_for("capteur_duties.charges", programme_id=programme.public_id)
    row = next(one for one in people_in_charge(programme) if one.public_id == leaver.public_id)
    return acted(
        form,
        lambda: pass_charges(programme=programme, leaver=leaver, receiver=form.receiver.record, actor=reader()),
        template="capteur/duties/hand_over.html",
        go=lambda _: back,
        done="charge.done",
        programme=programme,
        leaver=leaver,
        row=row,
    )
