"""How long is left, in the unit in which people count."""

from datetime import date

import pytest
import time_machine

from app.i18n.formats import euros, in_days, span

TODAY = "2026-05-04 10:00"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 5, 4), "aujourd’hui"),
        (date(2026, 5, 5), "dans 1 jour"),
        (date(2026, 8, 2), "dans 90 jours"),
        (date(2026, 8, 3), "dans 3 mois"),
        (date(2026, 8, 4), "dans 3 mois"),
        (date(2027, 7, 9), "dans 14 mois"),
        (date(2028, 5, 3), "dans 23 mois"),
        (date(2028, 5, 4), "dans 2 ans"),
        (date(2029, 8, 4), "dans 3 ans et 3 mois"),
        (date(2026, 5, 3), "il y a 1 jour"),
        (date(2025, 2, 28), "il y a 14 mois"),
    ],
)
def test_days_then_months_then_years(app, day, text):
    with time_machine.travel(TODAY, tick=False), app.test_request_context("/"):
        assert in_days(day) == text


def test_a_span_is_the_same_both_ways(app):
    with app.test_request_context("/"):
        assert span(date(2026, 1, 31), date(2026, 5, 30)) == span(date(2026, 5, 30), date(2026, 1, 31)) == "3 mois"


def test_an_amount_owed_has_a_true_minus_sign(app):
    with app.test_request_context("/"):
        assert euros(-4000) == "−40,00\N{NO-BREAK SPACE}€"
