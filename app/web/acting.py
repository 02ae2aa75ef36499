"""One answer for every form that acts: done, to be corrected (422), or changed meanwhile by somebody else (409)."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask import flash
from flask_babel import gettext

from app.i18n.formats import day
from app.i18n.labels import label
from app.web.errors import Stale
from app.web.fragments import page, see_other


def acted(form, act, *, template, go, done=None, record=None, **context):
    """Carry out `act` when the form was sent and is valid, then follow `go(result)`; else show `template`.

    `record` is the versioned record being edited: when somebody else saved it meanwhile, the form comes back with
    both texts side by side (`both`: label, theirs, mine) and with the new version, so that the second saver decides.
    """
    results: list[Any] = []
    try:
        if form.accepted(lambda: results.append(act())):
            if done:
                flash(gettext(done), "ok")
            return see_other(go(results[0]))
    except Stale as stale:
        return _both_texts(form, stale, template, record, context)
    return page(template, form=form, both=(), **context)


def _both_texts(form, stale, template, record, context):
    form.version.data, form.version.raw_data = record.version, None
    both = [(form[name].label.text, _text(theirs), shown(form[name])) for name, theirs in stale.theirs.items()]
    return page(template, status=409, form=form, both=both, **context)


def shown(field):
    """What a field holds, as the page would write it; None for nothing."""
    if hasattr(field, "iter_choices"):
        held = field.data if isinstance(field.data, (list, tuple)) else [field.data]
        return ", ".join(str(text) for value, text, *_ in field.iter_choices() if value and value in held) or None
    return _text(field.data)


def _text(value):
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, bool):
        return gettext("form.yes" if value else "form.no")
    if isinstance(value, date):
        return day(value)
    return None if value in (None, "") else str(value)
