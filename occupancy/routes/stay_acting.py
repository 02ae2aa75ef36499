"""How an act on a stay answers: done, to be corrected (422), or overtaken by somebody (409) with both texts kept."""

from datetime import date
from enum import StrEnum

from flask import flash, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.vocab import Action
from app.i18n.formats import day
from app.i18n.labels import label
from app.web.acting import shown
from app.web.errors import Conflict, Stale
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from occupancy.queries.stays import stay_of


def stay_to_act_on(public_id, action):
    """The stay, if the reader may act on it; its page of acts shows a part of the file, which is noted."""
    stay = or_404(stay_of(public_id, reader(), action))
    note_view(stay.household, actor=reader(), sections=[Section.STAYS])
    return stay


def _read_again(stay):
    """The stay with what its page shows: a refused act leaves records of the savepoint unread."""
    return stay_of(stay.public_id, reader(), Action.STAY_ACT)


def acted_on(stay, form, act, *, template, done, go=None, again=_read_again, **context):
    """Carry out `act`, then follow `go(result)` (the stay's own page unless told); else show `template` again.

    Somebody who comes second finds what they wrote in the form, and beside it what stands now. `again` reads the record
    anew for the page.
    """
    results, both, conflict, status = [], (), None, None
    try:
        if form.accepted(lambda: results.append(act())):
            flash(gettext(done), "ok")
            return see_other(go(results[0]) if go else url_for("stays.show", public_id=stay.public_id))
    except Stale as stale:
        status, both = 409, _both_texts(form, stale, stay)
        _take_new_version(form, stay)
    except Conflict as overtaken:
        status, conflict = 409, gettext(overtaken.key, **overtaken.values_named)
    if request.method == "POST":
        stay = again(stay)
    return page(template, status=status, form=form, stay=stay, both=both, conflict=conflict, **context)


def _both_texts(form, stale, stay):
    """(field, what stands now, what was written); the planned end where nothing closer is known."""
    named = [name for name in stale.theirs if name in form]
    if not named:
        return [(gettext("stay.planned_end_on"), day(stay.planned_end_on), None)]
    return [(form[name].label.text, _standing(stale.theirs[name]), shown(form[name])) for name in named]


def _standing(value):
    """What stands now, as `shown` would write it."""
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, bool):
        return gettext("stay.yes" if value else "stay.no")
    return day(value) if isinstance(value, date) else value


def _take_new_version(form, stay):
    if "version" in form:
        form.version.data, form.version.raw_data = stay.version, None
