"""One answer for every form that acts: done, to be corrected (422), or changed meanwhile by somebody else (409)."""

from datetime import date
from enum import StrEnum

from flask import flash
from flask_babel import gettext
from wtforms import SelectField

from app.i18n.formats import day
from app.i18n.labels import label
from app.web.errors import Stale
from app.web.fragments import page, see_other


def acted(form, act, *, template, go, done=None, record=None, **context):
    """Carry out `act` when the form was sent and is valid, then follow `go(result)`; else show `template`.

    `record` is the versioned record being edited: when somebody else saved it meanwhile, the form comes back with
    both texts side by side and with the new version, so that the second saver decides.
    """
    results = []
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
    rows = [(form[name], theirs) for name, theirs in stale.theirs.items() if name in form]
    texts = [(field.label.text, _shown(field, theirs), _shown(field, field.data)) for field, theirs in rows]
    both = [(name, theirs, mine) for name, theirs, mine in texts if theirs != mine]
    return page(template, status=409, form=form, both=both, **context)


def _shown(field, value):
    """A value of this field as the page would write it, whoever gave it."""
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        return gettext("unit.yes") if value else gettext("unit.no")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(field, SelectField):
        return next((str(text) for choice, text, *_ in field.iter_choices() if choice == value), str(value))
    return str(value)
