"""Passwords that everybody thinks of are refused, however they are made long enough (S-20, ASVS 6.2.4)."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.auth.rules.passwords import MAX_LENGTH, MIN_LENGTH, weakness
from app.auth.vocab import Role

LEAKED = FREQUENCY_LISTS["passwords"]
FIRST = LEAKED[:3000]


def lengthened(word: str, following: str) -> Iterator[str]:
    """What people do with a password that is too short."""
    yield word * (MIN_LENGTH // len(word) + 1)
    yield word + following if len(word + following) >= MIN_LENGTH else f"{word}{following}{word}{following}"
    yield word + "!" * MIN_LENGTH
    yield word.capitalize() + "-" + following.upper() + "-" + word


def test_the_list_is_as_long_as_it_must_be():
    assert len(set(FIRST)) == 3000
    assert len(set(LEAKED)) >= 25_000


def test_none_of_the_most_common_passes_once_lengthened():
    tried = {text for pair in pairwise(FIRST) for text in lengthened(*pair) if MIN_LENGTH <= len(text) <= MAX_LENGTH}
    assert len(tried) > 9_000
    assert [text for text in sorted(tried) if weakness(text) is None] == []


def test_none_that_is_long_by_itself_passes():
    long_ones = [word for word in LEAKED if len(word) >= MIN_LENGTH]
    assert len(long_ones) > 20
    assert [word for word in long_ones if weakness(word) is None] == []


def test_one_found_in_a_leak_and_a_date_do_not_pass():
    tried = [f"{word}01072026!" for word in FIRST if len(word) >= 6]
    assert [text for text in tried if weakness(text) is None] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "neuf cormorans dorment sur le canal",
        "deux loutres sous le pont de fer",
        "la grenouille a mangé mes clés hier",
        "drie kikkers fietsen naar het strand",
        "my uncle paints trains on rainy mondays",
        "vR7#qLw2!xTz9@Kp",
        "Zf4kd92mmQx71pLq",
    ],
)
def test_a_sentence_or_chance_passes(sentence):
    assert weakness(sentence) is None


@pytest.mark.parametrize("chosen", ["mustangmustang2020", "qazwsxedc123456789", "dragonmonkeyfootball"])
def test_the_form_says_so(make, sign_in, chosen):
    client = sign_in(make.user(Role.FIELD_WORKER))
    fields = {"password": "un long mot de passe de test", "new_password": chosen, "repeat_password": chosen}
    client.submit("/account/password", status=422, **fields)
