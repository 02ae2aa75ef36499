"""Looking up accounts."""

import sqlalchemy as sa

from app.auth.models.users import User
from app.db import db


def user_by_email(email: str) -> User | None:
    """The account of an address, whatever its case; deactivated ones included."""
    return db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))
