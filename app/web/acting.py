"""One answer for every form that acts: done, to be corrected (422), or overtaken by somebody else (409)."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, g, request
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError

from app.db import db
from app.web.errors import Already, Conflict, DoneBefore, SentBefore, Stale
from app.web.fragments import page, see_other
from app.web.oneself import by_oneself, told


def acted(form, act, *, template, go, done=None, again: Callable[[], dict[str, Any]] | None = None, **context):
    """Carry out `act` when the form was sent and is valid, then follow `go(result)`; else show `template`.

    Somebody who comes second finds what they wrote still in the form, with what stands now beside it (`error_summary`
    shows both). `again` reads anew what the page shows after an act that was refused; with it, the page tells also who
    stands in the way, instead of a page of its own.
    """
    results: list[Any] = []
    try:
        if form.accepted(lambda: results.append(act())):
            if done:
                flash(gettext(done), "ok")
            return see_other(go(results[0]))
    except (Stale, StaleDataError) as overtaken:
        return _once_more(overtaken)
    except SentBefore as double:
        g.double = double
        return _anew()
    except Conflict as conflict:
        if again is None or isinstance(by_oneself(conflict), DoneBefore):
            raise
        form.conflict, form.own = told(conflict), isinstance(conflict, Already)
    if again is not None and request.method == "POST":
        context |= again()
    return page(template, form=form, **context)


def _once_more(overtaken):
    """Somebody saved between our reading and our writing: the same request again, on what stands now."""
    if "once_more" in g:
        raise overtaken
    g.once_more = True
    return _anew()


def _anew():
    db.session.expire_all()
    return current_app.view_functions[request.endpoint](**request.view_args)
