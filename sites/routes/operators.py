"""Housing operators: list, page, acts."""

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from sites.forms.operators import EditOperatorForm, OperatorForm
from sites.queries.operators import find_operator, operators_with_counts, sites_of
from sites.routes import operator_pages as bp
from sites.services.operators import edit_operator, register_operator


@bp.get("/housing-operators")
@requires(GET=Action.OPERATOR_VIEW)
def index():
    found = paged(operators_with_counts(reader()))
    return page_or_fragment("sites/operators/list.html", "sites/operators/_results.html", found=found)


@bp.get("/housing-operators/<public_id>")
@requires(GET=Action.OPERATOR_VIEW)
def show(public_id):
    operator = or_404(find_operator(reader(), public_id))
    return page("sites/operators/show.html", operator=operator, sites=sites_of(operator))


@bp.route("/housing-operators/new", methods=["GET", "POST"])
@requires(GET=Action.OPERATOR_EDIT, POST=Action.OPERATOR_EDIT)
def new():
    form = OperatorForm()
    return acted(
        form,
        lambda: register_operator(**form.values, actor=reader()),
        template="sites/operators/form.html",
        go=lambda made: url_for("housing_operators.show", public_id=made.public_id),
        done="operator.done.registered",
        operator=None,
    )


@bp.route("/housing-operators/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.OPERATOR_EDIT, POST=Action.OPERATOR_EDIT)
def edit(public_id):
    operator = or_404(find_operator(reader(), public_id, Action.OPERATOR_EDIT))
    organisation = operator.organisation
    form = EditOperatorForm(obj=operator, name=organisation.name, short_name=organisation.short_name)
    return acted(
        form,
        lambda: edit_operator(operator, version=form.version.data, **form.values, actor=reader()),
        template="sites/operators/form.html",
        go=lambda _: url_for("housing_operators.show", public_id=public_id),
        done="site.done.saved",
        operator=operator,
    )
