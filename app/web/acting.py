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
    fields = [(form[name], theirs) for name, theirs in stale.theirs.items() if name in form]
    texts = [(field.label.text, _written(field, theirs), shown(field)) for field, theirs in fields]
    both = [(name, theirs, mine) for name, theirs, mine in texts if theirs != mine]
    return page(template, status=409, form=form, both=both, **context)


def shown(field):
    """What a field holds, as the page would write it; None for nothing."""
    return _written(field, field.data)


def _written(field, value):
    """A value of this field as the page would write it, whoever gave it."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return gettext("form.yes" if value else "form.no")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    if hasattr(field, "iter_choices"):
        held = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(str(text) for choice, text, *_ in field.iter_choices() if choice in held) or str(value)
    return str(value)
