"""References of households: unique, and telling nothing of how many there are or of their order."""

import secrets
from datetime import date
from itertools import pairwise

from app.clock import today
from app.db import transaction
from axes.models.people import Household
from axes.rules.references import SYMBOLS, WHOLE, drawn
from axes.services.references import write_under_reference


def test_a_reference_that_is_taken_is_drawn_again(app, make):
    first = make.household(reference=f"H-{today():%y}-22222")
    symbols = iter("22222CCCCC222227KC4D")  # taken, without a digit, taken, free
    organisation = make.organisation()
    with app.app_context(), transaction("write"):
        made = Household(organisation_id=organisation.id)
        write_under_reference(made, today(), lambda _: next(symbols))
        assert (first.reference, made.reference) == (f"H-{today():%y}-22222", f"H-{today():%y}-7KC4D")


def test_references_say_nothing_of_how_many_or_in_which_order():
    drawn_ones = [drawn(date(2026, 5, 4), secrets.choice) for _ in range(3000)]
    codes = [one.removeprefix("H-26-") for one in drawn_ones]
    assert all(WHOLE.fullmatch(one) for one in drawn_ones)
    assert not {*"01OILSZBGUAEY"} & {*"".join(codes)}, "nothing that reads like something else, no word"
    assert len(set(codes)) > 2980  # of six million
    assert {code[0] for code in codes} == {code[-1] for code in codes} == {*SYMBOLS}
    following = sum(one < other for one, other in pairwise(codes))
    assert 1300 < following < 1700  # as many go up as down
