"""No national register number is taken in any usual writing; figures like it pass (domain rule 42)."""

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.national_number import contains_national_number

# Public examples: the test value of the rule; a birth in 2017; a Flemish explanation page.
PUBLIC = ["85073003328", "17073003384", "93051822361"]
GAPS = ["", " ", ".", "-", "/", " - ", "\u00a0", "\u202f", "–", ". "]


def number(born: date, counter: int, bis: int = 0) -> str:
    """A valid number, by the words of the rule."""
    nine = f"{born:%y}{born.month + bis:02}{born:%d}{counter:03}"
    check = 97 - int(("2" if born.year >= 2000 else "") + nine) % 97
    return f"{nine}{check:02}"


def cut(digits: str, *gaps: str) -> str:
    """YY MM DD CCC XX with the given gaps."""
    parts = [digits[:2], digits[2:4], digits[4:6], digits[6:9], digits[9:]]
    return "".join(part + gap for part, gap in zip(parts, [*gaps, ""], strict=True))


@pytest.mark.parametrize("digits", PUBLIC)
def test_public_examples_are_found(digits: str) -> None:
    assert contains_national_number(digits)
    assert contains_national_number(cut(digits, ".", ".", "-", "-"))


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-033-28", "85.07.30-033.28", "85 07 30 033 28", "850730 033 28", "850730-033-28",
        "850730 03328", "85/07/30-033-28", "85.07.30 – 033 – 28", "85\u00a007\u00a030\u202f033\u00a028",
        "85.07.30-033\u200b-28", "NN85073003328", "NISS:85073003328.", "né le 12/3, 85.07.30-033-28, Ixelles",
        "(85073003328)", "12 85.07.30-033-28", "02 511 22 33 85073003328", "85.07.30-033-29 85.07.30-033-28",
        "1985 85073003328", "11 22 33 444 85 07 30 033 28",
        "٨٥٠٧٣٠٠٣٣٢٨", "８５．０７．３０－０３３－２８", "ligne\n85073003328\nligne",
    ],
)  # fmt: skip
def test_usual_writings_are_found(text: str) -> None:
    assert contains_national_number(text)


@given(
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.integers(1, 998),
    st.sampled_from([0, 20, 40]),
    st.data(),
)
def test_every_valid_number_is_found(born: date, counter: int, bis: int, data: st.DataObject) -> None:
    gaps = [data.draw(st.sampled_from(GAPS)) for _ in range(4)]
    assert contains_national_number("avant " + cut(number(born, counter, bis), *gaps) + ", après")


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(1, 998), st.integers(1, 96))
def test_a_wrong_check_passes_unless_it_is_right_for_the_other_century(born: date, counter: int, off: int) -> None:
    digits = number(born, counter)
    wrong = f"{digits[:9]}{(int(digits[9:]) - 1 + off) % 97 + 1:02}"
    centuries = (97 - int(lead + digits[:9]) % 97 for lead in ("", "2"))
    assert contains_national_number(wrong) is (int(wrong[9:]) in centuries)


@pytest.mark.parametrize(
    ("digits", "refused"),
    [
        ("850000033", True), ("850700033", True), ("850031033", True), ("851231033", True),
        ("852700033", True), ("855231033", True), ("850730998", True), ("850730001", True),
        ("851330033", False), ("853330033", False), ("855330033", False), ("856030033", False),
        ("850732033", False), ("850730000", False), ("850730999", False),
    ],
)  # fmt: skip
def test_dates_are_held_to_the_pattern_of_the_register(digits: str, refused: bool) -> None:
    assert contains_national_number(f"{digits}{97 - int(digits) % 97:02}") is refused


@pytest.mark.parametrize(
    "text",
    [
        "", "+32 475 12 34 56", "+32475123456", "0475/12.34.56", "0032 475 12 34 56", "BE71 0961 2345 6769",
        "BE71096123456769", "BE71-0961-2345-6769", "850730033281", "185073003328", "85073003329",
        "85.07.30-033-29", "1 850 730 033,28 €", "8507 3003 328", "85\n07\n30\n033\n28",
        "85\t07\t30\t033\t28", "85.07.30-033", "du 30/07/1985 au 03/03/2028", "2023-11-30 10:15:00",
        "BE 0123.456.749", "+++090/9337/55493+++", "02 511 22 30 / 02 511 04 33", "ref 85073-003328",
    ],
)  # fmt: skip
def test_other_figures_pass(text: str) -> None:
    assert not contains_national_number(text)


def test_every_mobile_passes_as_it_is_usually_written() -> None:
    for last in range(0, 1_000_000, 397):
        for operator in range(450, 500, 7):
            digits = f"{operator}{last:06}"
            a, b, c = digits[3:5], digits[5:7], digits[7:]
            spaced = f"{operator} {a} {b} {c}"
            assert not contains_national_number(f"+32{digits} 0{digits} +32 {spaced} 0{spaced} + 32{digits}")


@given(st.integers(0, 10**14 - 1))
def test_every_iban_passes(figures: int) -> None:
    digits = f"{figures:014}"
    grouped = " ".join(re.findall("..?.?.?", f"BE{digits}"))
    assert not contains_national_number(f"BE{digits} ; {grouped}")


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 10**9),
)
def test_dates_and_amounts_pass(start: date, end: date, cents: int) -> None:
    amount = f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02} €"
    for shape in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"):
        assert not contains_national_number(f"{start:{shape}} - {end:{shape}} : {amount}")


@pytest.mark.parametrize(
    "hostile",
    [
        "85.07.30-033-",
        "85073003329",
        "8",
        "8 ",
        " ",
        "85 07 30 033 2",
        "85.07.30 - 033 - 29 ",
        "+",
        "\u200b8",
        "8   ",
    ],
)
def test_long_hostile_text_is_quick(hostile: str) -> None:
    began = time.process_time()
    assert not contains_national_number(hostile * (50_000 // len(hostile)))
    assert time.process_time() - began < 1
