"""The exits board: every household to be re-housed, column by column."""

from flask import request

from accompaniment.queries.exit_board import (
    DEADLINES,
    BoardFilters,
    board_of,
    column_cards,
    gone_to,
    sites_on_board,
)
from accompaniment.routes.exit_pages import BOARD
from accompaniment.routes.exit_pages import exit_pages as bp
from accompaniment.vocab_exits import COLUMNS, ExitRisk, ExitStage, ExitTarget
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.choices import teams_of_today
from axes.queries.persons import names_of


@bp.get("/exits")
@requires(GET=BOARD)
def board():
    filters = BoardFilters.of(request.args)
    found = board_of(reader(), filters)
    return page_or_fragment(
        "accompaniment/exits/board.html",
        "accompaniment/exits/_board.html",
        cards=found.cards,
        totals=found.totals,
        missing=found.missing,
        **_whose([row for rows in found.cards.values() for row in rows]),
        **_asked(filters),
    )


@bp.get("/exits/<stage>")
@requires(GET=BOARD)
def column(stage):
    chosen = or_404(ExitStage(stage) if stage in {one.value for one in COLUMNS} else None)
    filters = BoardFilters.of(request.args)
    found = paged(column_cards(reader(), filters, chosen, today()))
    return page_or_fragment(
        "accompaniment/exits/column.html",
        "accompaniment/exits/_column.html",
        found=found,
        stage=chosen,
        **_whose(found.rows),
        **_asked(filters),
    )


def _whose(cards):
    """Who they are, and where those housed really went."""
    return {"names": names_of({row.household_id for row in cards}, reader()), "homes": gone_to(cards)}


def _asked(filters):
    """What both pages need to show and keep their filters."""
    return {
        "filters": filters,
        "teams": teams_of_today(),
        "sites": sites_on_board(reader()),
        "deadlines": DEADLINES,
        "risks": ExitRisk,
        "targets": ExitTarget,
        "day": today(),
    }
