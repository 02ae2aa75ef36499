"""What is shown elsewhere and stands on the first page in one line each: how many, and by when the first."""

from accompaniment.vocab_exits import FollowUpState
from app.auth.vocab import NotificationKind
from app.i18n.formats import day as shown
from reports.queries import today_people as people
from reports.queries.notification_signatures import signatures_of_own, signatures_on_paper
from reports.queries.today_news import openings
from reports.rules.today import Item

OPENINGS = {"kind": NotificationKind.BREAK_GLASS.value}
SIGNATURES = {"kind": NotificationKind.SIGNATURE.value}


def _follow_ups(number, due_on):
    return Item(
        "follow_ups",
        "follow_ups.index",
        {"state": FollowUpState.DUE.value},
        {"count": number, "day": shown(due_on)},
        due_on,
    )


def _openings(number, _due_on):
    return Item("openings", "notifications.index", OPENINGS, {"count": number})


def _signatures(number, due_on):
    values = {"count": number, "day": shown(due_on)}
    return Item("signatures", "notifications.index", SIGNATURES, values, due_on)


# By code: rows, item of their number and first day.
COUNTED = {
    "openings": (openings, _openings),
    "follow_ups": (people.follow_ups_owed, _follow_ups),
    "signatures": (signatures_of_own, _signatures),
    "signatures_on_paper": (signatures_on_paper, _signatures),
}
