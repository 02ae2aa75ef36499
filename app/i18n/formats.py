"""How days, instants, money and lengths are written. Days are dd/mm/yyyy in all three languages (DESIGN §6)."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from flask_babel import format_currency, format_decimal

from app.clock import local, today
from app.i18n.translate import gettext, ngettext


def day(value: date | None) -> str:
    if value is None:
        return ""
    iso = value.isoformat()  # three times quicker than strftime, and lists are full of days
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"


def instant(value: datetime | None) -> str:
    return "" if value is None else local(value).strftime("%d/%m/%Y %H:%M")


def euros(cents: int | None) -> str:
    return "" if cents is None else format_currency(Decimal(cents) / 100, "EUR")


def number(value: Decimal | Fraction | float | int | None, digits: int = 1) -> str:
    if value is None:
        return ""
    shown = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else Decimal(str(value))
    return str(format_decimal(round(shown, digits).normalize() + 0))


def percent(share: Fraction | Decimal | float | None) -> str:
    return "—" if share is None else gettext("format.percent", value=number(Decimal(str(float(share))) * 100))


def days_until(value: date) -> int:
    """Days from today to `value`; negative once past."""
    return (value - today()).days


def in_days(value: date) -> str:
    """ "dans 12 jours", "aujourd’hui", "il y a 3 jours"."""
    count = days_until(value)
    if count == 0:
        return gettext("format.today")
    if count > 0:
        return ngettext("format.in_days", "format.in_days", count)
    return ngettext("format.days_ago", "format.days_ago", -count)


FILTERS = {
    "day": day,
    "instant": instant,
    "euros": euros,
    "number": number,
    "percent": percent,
    "in_days": in_days,
}
