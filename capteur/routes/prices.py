"""The indicative price table of a programme."""

from flask import Blueprint, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page
from app.web.lookup import or_404
from capteur.forms.prices import EditTableForm, NewTableForm, PriceForm, PublishForm
from capteur.queries.prices import own_medians, rows_of, standing_table, table_for, tables_of
from capteur.queries.settings import areas_of, settings_of
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.rules.prices import is_old
from capteur.services.prices import begin_table, edit_table, publish_table, set_price

bp = Blueprint("prices", __name__, url_prefix="/capteur/<programme_id>/prices")
VIEW, EDIT = Action.PRICE_VIEW, Action.PRICE_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}


@bp.get("")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    standing = standing_table(programme.id, today())
    months = settings_of(programme).price_months
    return page(
        "capteur/prices/list.html",
        programme=programme,
        tables=tables_of(reader(), programme),
        standing=standing,
        rows=rows_of(standing) if standing else (),
        own=own_medians(programme, today()),
        old=months if standing and is_old(standing.first_day, months, today()) else None,
    )


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, table = _found(programme_id, public_id, VIEW)
    return page(
        "capteur/prices/show.html",
        programme=programme,
        table=table,
        rows=rows_of(table),
        own=own_medians(programme, today()),
    )


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    return programme, or_404(table_for(reader(), programme, public_id))


def _shown(programme, table):
    return url_for("prices.show", programme_id=programme.public_id, public_id=table.public_id)


def _form(programme, form, act, title, table=None, *, lead=None):
    path = path_of(programme, ("price.title", "prices.index"))
    back = _shown(programme, table) if table else path[-1][1]
    go = None if table else lambda made: _shown(programme, made)
    return form_page(programme, form, act, title, back, path=path, go=go, lead=lead)


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(programme_id):
    programme, form = entered_or_404(programme_id, EDIT), NewTableForm()
    act = {"programme": programme, "actor": reader()}
    return _form(programme, form, lambda: begin_table(**form.values, **act), "price.new", lead="price.new_lead")


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(programme_id, public_id):
    programme, table = _found(programme_id, public_id, EDIT)
    form = EditTableForm(obj=table)
    act = {"table": table, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: edit_table(**form.values, **act), "price.edit", table)


@bp.route("/<public_id>/price", methods=["GET", "POST"])
@requires(**EDITS)
def price(programme_id, public_id):
    programme, table = _found(programme_id, public_id, EDIT)
    areas = {one.public_id: one for one in areas_of(programme)}
    form = PriceForm(areas.values())

    def act():
        where = {"area": areas[form.area.data], "dwelling_type": form.dwelling_type.data}
        set_price(table=table, amounts=form.amounts, actor=reader(), **where)

    return _form(programme, form, act, "price.set", table, lead="price.set_lead")


@bp.route("/<public_id>/publication", methods=["GET", "POST"])
@requires(**EDITS)
def publish(programme_id, public_id):
    programme, table = _found(programme_id, public_id, EDIT)
    form = PublishForm(version=table.version)
    act = {"table": table, "version": form.version.data, "actor": reader()}
    return _form(programme, form, lambda: publish_table(**act), "price.publish", table, lead="price.publish_lead")
