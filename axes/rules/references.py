"""References: H-26-7KQ4D for a household. Short enough for a telephone; they tell the year, and nothing else.

A number in a row would tell each organisation how many households the others opened, and when.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

DIGITS = "23456789"
# No vowel, so no word; no letter that somebody writes like another, or like a digit.
SYMBOLS = DIGITS + "CDFHJKMNPQRTVWX"
LENGTH = 5
WHOLE = re.compile(rf"[A-Z]-\d\d-[{SYMBOLS}]{{{LENGTH}}}", re.IGNORECASE)


def drawn(day: date, choose: Callable[[Sequence[str]], str], letter: str = "H") -> str:
    """A reference of the year of `day`; `choose` picks each symbol. At least one is a digit: searches look for one."""
    while True:
        code = "".join(choose(SYMBOLS) for _ in range(LENGTH))
        if any(symbol in DIGITS for symbol in code):
            return f"{letter}-{day:%y}-{code}"
