"""Words of a text that may name somebody: looked for among the names of who lives there, and masked (S-14)."""

import re
from collections.abc import Set

from app.crypto import search_words

SHORTEST = 2
MASK = "[…]"
# Parts of names that are words of every sentence: alone they name nobody.
# fmt: off
PARTICLES = frozenset({
    "al", "au", "aux", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den",
    "der", "des", "di", "do", "dos", "du", "el", "en", "et", "het", "ibn", "la",
    "las", "le", "les", "los", "of", "op", "te", "ten", "ter", "the", "un", "une",
    "van", "von", "y",
})
# fmt: on


def telling_words(text: str) -> set[str]:
    """Normalised words of a text that could be somebody's name."""
    return {word for word in search_words(text) if len(word) >= SHORTEST and word not in PARTICLES}


def masked(text: str, words: Set[str]) -> str:
    """The text without these words, whatever their accents and case."""
    if not words:
        return text
    parts = re.split(r"(\s+)", text)
    return "".join(MASK if search_words(part) & words else part for part in parts)
