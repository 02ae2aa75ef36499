"""A sealed file, written and read piece by piece: AES-256-GCM in the STREAM construction.

Each file has a key of its own, derived with a random salt, so a nonce is the number of its piece and whether it is the
last: pieces cannot be swapped, dropped, added or cut off, nor carried to another file.
"""

import json
import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.backup.errors import BackupRefused
from app.backup.keys import BackupKeys, new_salt
from app.crypto.keys import decode, encode

MAGIC = b"TREMPLIN BACKUP 1\n"
PIECE, TAG = 1 << 20, 16
LONGEST_HEADER = 4096
NONCE = struct.Struct(">7xIB")  # twelve bytes: the number of the piece, and whether it is the last


def seal_stream(out: IO[bytes], pieces: Iterable[bytes], keys: BackupKeys, **said: Any) -> None:
    """Write a sealed file; `said` stands readable in its head, and cannot be changed either."""
    salt = new_salt()
    head = json.dumps({"key": keys.first_id, "salt": encode(salt), **said}, sort_keys=True).encode() + b"\n"
    out.write(MAGIC + head)
    cipher = AESGCM(keys.derived(keys.first_id, salt))
    number, waiting = 0, b""
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE:
            out.write(cipher.encrypt(NONCE.pack(number, 0), waiting[:PIECE], head))
            number, waiting = number + 1, waiting[PIECE:]
    out.write(cipher.encrypt(NONCE.pack(number, 1), waiting, head))


def head_of(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """What stands readable in front, and its bytes. Raises `BackupRefused` for any other file."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BackupRefused("this is not a backup of Tremplin")
    head = source.readline(LONGEST_HEADER)
    try:
        said = json.loads(head)
        if not isinstance(said["key"], str) or not head.endswith(b"\n"):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BackupRefused("the head of this backup cannot be read") from None
    return said, head


def open_stream(source: IO[bytes], keys: BackupKeys) -> Iterator[bytes]:
    """The pieces of a sealed file, each proven before it is given; the end is proven too."""
    said, head = head_of(source)
    try:
        salt = decode(str(said.get("salt", "")))
    except ValueError:
        raise BackupRefused("the head of this backup cannot be read") from None
    cipher = AESGCM(keys.derived(said["key"], salt))
    number, sealed = 0, source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            yield cipher.decrypt(NONCE.pack(number, 0 if following else 1), sealed, head)
        except (InvalidTag, ValueError):
            raise BackupRefused(f"this backup was altered or cut, in its piece {number + 1}") from None
        if not following:
            return
        number, sealed = number + 1, following
