"""Lists that the administrator keeps: who may change them, and where a form on one of their lines leads."""

from flask import url_for
from flask_babel import gettext

from app.auth.vocab import Action
from app.web.acting import acted

KEEP = {"GET": Action.SETTINGS_EDIT, "POST": Action.SETTINGS_EDIT}


def kept(form, act, title, *, template, back):
    """The form on a line of a list; `back` is the endpoint of the list itself."""
    return acted(form, act, template=template, go=lambda _: url_for(back), done="setting.saved", title=gettext(title))
