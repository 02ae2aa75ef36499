"""Notifications: one list per person that empties itself, its number on the first page, and news taken off it."""

from dataclasses import dataclass

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, ngettext

from app.auth.gate import reader
from app.auth.queries.delays import delays
from app.auth.requires import requires
from app.auth.rules.delays import escalated_on
from app.auth.services.notifications import mark_seen
from app.auth.vocab import Action, NotificationKind
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import in_days
from app.i18n.labels import label
from app.web.fragments import page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import page_of
from app.web.panels import Panel, register_panel
from occupancy.vocab import NoticeEvent
from reports.queries.notifications import ESCALATED, LATE, counts_by_kind, list_notifications
from reports.rules.notifications import code_of, is_news, target_of, tone_of

VIEW = Action.NOTIFICATION_VIEW
bp = Blueprint("notifications", __name__)
register_entry(Entry("notification.menu", "notifications.index", VIEW, "bell", "", 2))
register_panel(Panel("today.panels", "notification.menu", "notifications.summary", VIEW, 1))


@dataclass(frozen=True)
class Told:
    """A row in words. `told_on` is the day from which coordination knows; `seen_url` takes news off the list."""

    title: str
    text: str
    url: str | None
    tone: str
    due_on: object
    told_on: object
    seen_url: str | None


@bp.get("/notifications")
@requires(GET=VIEW)
def index():
    known, kind = delays(), _kind(request.args.get("kind"))
    counted = _counted(known)
    numbers = {code: number for code, _, number in counted["kinds"]}
    total = numbers.get(kind, 0) if kind else counted["total"]
    found = page_of(list_notifications(reader(), today(), known, kind), total)
    return page_or_fragment(
        "notifications/list.html",
        "notifications/_results.html",
        found=found,
        rows=[_told(row, dict(known)) for row in found.rows],
        kind=kind,
        day=today(),
        **counted,
    )


@bp.get("/notifications/summary")
@requires(GET=VIEW)
def summary():
    """How many there are: a panel of the first page, and a page of its own."""
    return page_or_fragment("notifications/summary.html", "notifications/_summary.html", **_counted(delays()))


@bp.post("/notifications/<kind>/<subject>/seen")
@requires(POST=VIEW)
def seen(kind, subject):
    """News was read."""
    rows = list_notifications(reader(), today(), delays(), _kind(kind)).order_by(None).subquery()
    row = db.session.execute(db.select(rows).where(rows.c.subject == subject).limit(1)).first()
    or_404(row if row is not None and is_news(row) else None)
    mark_seen(kind=NotificationKind(kind), subject=subject, actor=reader())
    flash(gettext("notification.seen_done"), "ok")
    return see_other(url_for("notifications.index"))


def _kind(text):
    """A kind asked for; nonsense is none."""
    return text if text in set(NotificationKind) else ""


def _counted(known):
    counts = dict(counts_by_kind(reader(), today(), known))
    late, escalated = counts.pop(LATE, 0), counts.pop(ESCALATED, 0)
    kinds = [(kind, label(NotificationKind(kind)), number) for kind, number in counts.items()]
    return {"kinds": kinds, "total": sum(counts.values()), "late": late, "escalated": escalated}


def _told(row, known):
    kind, code = NotificationKind(row.kind), code_of(row)
    target = target_of(row, opens_files=reader().may(Action.SUPPORT_VIEW))
    told_on = escalated_on(row.due_on, known.get(kind))
    seen_url = url_for("notifications.seen", kind=row.kind, subject=row.subject) if is_news(row) else None
    return Told(
        gettext(f"notification.title.{code}", **_values(row)),
        _text(f"notification.text.{code}", row),
        target and url_for(target.endpoint, **target.args(row)),
        tone_of(row, today()),
        row.due_on,
        told_on if told_on and told_on <= today() else None,
        seen_url,
    )


def _values(row):
    values = {"reference": row.reference, "place": row.place, "day": shown(row.day)}
    values["when"] = in_days(row.day) if row.day else ""
    if row.kind == NotificationKind.SUPERVISOR:
        values["event"] = label(NoticeEvent(row.stage))
    return values


def _text(key, row):
    return gettext(key, **_values(row)) if row.number is None else ngettext(key, key, row.number, **_values(row))
