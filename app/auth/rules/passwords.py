"""Which passwords are refused: too short or long, repeats, keyboard runs, chains of common words, names (S-19, S-20).

No rule asks for capitals or signs. Time grows with the length of the password only: no clever patterns.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

MIN_LENGTH, MAX_LENGTH = 15, 128
FEW_CHARACTERS = 5
RUN = 4
WORDS_OF_A_CHAIN = 3
OWN_LETTERS = 8  # what must remain once names and common words are taken away
PRODUCT = ("tremplin", "springboard", "issue", "bruxelles", "brussel", "brussels", "capteur", "logement")
KEYBOARDS = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "01234567890",
    "1234567890",
    "azeqsdwxc",
    "qweasdzxc",
    "1qay2wsx3edc4rfv5tgb",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "1aqw2zsx3edc4rfv5tgb",
)
LOOKS_LIKE = str.maketrans("0134578@$!€", "oieastbasie")
DATA = Path(__file__).parents[1] / "data"
SHORTEST_LEAKED = 4  # shorter ones stand in every sentence
ADORNMENT = re.compile(r"(.)\1{2,}|\d{4,8}\W*\Z")  # what people add: one sign held down, a date at the end
FREE_DIGITS = 6  # a date or a year behind a word adds nothing


def weakness(password: str, names: Iterable[str] = ()) -> str | None:
    """The catalogue key of what is wrong with a password, or None. `names` are the person's and the organisation's."""
    if len(password) < MIN_LENGTH:
        return "password.weak.short"
    if len(password) > MAX_LENGTH:
        return "password.weak.long"
    bare = _bare(password)
    if len(set(bare)) < FEW_CHARACTERS or _repeats(bare):
        return "password.weak.repeats"
    if _without_runs(bare) < OWN_LETTERS:
        return "password.weak.keyboard"
    for text in {bare, bare.translate(LOOKS_LIKE)}:
        if _is_about(text, names):
            return "password.weak.names"
        if _without_words(text) < OWN_LETTERS:
            return "password.weak.common"
    return None


def _bare(text: str) -> str:
    """Lower case without accents or spaces: what makes a password longer without making it better is left out."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char) and not char.isspace())


def _repeats(text: str) -> bool:
    """Whether a piece is said over and over: the text continues itself after at most half of it."""
    lengths = [0] * len(text)  # of the longest end that is also a beginning
    for position in range(1, len(text)):
        matched = lengths[position - 1]
        while matched and text[position] != text[matched]:
            matched = lengths[matched - 1]
        lengths[position] = matched + (text[position] == text[matched])
    return (len(text) - lengths[-1]) * 2 <= len(text)


@cache
def _runs() -> frozenset[str]:
    rows = [*KEYBOARDS, *(row[::-1] for row in KEYBOARDS)]
    return frozenset(row[start : start + RUN] for row in rows for start in range(len(row) - RUN + 1))


def _without_runs(text: str) -> int:
    """How many characters stand outside runs of four on a keyboard, in the alphabet, or of one letter."""
    inside: set[int] = set()
    for start in range(len(text) - RUN + 1):
        piece = text[start : start + RUN]
        if piece in _runs() or len(set(piece)) == 1:
            inside.update(range(start, start + RUN))
    return len(text) - len(inside)


def _is_about(text: str, names: Iterable[str]) -> bool:
    """Whether little remains without the product's, the city's, the organisation's and the person's own names."""
    words = {word for name in names for word in re.findall(r"\w{3,40}", _folded(name))} | set(PRODUCT)
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != text and _letters(rest) < OWN_LETTERS


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _words() -> tuple[frozenset[str], int]:
    """Common words and sayings, the passwords most often found in leaks, and the length of the longest.

    The leaked ones are the thirty thousand of the package zxcvbn, as they are and by their letters alone.
    """
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # a fifth of a second: only for who chooses a password

    leaked = {_bare(word) for word in FREQUENCY_LISTS["passwords"]}
    letters = {"".join(char for char in word if char.isalpha()) for word in leaked}
    found = {word for word in leaked | letters if len(word) >= SHORTEST_LEAKED}
    words = _listed("common_words.txt") | _listed("common_long.txt") | found
    return words, max(map(len, words))


def _without_words(text: str) -> int:
    """How much is left of a text without its three longest common words; a few digits count for nothing.

    Three, because four words or more are a sentence, and a sentence is what people should choose.
    """
    letters = "".join(char for char in text if char.isalpha())
    by_letters = _uncovered(letters, WORDS_OF_A_CHAIN) + max(0, len(text) - len(letters) - FREE_DIGITS)
    return min(by_letters, _uncovered(ADORNMENT.sub("", text), WORDS_OF_A_CHAIN))


def _uncovered(letters: str, chained: int) -> int:
    """Letters or signs that at most `chained` common words, side by side or apart, leave uncovered."""
    words, longest = _words()
    row = list(range(len(letters) + 1))
    for _ in range(chained):
        after = [0]
        for end in range(1, len(letters) + 1):
            starts = range(max(0, end - longest), end)
            after.append(min([after[-1] + 1, *(row[start] for start in starts if letters[start:end] in words)]))
        row = after
    return row[-1]
