"""Field keys and sealed values: a value opens only under its key and in its place (S-86 to S-88)."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.crypto import (
    DoesNotOpen,
    FieldKeys,
    KeyUse,
    SealingError,
    UnknownKey,
    current_keys,
    open_bytes,
    open_text,
    seal_bytes,
    seal_text,
    use_keys,
)
from tests.support.field_keys import AFTER, FIRST, OTHER, keys_of_a_test, rotate_to

PLACE = "person.full_name_sealed.row-1"


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    with keys_of_a_test():
        yield


def test_the_first_key_listed_is_the_one_that_seals() -> None:
    keys = FieldKeys.parse(f" new:{OTHER.rstrip('=')} ,\n old:{FIRST} ")
    use_keys(keys)
    assert (keys.first_id, keys.ids) == ("new", ("new", "old"))
    assert seal_text("x", PLACE).startswith("new.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" ", "holds no key"),
        (FIRST, "entry 1: expected id:key"),
        (f"{FIRST}:k1", "entry 1"),
        (f"k1:{FIRST[:40]}", "must be 32 bytes, this one has 30"),
        (f"k1:{FIRST}AA", "entry 1"),
        (f"k1:{FIRST[:-2]}9=", "not base64url"),
        (f"k1:{FIRST[:-5]}/+é=", "not base64url"),
        (f"k1:{FIRST},k1:{OTHER}", "entry 2: the id “k1” is used twice"),
        (f"k1:{FIRST},k2:{FIRST}", "entry 2: the key “k2” is the same"),
        (f"k1:{FIRST},", "entry 2"),
        (f"k.1:{FIRST}", "letters, digits or hyphens"),
    ],
)
def test_unfit_keys_are_refused_without_being_shown(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        FieldKeys.parse(text)
    assert FIRST[:12] not in str(refused.value)
    assert refused.value.__cause__ is None


def test_each_use_has_a_secret_of_its_own() -> None:
    """Expected values by `openssl kdf … HKDF` with the labels as info."""
    keys = current_keys()
    assert keys.derived(KeyUse.SEALING).hex()[:32] == "baa1884e8411e10b66556759b60c197b"
    assert keys.derived(KeyUse.SEARCH).hex()[:32] == "ded136c3eaa701bb36a32d41856b0c4c"
    assert keys.derived(KeyUse.JOURNAL).hex()[:32] == "4c5d5d84f31f78862ca671b16869a0b2"
    assert keys.derived(KeyUse.JOURNAL) == keys.derived(KeyUse.JOURNAL, "k1")


def test_keys_do_not_print_themselves() -> None:
    assert repr(current_keys()) == "FieldKeys(k1)"


def test_without_keys_the_error_says_what_to_do() -> None:
    use_keys(None)
    with pytest.raises(RuntimeError, match="TREMPLIN_FIELD_KEYS"):
        seal_text("x", PLACE)


def test_a_value_sealed_by_another_program_opens() -> None:
    """Made with Node's crypto, so that the stored format cannot change unnoticed."""
    assert open_text("k1.AAECAwQFBgcICQoLEp-juYNAzfxJ1k6He2MnKWZd6AyUD_gZ0w", PLACE) == "Zoé 🏠"


@given(st.text())
@example("")
@example("👩‍👩‍👧‍👦 🏳️‍🌈")
@example("\u0301\u0323 lone marks")
@example("\u202eמשה \u2066كريم\u2069")
@example("nul\x00 and e\u0301 beside é")
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert open_text(seal_text(text, PLACE), PLACE) == text


@given(st.binary())
def test_any_document_comes_back_as_it_was(data: bytes) -> None:
    assert open_bytes(seal_bytes(data, PLACE), PLACE) == data


def test_half_a_character_is_refused_without_the_text() -> None:
    with pytest.raises(ValueError, match="lone surrogate") as refused:
        seal_text("Dupont \ud800", PLACE)
    assert type(refused.value) is ValueError
    assert refused.value.__suppress_context__


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 64, 128]))
def test_an_altered_value_does_not_open(at: int, bit: int) -> None:
    head, box = b"k1.", bytearray(seal_bytes("Élodie".encode(), PLACE)[3:])
    box[at % len(box)] ^= bit
    with pytest.raises(DoesNotOpen):
        open_bytes(head + bytes(box), PLACE)


@pytest.mark.parametrize(
    "other", ["person.full_name_sealed.row-2", "person.alias_sealed.row-1", "paper.full_name_sealed.row-1"]
)
def test_a_value_opens_in_its_place_only(other: str) -> None:
    with pytest.raises(DoesNotOpen, match=other):
        open_text(seal_text("Dupont", PLACE), other)


def test_another_key_under_the_same_id_does_not_open() -> None:
    sealed = seal_text("Dupont", PLACE)
    rotate_to(f"k1:{OTHER}")
    with pytest.raises(DoesNotOpen):
        open_text(sealed, PLACE)


def test_an_unknown_key_is_named_by_its_id_only() -> None:
    sealed = seal_text("Dupont", PLACE)
    rotate_to(AFTER)
    with pytest.raises(UnknownKey, match="“k1”") as refused:
        open_text(sealed, PLACE)
    assert sealed[3:11] not in str(refused.value)


def test_what_was_erased_opens_as_nothing_and_is_never_taken_for_something_sealed() -> None:
    assert (open_text("", PLACE), open_bytes(b"", PLACE)) == ("", b"")
    assert seal_text("", PLACE) != ""


@pytest.mark.parametrize("clear", ["Dupont", "Jean.Dupont", "Élodie.Dupont", "k1.", "Marie." + "x" * 60, b"\xff.x"])
def test_clear_text_in_a_sealed_column_is_not_shown(clear: str | bytes) -> None:
    with pytest.raises(SealingError) as refused:
        open_text(clear, PLACE)  # type: ignore[arg-type]
    assert "Dupont" not in str(refused.value)
    assert "Jean" not in str(refused.value)


def test_no_nonce_is_used_twice() -> None:
    assert len({seal_bytes(b"", PLACE)[3:15] for _ in range(10_000)}) == 10_000
