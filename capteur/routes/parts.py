"""What the pages of a programme share: entering it, the way to a page, one page for its plain forms."""

from decimal import Decimal

from flask import url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.lookup import or_404
from capteur.queries.opportunities import opportunity_in_reach
from capteur.queries.programmes import entered

OWNER_VIEW, OWNER_EDIT = Action.OWNER_VIEW, Action.OWNER_EDIT
OWNER_EDITS = {"GET": OWNER_EDIT, "POST": OWNER_EDIT}


def entered_or_404(programme_id, action):
    """The programme of the address, where the reader may do `action` in it."""
    return or_404(entered(reader(), programme_id, action))


def opened_dwelling(public_id, action=OWNER_EDIT):
    """A dwelling with its owner and programme, where the reader may do `action`; that the owner was seen is noted."""
    dwelling = or_404(opportunity_in_reach(reader(), public_id, action))
    note_view(dwelling.owner, actor=reader())
    return dwelling


def path_of(programme, *steps):
    """The way to a page: the programme, then lists by (key, endpoint)."""
    to = {"programme_id": programme.public_id}
    lists = [(gettext(key), url_for(endpoint, **to)) for key, endpoint in steps]
    return [(programme.name, url_for("capteur.show", **to)), *lists]


def form_page(programme, form, act, title, back, *, path, go=None, lead=None, done="capteur.saved"):
    """`acted` for a form of plain fields: back where it came from once it is done, unless told. `title`, `lead` and
    `done` are keys."""
    return acted(
        form,
        act,
        template="capteur/form.html",
        go=go or (lambda _: back),
        done=done,
        programme=programme,
        title=gettext(title),
        lead=gettext(lead) if lead else None,
        path=path,
        back=back,
    )


def in_euros(cents):
    """An amount for a file."""
    return None if cents is None else Decimal(cents) / 100
