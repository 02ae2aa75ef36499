"""Codes of the second factor: what people type, and which moment a code belongs to (S-24)."""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DIGITS = 6
# Crockford's letters: nothing that is read as something else.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SELECTOR, SECRET = 4, 8
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def digits_of(text: str) -> str:
    """The digits of a text in any script, without the spaces and dashes people type."""
    return "".join(str(unicodedata.digit(char)) for char in text if unicodedata.category(char) == "Nd")


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The thirty-second step whose code this is: the present one or a neighbour (clocks drift); else None."""
    typed = digits_of(code)
    present = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), typed.encode()):
            found = step
    return found


def new_secret() -> str:
    """160 random bits, in the letters that authenticator apps take."""
    return pyotp.random_base32()


def address_of(secret: str, account: str) -> str:
    """What the square of dots says to an authenticator app."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Tremplin"))


@dataclass(frozen=True)
class Recovery:
    """A recovery code: `selector` is kept in clear to find it, `secret` only as a hash."""

    selector: str
    secret: str

    def __str__(self) -> str:
        text = self.selector + self.secret
        return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def new_recovery() -> Recovery:
    text = "".join(secrets.choice(LETTERS) for _ in range(SELECTOR + SECRET))
    return Recovery(text[:SELECTOR], text[SELECTOR:])


def recovery_in(text: str) -> Recovery | None:
    """The recovery code somebody typed, whatever its case and dashes; None when it cannot be one."""
    bare = unicodedata.normalize("NFKC", text).upper().translate(READ_AS)
    letters = "".join(char for char in bare if char in LETTERS)
    if len(letters) != SELECTOR + SECRET:
        return None
    return Recovery(letters[:SELECTOR], letters[SELECTOR:])
