"""Days that an address asks for; nonsense asks nothing."""

from datetime import date

from flask import request

from app.web.forms import nonsense


def day_asked(name):
    """The day of an argument, within living memory and plans; None for none."""
    day = request.args.get(name, type=date.fromisoformat)
    return None if nonsense(day) else day
