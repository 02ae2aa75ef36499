"""Finds Belgian national register numbers in free text, so that forms can refuse them (domain rule 42).

Eleven digits: birth date (year, month, day), a counter from 001 to 998, a check of 01 to 97. The check is 97
minus the remainder of the first nine digits by 97, with a 2 in front for births from 2000.

The date is only held to a pattern, because the Register itself writes dates that no calendar has:
* month and day may be 00: birth date not fully known, frequent for refugees, or counter of that day used up;
* bis numbers, of people known to social security but not registered, add 20 (sex unknown) or 40 to the month.
"""

import re

# Unseen characters that come along when a number is copied from a PDF or a chat.
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# At most one mark with a space on each side, or a tight slash, and only where a number is cut in usual
# writings (85.07.30-033-28, 850730 033 28): a mobile (+32 475 12 34 56) and an IBAN (BE71 0961 2345 6769)
# are cut elsewhere. Line ends and tabs end a number. Gaps are bounded and share nothing with digits, so
# time grows with the length of the text only.
_SPACE, _MARK = r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]", r"[.\-\u2010-\u2015\u2212\u00b7\uff0d\uff0e]"
_GAP = rf"(?:{_SPACE}?{_MARK}?{_SPACE}?|/)"
# A plus sign makes a telephone number. The look-ahead finds a number that other digits precede.
_NUMBER = re.compile(
    rf"(?<![\d+])(?<!\+ )(?=(\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d\d\d){_GAP}(\d\d)(?!\d))",
)
_MAX_MONTH, _MAX_DAY, _MAX_COUNTER = 12, 31, 998
_BIS_STEP, _BIS_END = 20, 60


def contains_national_number(text: str) -> bool:
    """Whether a text holds a valid register or bis number in a usual writing, in the digits of any script."""
    return any(_is_valid(*found.groups()) for found in _NUMBER.finditer(_UNSEEN.sub("", text)))


def _is_valid(year: str, month: str, day: str, counter: str, check: str) -> bool:
    if int(month) >= _BIS_END or int(month) % _BIS_STEP > _MAX_MONTH or int(day) > _MAX_DAY:
        return False
    if not 1 <= int(counter) <= _MAX_COUNTER:
        return False
    nine = year + month + day + counter
    return int(check) in (97 - int(nine) % 97, 97 - int("2" + nine) % 97)
