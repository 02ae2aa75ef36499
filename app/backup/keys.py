"""The keys of backups: apart from those of the fields, since a backup lies elsewhere than the database."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.backup.errors import BackupRefused
from app.crypto.keys import KEY_BYTES, KEY_ID, decode

VARIABLE, FILE_VARIABLE = "TREMPLIN_BACKUP_KEYS", "TREMPLIN_BACKUP_KEY_FILE"
SALT_BYTES = 32


@dataclass(frozen=True)
class BackupKeys:
    """Keys by their id, in order: the first seals, all open."""

    masters: Mapping[str, bytes] = field(repr=False)

    @property
    def first_id(self) -> str:
        return next(iter(self.masters))

    def derived(self, key_id: str, salt: bytes) -> bytes:
        """The key of one file alone. Raises `BackupRefused` for an id that is not known here."""
        if key_id not in self.masters:
            known = ", ".join(self.masters)
            raise BackupRefused(f"this file is sealed with the key “{key_id}”; known here: {known}")
        label = b"tremplin/backup/1"
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=label).derive(self.masters[key_id])


def backup_keys(env: Mapping[str, str], file: Path | None = None) -> BackupKeys:
    """Keys from a file, else from the environment: `id:base64url(32 bytes)`, separated by commas or lines."""
    named = file or (Path(env[FILE_VARIABLE]) if env.get(FILE_VARIABLE) else None)
    text = _read(named) if named else env.get(VARIABLE, "")
    entries = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    if not entries:
        raise BackupRefused(
            f"no key of backups (id:base64url of 32 bytes): give --key-file, {FILE_VARIABLE} or {VARIABLE}"
        )
    return BackupKeys(dict(_entry(part, place) for place, part in enumerate(entries, start=1)))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeError) as error:
        raise BackupRefused(f"the file of keys {file} cannot be read") from error


def _entry(text: str, place: int) -> tuple[str, bytes]:
    key_id, _, encoded = text.partition(":")
    try:
        key = decode(encoded.strip())
    except ValueError:
        key = b""
    if not KEY_ID.fullmatch(key_id.strip()) or len(key) != KEY_BYTES:
        raise BackupRefused(f"key of backups {place} is not id:base64url of {KEY_BYTES} bytes")
    return key_id.strip(), key


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)
