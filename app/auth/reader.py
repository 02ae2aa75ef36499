"""The person who reads: known from the session row, refreshed at each request, so that a right ends at once (S-07)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import g

from app.audit.actor import Actor
from app.auth.policy import may, relations
from app.auth.vocab import Action, Relation, Role
from app.clock import now
from app.db import Scoped, looked_up

PROOF_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Reader(Actor, Scoped):
    """A signed-in person. Queries are scoped with it, services take it as their actor."""

    user_id: int
    organisation_id: int
    role: Role
    name: str
    organisation_name: str
    session_token: str
    session_id: str = ""  # the session's public name: it stays when its token changes
    locale: str | None = None
    health_right: bool = False
    must_enrol: bool = False
    has_totp: bool = False
    proved_at: datetime | None = None
    doors: frozenset[str] = frozenset()  # see `app.auth.doors`

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.session_token

    def may(self, action: Action) -> bool:
        """Whether the policy lets this reader do `action` on anything at all."""
        return may(self.role, action) and (action is not Action.HOUSEHOLD_HEALTH or self.health_right)

    @property
    def proved_lately(self) -> bool:
        """Whether the password or a code was given in the last fifteen minutes, as sensitive acts ask (S-36)."""
        return self.proved_at is not None and now() - self.proved_at < PROOF_LASTS

    def relations(self, action: Action) -> frozenset[Relation]:
        """The relations under which this reader may do `action`."""
        return relations(self.role, action) if self.may(action) else frozenset()

    def only_own(self, action: Action) -> bool:
        """Whether `action` stops at the reader's own organisation."""
        return Relation.OTHER not in self.relations(action)

    def for_anybody(self) -> "Reader | None":
        """This reader as statements that are kept know them: of their role, whoever it is that asks. None for anybody
        else than who asks in this request."""
        if self.user_id is ASKING:
            return self
        asks = g.get("asking") if g else None
        return _anybody(self.role, self.health_right) if asks is self or asks == self else None


def _asking(name: str, kind: Any) -> Any:
    """What is known of who asks in this request, looked up as the statement is executed."""

    def known() -> Any:
        if "asking" not in g:
            raise LookupError("a statement kept for whoever asks was executed for nobody")
        return getattr(g.asking, name)

    return looked_up(f"asking_{name}", known, kind)


ASKING = _asking("user_id", sa.Integer())
ORGANISATION, SESSION = _asking("organisation_id", sa.Integer()), _asking("session_id", sa.String())


@lru_cache
def _anybody(role: Role, health_right: bool) -> Reader:
    return Reader(
        user_id=ASKING,
        organisation_id=ORGANISATION,
        session_id=SESSION,
        role=role,
        health_right=health_right,
        name="",
        organisation_name="",
        session_token="",
    )
