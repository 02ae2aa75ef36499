"""How days, instants, money and lengths are written. Days are dd/mm/yyyy in all three languages (DESIGN §6)."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flask_babel import format_currency, format_decimal, get_locale
from markupsafe import Markup, escape

from app.clock import local, today
from app.i18n.translate import gettext, ngettext

MINUS = "\u2212"
COUNTED_IN_DAYS, COUNTED_IN_MONTHS = 90, 24


def day(value: date | None) -> str:
    if value is None:
        return ""
    iso = value.isoformat()  # three times quicker than strftime, and lists are full of days
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"


def day_after(value: date) -> date:
    """The day of leaving that follows a last night."""
    return value + timedelta(days=1)


def instant(value: datetime | None) -> str:
    return "" if value is None else local(value).strftime("%d/%m/%Y %H:%M")


def euros(cents: int | None) -> str:
    """An amount owed has a true minus sign, which no line breaks off."""
    return "" if cents is None else format_currency(Decimal(cents) / 100, "EUR").replace("-", MINUS)


def number(value: Decimal | Fraction | float | int | None, digits: int = 1) -> str:
    if value is None:
        return ""
    shown = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else Decimal(str(value))
    return str(format_decimal(round(shown, digits).normalize() + 0))


def percent(share: Fraction | Decimal | float | None) -> str:
    return "—" if share is None else gettext("format.percent", value=number(Decimal(str(float(share))) * 100))


def in_days(value: date) -> str:
    """ "dans 12 jours", "aujourd’hui", "il y a 3 jours"; beyond 90 days in months, beyond two years in years."""
    return _away(today(), value, str(get_locale()))


@lru_cache(maxsize=2048)
def _away(day: date, value: date, _language: str) -> str:
    """Kept: a list says it on each line, and most lines have been said before."""
    if value == day:
        return gettext("format.today")
    length = span(day, value)
    return gettext("format.in", span=length) if value > day else gettext("format.ago", span=length)


def span(one: date, other: date) -> str:
    """How far two days are apart, in the unit in which people count: "12 jours", "14 mois", "2 ans et 3 mois"."""
    first, last = sorted((one, other))
    days = (last - first).days
    if days <= COUNTED_IN_DAYS:
        return ngettext("format.days", "format.days", days)
    months = max(3, (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day))
    if months < COUNTED_IN_MONTHS:
        return ngettext("format.months", "format.months", months)
    years = ngettext("format.years", "format.years", months // 12)
    if months % 12 == 0:
        return years
    return gettext("format.years_months", years=years, months=ngettext("format.months", "format.months", months % 12))


REFERENCE = re.compile(r"\b[A-Z]-\d\d-[0-9A-Z]{5}\b")
UNBROKEN = Markup('<span class="nowrap">{}</span>')


def whole(value: Any) -> Any:
    """A text in which no line breaks at the hyphens of a reference; what is copied from it stays plain. Of markup, the
    text alone is touched, none of its attributes; what is no text, or holds no reference, stays as it is."""
    if not isinstance(value, str) or not REFERENCE.search(value):
        return value
    text, parts, end = escape(value), Markup(), 0
    for found in REFERENCE.finditer(text):
        if text.rfind("<", 0, found.start()) <= text.rfind(">", 0, found.start()):
            parts += text[end : found.start()] + UNBROKEN.format(text[found.start() : found.end()])
            end = found.end()
    return parts + text[end:]


FILTERS = {
    "day": day,
    "day_after": day_after,
    "instant": instant,
    "euros": euros,
    "number": number,
    "percent": percent,
    "in_days": in_days,
    "span": span,
    "whole": whole,
}
