"""How an act on a stay answers: as any act, and where somebody was first, on the page of the act itself."""

from flask import request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.vocab import Action
from app.i18n.formats import day as shown
from app.web.acting import acted
from app.web.errors import Conflict
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from occupancy.queries.stays import stay_of


def stay_to_act_on(public_id, action):
    """The stay, if the reader may act on it; its page of acts shows a part of the file, which is noted."""
    stay = or_404(stay_of(public_id, reader(), action))
    note_view(stay.household, actor=reader(), sections=[Section.STAYS])
    return stay


def open_stay_to_act_on(public_id):
    """The stay, for an act on one that goes on: where it is over, the page of the act is refused at sight. What is sent
    is refused by the act itself, beside what was typed."""
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    if request.method == "GET":
        refuse_over(stay)
    return stay


def refuse_over(stay):
    """Raise `Conflict` for a stay that is over, as the services do."""
    if stay.end_on is not None:
        raise Conflict("stay.conflict.over", day=shown(stay.end_on))


def acted_on(stay, form, act, **options):
    """`acted` for an act on a stay: it leads to the stay's own page, unless told.

    A refused act leaves records of its savepoint unread: the page gets the stay as it stands then.
    """
    own = {
        "go": lambda _: url_for("stays.show", public_id=stay.public_id),
        "again": lambda: {"stay": stay_of(stay.public_id, reader(), Action.STAY_ACT)},
    }
    return acted(form, act, stay=stay, **(own | options))
