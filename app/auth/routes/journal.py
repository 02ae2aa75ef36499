"""The journal, for administrators."""

from datetime import date

from flask import request

from app.auth.queries.journal import JournalFilters, entries
from app.auth.queries.organisations import open_organisations
from app.auth.requires import requires
from app.auth.routes import journal_pages as bp
from app.auth.services.pace import slowed_lately
from app.auth.vocab import Action
from app.web.fragments import page_or_fragment
from app.web.paging import paged

TEXTS = ("organisation", "act", "subject")
DAYS = ("first_day", "last_day")
SLOWED_DAYS = 30


@bp.get("/journal")
@requires(GET=Action.JOURNAL_VIEW)
def index():
    texts = {name: request.args.get(name, "").strip() for name in TEXTS}
    days = {name: _day(request.args.get(name)) for name in DAYS}
    return page_or_fragment(
        "journal/list.html",
        "journal/_results.html",
        found=paged(entries(JournalFilters(**texts, **days))),
        asked=texts | {name: day.isoformat() if day else "" for name, day in days.items()},
        organisations=open_organisations(),
        slowed=slowed_lately(SLOWED_DAYS),
        slowed_days=SLOWED_DAYS,
    )


def _day(text):
    """A day of the calendar; nonsense, or the end of time, filters nothing."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None
