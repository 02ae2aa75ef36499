"""Hashing of passwords: argon2id, and the same work for an unknown account as for a known one (S-21, S-22)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_LENGTH = 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash("an account that does not exist")


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. Without an account the same work is done, and the answer is no."""
    nobody, known = _nobody(), password_hash is not None  # made once per process, whoever comes first
    try:
        right = _hasher.verify(password_hash or nobody, password[: MAX_LENGTH + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and known


def needs_rehash(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)
