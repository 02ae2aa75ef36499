"""The first page: what must I do, what ends soon, what changed (DESIGN §6)."""

from flask import Blueprint, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from reports.queries.today import first_rows, first_rows_and_counts, who_of
from reports.queries.today_changes import changes_about_people, changes_about_places
from reports.routes.today_counted import COUNTED
from reports.routes.today_groups import SHORTCUTS, groups_for
from reports.rules.today import Found, due_now, few, sections

bp = Blueprint("today", __name__)
register_entry(Entry("today.title", "today.show", Action.TODAY_VIEW, "sunrise", "", 1, on_phone=True))


@bp.get("/")
@requires(GET=Action.TODAY_VIEW)
def show():
    found = [one for group in groups_for(reader().role) for one in _found(group)]
    return page(
        "today/show.html",
        day=today(),
        sections=sections(found, today()),
        total=due_now(found, today()),
        changes=_changes(),
        shortcuts=SHORTCUTS[reader().role],
    )


@bp.get("/today/<code>")
@requires(GET=Action.TODAY_VIEW)
def group(code):
    one = or_404(next((group for group in groups_for(reader().role) if group.code == code), None))
    found = paged(one.asked(reader(), today()))
    items = [_item(one, row) for row in found.rows]
    return page_or_fragment("today/group.html", "today/_group.html", group=one, found=found, rows=items, day=today())


def _found(group):
    """The list, and those that are counted with it."""
    counted = [COUNTED[code] for code in group.counts]
    if counted:
        wanted = tuple(rows for rows, _ in counted)
        rows, total, numbers = first_rows_and_counts(group.asked, wanted, reader(), today())
    else:
        (rows, total), numbers = first_rows(group.asked, reader(), today()), ()
    rows = few(rows, total) if group.few else rows
    endpoint, args = group.listed or ("today.group", {"code": group.code})
    yield Found(group.code, [_item(group, row) for row in rows], total, endpoint, args, group.place)
    for code, (_, item), (number, due_on) in zip(group.counts, counted, numbers, strict=True):
        if number:
            one = item(number, due_on)
            yield Found(code, [one], number, one.endpoint, one.args, in_one=True)


def _item(group, row):
    """What is to be done, the household called by its name beside its reference where the reader may know it."""
    item = group.item(row)
    name = who_of(row) if group.named else None
    return item.of(name) if name else item


PLACES = {"stay": "stays.show", "allocation": "allocation.show", "referral": "referrals.show"}
PLACES |= {"site": "sites.show", "unit": "units.show", "agreement": "agreement.show"}


def _changes():
    """(row, its address) of the latest acts on what the reader may open; nothing for who opens neither."""
    if reader().only_own(Action.SITE_VIEW) and reader().may(Action.SITE_VIEW):
        rows = changes_about_places(reader())
    elif reader().may(Action.STAY_VIEW):
        rows = changes_about_people(reader())
    else:
        rows = []
    return [(row, url_for(PLACES[row.subject_type], public_id=row.subject_id)) for row in rows]
