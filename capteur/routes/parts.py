"""What the pages of a programme share: entering it, and one page for its plain forms."""

from decimal import Decimal
from functools import partial

from flask import url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.web.acting import acted
from app.web.lookup import or_404
from capteur.queries.programmes import entered


def entered_or_404(programme_id, action):
    """The programme of the address, where the reader may do `action` in it."""
    return or_404(entered(reader(), programme_id, action))


def acted_in(programme, form, act, *, title, back, go, path=(), lead=None, done="capteur.saved"):
    """`acted` for a form of plain fields; `title` and `lead` are keys, `back` is where one goes without saving."""
    show = partial(acted, template="capteur/form.html", done=done, programme=programme, back=back, path=list(path))
    return show(form, act, go=go, title=gettext(title), lead=gettext(lead) if lead else None)


def file_links(endpoint, programme, **kept):
    """(name, address) of a list as a file, in each format, with the filters that are in use."""
    asked = {name: value for name, value in kept.items() if value}
    told = {"programme_id": programme.public_id} | asked
    return [(fmt.upper(), url_for(endpoint, fmt=fmt, **told)) for fmt in ("csv", "xlsx", "json")]


def in_euros(cents):
    """An amount for a file."""
    return None if cents is None else Decimal(cents) / 100
