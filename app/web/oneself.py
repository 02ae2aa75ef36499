"""Who is stopped by what they did themselves is told so, and led to it: nobody was there before them."""

from flask import g, request
from flask_babel import gettext

from app.i18n.formats import instant
from app.web.errors import Already, Conflict, DoneBefore


def told(conflict: Conflict) -> str:
    """The words of a conflict."""
    text = gettext(conflict.key, **conflict.values_named)
    if isinstance(conflict, DoneBefore) and conflict.conflict is not None:
        return f"{text} {told(conflict.conflict)}"
    return text


def by_oneself(conflict: Conflict) -> Conflict:
    """`conflict`, or `DoneBefore` where the one who hears it sent the same words here before."""
    words = g.get("sent_before") if request.method == "POST" else None
    earlier = words.earlier() if words and not isinstance(conflict, Already) else None
    return DoneBefore(instant(earlier.used_at), earlier.location, conflict) if earlier else conflict
