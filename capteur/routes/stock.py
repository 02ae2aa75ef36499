"""The dwellings won of a programme: how many, what became of them, and the rows behind each number."""

from datetime import date

from flask import Blueprint, request
from flask_babel import gettext

from app.auth.requires import requires
from app.clock import today
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.queries.stock import stock_on, stock_rows
from capteur.routes.parts import OWNER_VIEW, entered_or_404
from capteur.rules.stock import PARTS
from capteur.vocab_dwellings import StockCount

bp = Blueprint("stock", __name__)


def _asked_day():
    """The day in the address, and what is wrong with it: today counts then."""
    text = request.args.get("as_of", "")
    try:
        day = date.fromisoformat(text) if text else today()
    except ValueError:
        return today(), gettext("stock.bad_day")
    return (day, None) if date(1990, 1, 1) <= day <= today() else (today(), gettext("stock.bad_day"))


@bp.get("/capteur/<programme_id>/stock")
@requires(GET=OWNER_VIEW)
def show(programme_id):
    """For who may read the dwellings: from one day to the next these numbers tell of single lettings."""
    programme = entered_or_404(programme_id, OWNER_VIEW)
    day, error = _asked_day()
    return page_or_fragment(
        "capteur/stock/show.html",
        "capteur/stock/_counts.html",
        programme=programme,
        stock=stock_on(programme.id, day),
        captured=StockCount.CAPTURED,
        parts=PARTS,
        beside=(StockCount.FAILED, StockCount.EVER_LET),
        astray=StockCount.ASTRAY,
        day=day,
        error=error,
    )


@bp.get("/capteur/<programme_id>/stock/<count>")
@requires(GET=OWNER_VIEW)
def rows(programme_id, count):
    chosen = or_404(StockCount(count) if count in set(StockCount) else None)
    programme = entered_or_404(programme_id, OWNER_VIEW)
    day, _ = _asked_day()
    return page_or_fragment(
        "capteur/stock/rows.html",
        "capteur/stock/_rows.html",
        programme=programme,
        count=chosen,
        found=paged(stock_rows(programme.id, chosen, day)),
        day=day,
    )
