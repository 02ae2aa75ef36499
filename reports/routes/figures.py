"""The funder's figures, as of any day, and the rows behind each of them."""

from flask import Blueprint
from flask_babel import gettext as _

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.formats import day as day_text
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from reports.figures import BY_CODE
from reports.queries.breakdowns import published
from reports.queries.figure_rows import shown_rows
from reports.queries.figures import SHOWN_COLUMNS, lines, programmes, shown_cells
from reports.routes.asked import asked_day, asked_programme, figures_day, sure_day
from reports.rules.quarters import closed_quarter, last_closed

bp = Blueprint("figure", __name__)
public_bp = Blueprint("public_figure", __name__)
register_entry(Entry("figure.menu", "figure.list", Action.FIGURES_VIEW, "chart-column", "figures", 50))
register_entry(Entry("public_figure.menu", "public_figure.show", Action.PUBLIC_FIGURES_VIEW, "landmark", "figures", 70))


@bp.get("/figures", endpoint="list")
@requires(GET=Action.FIGURES_VIEW)
def list_figures():
    (shown, error), programme = figures_day(), asked_programme()
    return page_or_fragment(
        "reports/figures/list.html",
        "reports/figures/_results.html",
        day=shown,
        error=error,
        programme=programme,
        programmes=programmes(),
        lines=lines(shown, programme.id if programme else None, reader()),
        links=file_links(".download", **_kept(shown, programme)),
        kept=_kept(shown, programme),
    )


@bp.get("/figures.<any(csv, xlsx, json):fmt>")
@requires(GET=Action.FIGURES_VIEW)
def download(fmt):
    day, programme = sure_day(), asked_programme()
    found = lines(day, programme.id if programme else None, reader())
    rows = [shown_cells(line, programme) for line in found]
    return export(rows, SHOWN_COLUMNS, f"figures-{day.isoformat()}", fmt)


@bp.get("/figures/<code>")
@requires(GET=Action.FIGURES_VIEW)
def show(code):
    figure = or_404(BY_CODE.get(code))
    day, programme = sure_day(), asked_programme()
    found = paged(shown_rows(figure, day, programme.id if programme else None, reader()))
    return page_or_fragment(
        "reports/figures/show.html",
        "reports/figures/_rows.html",
        figure=figure,
        day=day,
        programme=programme,
        page=found,
        kept=_kept(day, programme),
    )


def _kept(day, programme):
    return {"as_of": day.isoformat(), "programme": programme.code if programme else None}


@public_bp.get("/public-figures", endpoint="show")
@requires(GET=Action.PUBLIC_FIGURES_VIEW)
def show_public():
    day, latest = asked_day(), last_closed(today())
    shown = closed_quarter(day, today()) if day else latest
    why = None if day else _("public_figure.bad_day", day=day_text(shown))
    if day and day > today():
        why = _("public_figure.not_over", day=day_text(shown))
    return page_or_fragment(
        "reports/figures/public.html",
        "reports/figures/_public.html",
        day=shown,
        error=why,
        tables=published(shown),
    )
