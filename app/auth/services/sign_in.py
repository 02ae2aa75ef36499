"""Signing in with a password; the second factor follows where the account has one."""

from dataclasses import dataclass

from app.auth.models.users import User
from app.auth.passwords import matches
from app.auth.queries.users import user_by_email
from app.web.errors import Refusal


@dataclass(frozen=True)
class Proven:
    """An account whose password was right."""

    user: User


def prove_password(*, email: str, password: str) -> Proven:
    """The account behind an address and its password. Raises `Refusal` alike for unknown, wrong, invited, closed."""
    user = user_by_email(email)
    usable = user is not None and user.deactivated_at is None
    right = matches(user.password_hash if user and usable else None, password)
    if user is None or not right:
        raise Refusal("sign_in.refused")
    return Proven(user)
