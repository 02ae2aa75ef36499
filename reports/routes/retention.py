"""Retention after a lasting exit: the five questions of Parliament, as of any day, and the rows behind each answer."""

from flask import Blueprint, request
from flask_babel import gettext as _

from accompaniment.vocab_exits import HomeEndReason, HomeState
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.i18n.labels import label, named
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from occupancy.vocab import ExitDecider
from reports.queries.figure_rows import shown_rows
from reports.queries.figures import programmes
from reports.retention import COLUMNS, MONTHS, NOT_NOTED, Asked, answers, cells, figure_of
from reports.routes.asked import asked_programme, figures_day, sure_day

bp = Blueprint("retention", __name__)
register_entry(Entry("retention.menu", "retention.show", Action.FIGURES_VIEW, "house", "figures", 52))


def _asked(day):
    programme = asked_programme()
    only = request.args.get("homes") == "housing_first"
    return Asked(day, programme.id if programme else None, only), programme


def _kept(asked, programme):
    only = "housing_first" if asked.housing_first else None
    return {"as_of": asked.day.isoformat(), "programme": programme.code if programme else None, "homes": only}


@bp.get("/reports/retention")
@requires(GET=Action.FIGURES_VIEW)
def show():
    day, error = figures_day()
    asked, programme = _asked(day)
    kept = _kept(asked, programme)
    found = answers(asked, reader())
    return page_or_fragment(
        "reports/retention/show.html",
        "reports/retention/_results.html",
        asked=asked,
        error=error,
        programme=programme,
        programmes=programmes(),
        found=found,
        months=[(one, found.retention(one)) for one in MONTHS],
        states=HomeState,
        ends=_ends(found),
        kept=kept,
        links=file_links(".download", **kept),
    )


def _ends(found):
    """(title key, [(code, words)]) of the three questions on how it ended; only what happened has a line."""
    none = [(NOT_NOTED, _("retention.not_noted"))]
    reasons = [(one.value, label(one)) for one in HomeEndReason]
    deciders = [(one.value, label(one)) for one in ExitDecider]
    places = [(one.code, named(one)) for one in found.destinations] + [("back", _("retention.back"))]
    asked = (("reason", reasons), ("by", deciders), ("went", places))
    return [
        (name, [(f"{name}_{code}", words) for code, words in (*lines, *none) if found.counts[f"{name}_{code}"]])
        for name, lines in asked
    ]


@bp.get("/reports/retention.<any(csv, xlsx, json):fmt>")
@requires(GET=Action.FIGURES_VIEW)
def download(fmt):
    asked, programme = _asked(sure_day())
    rows = cells(answers(asked, reader()), asked, programme.code if programme else "")
    return export(rows, COLUMNS, f"retention-{asked.day.isoformat()}", fmt)


@bp.get("/reports/retention/<code>")
@requires(GET=Action.FIGURES_VIEW)
def behind(code):
    """The persons that a number counts."""
    asked, programme = _asked(sure_day())
    figure = or_404(figure_of(code, asked))
    return page_or_fragment(
        "reports/retention/rows.html",
        "reports/figures/_rows.html",
        figure=figure,
        day=asked.day,
        page=paged(shown_rows(figure, asked.day, asked.programme_id, reader())),
        kept=_kept(asked, programme),
    )
