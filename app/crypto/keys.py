"""Keys of the sealed fields: given by the environment, held in memory only, one derived secret per use."""

import base64
import binascii
import re
from collections.abc import Sequence
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.crypto.errors import UnknownKey

VARIABLE = "TREMPLIN_FIELD_KEYS"
KEY_BYTES = 32
# Shorter than a key (43 letters): an id and a key written the wrong way round must not pass, nor be printed.
MAX_ID_LENGTH = 16
KEY_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9-]{{0,{MAX_ID_LENGTH - 1}}}")


class KeyUse(StrEnum):
    """What a derived secret is for: one secret never serves two uses (S-88)."""

    SEALING = "sealing"
    SEARCH = "search"
    JOURNAL = "journal"
    COUNTERS = "counters"


class FieldKeys:
    """The keys of an installation, in order: the first seals and indexes, all of them open.

    The master keys are forgotten once derived. `repr` and errors show ids, never key material.
    """

    __slots__ = ("_derived", "ids")

    def __init__(self, masters: Sequence[tuple[str, bytes]]) -> None:
        """Take (id, 32 bytes) pairs; `ValueError` says which one is wrong by its position."""
        _refuse_unfit(masters)
        self.ids = tuple(key_id for key_id, _ in masters)
        self._derived = {(key_id, use): _derive(master, use) for key_id, master in masters for use in KeyUse}

    @classmethod
    def parse(cls, text: str) -> "FieldKeys":
        """Read `id:base64url(32 bytes)` entries separated by commas, as in TREMPLIN_FIELD_KEYS."""
        if not text.strip():
            raise ValueError(f"{VARIABLE} holds no key")
        return cls([_entry(part.strip(), n) for n, part in enumerate(text.split(","), start=1)])

    @property
    def first_id(self) -> str:
        """Id of the key that seals and indexes now."""
        return self.ids[0]

    def derived(self, use: KeyUse, key_id: str | None = None) -> bytes:
        """The 32-byte secret for one use, of the first key unless told; raises `UnknownKey`."""
        wanted = self.first_id if key_id is None else key_id
        try:
            return self._derived[wanted, use]
        except KeyError:
            raise UnknownKey(wanted) from None

    def __repr__(self) -> str:
        return f"FieldKeys({', '.join(self.ids)})"


def _refuse_unfit(masters: Sequence[tuple[str, bytes]]) -> None:
    if not masters:
        raise ValueError(f"{VARIABLE} holds no key")
    ids: set[str] = set()
    secrets: set[bytes] = set()
    for position, (key_id, master) in enumerate(masters, start=1):
        if not KEY_ID.fullmatch(key_id):
            raise _unfit(position, f"the id must be 1 to {MAX_ID_LENGTH} letters, digits or hyphens")
        if len(master) != KEY_BYTES:
            raise _unfit(position, f"the key must be {KEY_BYTES} bytes, this one has {len(master)}")
        if key_id in ids:
            raise _unfit(position, f"the id “{key_id}” is used twice")
        if master in secrets:
            raise _unfit(position, f"the key “{key_id}” is the same as an earlier one")
        ids.add(key_id)
        secrets.add(master)


def _entry(text: str, position: int) -> tuple[str, bytes]:
    key_id, colon, encoded = text.partition(":")
    if not colon:
        raise _unfit(position, "expected id:key, there is no colon")
    try:
        return key_id.strip(), decode(encoded.strip())
    except ValueError:
        raise _unfit(position, "the key is not base64url (letters, digits, - and _)") from None


def _unfit(position: int, reason: str) -> ValueError:
    return ValueError(f"{VARIABLE}, entry {position}: {reason}")


def _derive(master: bytes, use: KeyUse) -> bytes:
    label = f"tremplin/1/{use.value}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label).derive(master)


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Bytes of base64url text, padded or not; `ValueError` unless it is the one way to write them."""
    bare = text.rstrip("=")
    try:
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        raise ValueError("not base64url") from None
    if encode(data) != bare:
        raise ValueError("not base64url")
    return data


class _Holder:
    keys: FieldKeys | None = None


def use_keys(keys: FieldKeys | None) -> None:
    """Set the keys of this process, once at its start; `None` forgets them."""
    _Holder.keys = keys


def current_keys() -> FieldKeys:
    """The keys of this process; a `RuntimeError` means that the application was not built by its factory."""
    if _Holder.keys is None:
        raise RuntimeError(f"no field keys: call app.crypto.use_keys(FieldKeys.parse({VARIABLE})) at start")
    return _Holder.keys
