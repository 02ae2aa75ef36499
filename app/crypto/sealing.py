"""Sealed columns: AES-256-GCM values that open only in the row and column where they were sealed (S-86).

A model keeps the sealed form in a mapped column `<name>_sealed` and shows the clear form under `<name>`:

    class Person(Identified, Base):
        full_name_sealed: Mapped[str | None] = mapped_column(Text)
        full_name = Sealed()

Nothing clear is kept: each read opens the value again (a few microseconds). A sealed value is
`<key id>.<nonce and ciphertext>`, in base64url for text columns, raw for `SealedBytes`. Its length shows the
length of the clear value. Nonces are 96 random bits: change keys long before 2**32 values.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Self, TypeVar, overload

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import class_mapper

from app.crypto.errors import DoesNotOpen, SealingError
from app.crypto.keys import KEY_ID, KeyUse, current_keys, decode, encode

NONCE_BYTES = 12
TAG_BYTES = 16
SUFFIX = "_sealed"

T = TypeVar("T")
Stored = TypeVar("Stored", str, bytes)


def place_of(table: str, column: str, row: str) -> str:
    """Where a value lives; bound into it. Tables and columns hold no dot, so two places never read alike."""
    if not row:
        raise SealingError(f"{table}.{column} is sealed to its row: the row needs its public_id first")
    return f"{table}.{column}.{row}"


def seal_text(clear: str, place: str) -> str:
    """Seal text to a place with the first key. The same text gives another value each time."""
    key_id, box = _seal(_utf8(clear), place)
    return f"{key_id}.{encode(box)}"


def open_text(sealed: str, place: str) -> str:
    """Clear text of a sealed value; raises `UnknownKey` or `DoesNotOpen`."""
    return _open(sealed, place).decode()


def seal_bytes(clear: bytes, place: str) -> bytes:
    """Seal a document to a place, without the third that base64 would add."""
    key_id, box = _seal(clear, place)
    return key_id.encode() + b"." + box


def open_bytes(sealed: bytes, place: str) -> bytes:
    """Clear bytes of a sealed document; raises `UnknownKey` or `DoesNotOpen`."""
    return _open(sealed, place)


def _seal(clear: bytes, place: str) -> tuple[str, bytes]:
    keys = current_keys()
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(keys.derived(KeyUse.SEALING))
    return keys.first_id, nonce + cipher.encrypt(nonce, clear, place.encode())


def _open(sealed: str | bytes, place: str) -> bytes:
    if not sealed:  # what was erased where the column must hold something: nothing is left to open (rule 47)
        return b""
    key_id, box = _split(sealed, place)
    cipher = AESGCM(current_keys().derived(KeyUse.SEALING, key_id))
    try:
        return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise DoesNotOpen(place) from None


def _split(sealed: str | bytes, place: str) -> tuple[str, bytes]:
    """Key id and box. The shape is checked, so that clear text stored by mistake is never shown as an id."""
    try:
        if isinstance(sealed, bytes):
            head, _, box = sealed.partition(b".")
            key_id = head.decode("ascii")
        else:
            key_id, _, text = sealed.partition(".")
            box = decode(text)
    except ValueError:
        raise DoesNotOpen(place) from None
    if len(box) < NONCE_BYTES + TAG_BYTES or not KEY_ID.fullmatch(key_id):
        raise DoesNotOpen(place)
    return key_id, box


def _utf8(clear: str) -> bytes:
    try:
        return clear.encode()
    except UnicodeEncodeError:  # it would carry the whole text along
        raise ValueError("the text holds half a character (a lone surrogate)") from None


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How one type of value is sealed to a place and opened again."""

    accepts: type[T]
    seal: Callable[[T, str], str | bytes]
    open: Callable[[Any, str], T]
    refuses: tuple[type, ...] = ()

    def check(self, value: object, name: str) -> None:
        """Refuse another type, without showing the value."""
        if not isinstance(value, self.accepts) or isinstance(value, self.refuses):
            raise TypeError(f"{name} takes {self.accepts.__name__}, not {type(value).__name__}")


TEXT = Kind(str, seal_text, open_text)
BYTES = Kind(bytes, seal_bytes, open_bytes)
# A datetime is a date for Python, and would come back without its hour.
DATE = Kind(
    date,
    lambda clear, place: seal_text(clear.isoformat(), place),
    lambda sealed, place: date.fromisoformat(open_text(sealed, place)),
    refuses=(datetime,),
)


class SealedAttribute(Generic[T]):
    """What every sealed attribute does; models use the subclasses below, which say the type."""

    kind: Kind[T]
    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def place(self, model: type, public_id: str) -> str:
        """Table, column and row of the value; `TypeError` if the model has no such mapped column."""
        column = class_mapper(model, configure=False).columns.get(self.name + SUFFIX)
        if column is None or not isinstance(column.table, sa.Table):
            raise TypeError(f"{model.__name__}.{self.name} needs a mapped column {self.name}{SUFFIX}")
        return place_of(column.table.name, column.name, public_id)

    def _place(self, record: object) -> str:
        return self.place(type(record), getattr(record, "public_id", None) or "")

    def _get(self, record: object) -> T | None:
        sealed = getattr(record, self.name + SUFFIX)
        return None if sealed is None else self.kind.open(sealed, self._place(record))

    def _set(self, record: object, clear: T | None) -> None:
        """Seal, unless the value is already there: an equal value must not cause an UPDATE.

        A value that does not open is not overwritten by accident: it has to be set to None first.
        """
        column, place = self.name + SUFFIX, self._place(record)
        if clear is None:
            if getattr(record, column) is not None:
                setattr(record, column, None)
            return
        self.kind.check(clear, f"{type(record).__name__}.{self.name}")
        if self._get(record) != clear:
            setattr(record, column, self.kind.seal(clear, place))


class _Optional(SealedAttribute[T]):
    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> T | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | T | None:
        return self if record is None else self._get(record)

    def __set__(self, record: object, clear: T | None) -> None:
        self._set(record, clear)


class _Required(SealedAttribute[T]):
    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> T: ...
    def __get__(self, record: object | None, owner: type) -> Self | T:
        if record is None:
            return self
        clear = self._get(record)
        if clear is None:
            raise AttributeError(f"{owner.__name__}.{self.name} has no value yet")
        return clear

    def __set__(self, record: object, clear: T) -> None:
        self.kind.check(clear, f"{type(record).__name__}.{self.name}")
        self._set(record, clear)


class Sealed(_Optional[str]):
    """Sealed text that may be absent: `str | None`, in a `Text` column."""

    kind = TEXT


class SealedRequired(_Required[str]):
    """Sealed text that is always there: `str`, in a `Text` column that refuses NULL."""

    kind = TEXT


class SealedDate(_Optional[date]):
    """A sealed day, such as a birth date: `date | None`, in a `Text` column."""

    kind = DATE


class SealedBytes(_Optional[bytes]):
    """A sealed document that may be absent: `bytes | None`, in a `LargeBinary` column."""

    kind = BYTES


class SealedBytesRequired(_Required[bytes]):
    """A sealed document that is always there: `bytes`, in a `LargeBinary` column that refuses NULL."""

    kind = BYTES


def sealed_attributes(model: type) -> dict[str, SealedAttribute[Any]]:
    """The sealed attributes of a model by name, those of its mixins included."""
    found: dict[str, SealedAttribute[Any]] = {}
    for owner in reversed(model.__mro__):
        for name, value in vars(owner).items():
            if isinstance(value, SealedAttribute):
                found[name] = value
            else:
                found.pop(name, None)
    return found


@overload
def unseal_column(model: type, attribute: str, public_id: str, sealed: str | None) -> str | None: ...
@overload
def unseal_column(
    model: type, attribute: SealedAttribute[T], public_id: str, sealed: str | bytes | None
) -> T | None: ...
def unseal_column(
    model: type, attribute: str | SealedAttribute[Any], public_id: str, sealed: str | bytes | None
) -> Any:
    """Clear value for a query that selects plain columns; None stays None.

    By name the answer is text: `unseal_column(Person, "full_name", row.public_id, row.full_name_sealed)`.
    With the attribute itself (`Person.birth_date`) it has the type of that attribute.
    """
    if isinstance(attribute, str):
        attribute = _text_attribute(model, attribute)
    return None if sealed is None else attribute.kind.open(sealed, attribute.place(model, public_id))


def _text_attribute(model: type, name: str) -> SealedAttribute[Any]:
    attribute = sealed_attributes(model).get(name)
    if attribute is None or attribute.kind is not TEXT:
        raise TypeError(f"{model.__name__}.{name} is not sealed text; hand over the attribute itself")
    return attribute


def reseal_column(model: type, attribute: SealedAttribute[Any], public_id: str, sealed: Stored) -> Stored:
    """The same value under the first key; what bears that key already comes back unchanged.

    For a rotation that runs while people work: `UPDATE … SET c = :new WHERE id = :id AND c = :old` cannot
    undo an edit made meanwhile, and may be stopped and run again at any point (S-87). Search tokens are
    made again apart.
    """
    place = attribute.place(model, public_id)
    if not sealed or _split(sealed, place)[0] == current_keys().first_id:
        return sealed
    clear = _open(sealed, place)
    return seal_bytes(clear, place) if isinstance(sealed, bytes) else seal_text(clear.decode(), place)


def reseal(record: object) -> int:
    """Bring every sealed attribute of a loaded record under the first key; how many had another one."""
    changed = 0
    for name, attribute in sealed_attributes(type(record)).items():
        old = getattr(record, name + SUFFIX)
        if not old:
            continue
        new = reseal_column(type(record), attribute, getattr(record, "public_id", None) or "", old)
        if new != old:
            setattr(record, name + SUFFIX, new)
            changed += 1
    return changed
