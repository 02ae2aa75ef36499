"""Counting attempts before they are made, in the database, so that all workers share the counters (S-26).

An attempt counts as failed from the start and is forgiven when it succeeds: a hundred at once cannot all pass the
same check. The request may answer with an error, so counting has a transaction of its own.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.actor import system
from app.audit.journal import record_in
from app.auth.apart import apart
from app.auth.models.proofs import AttemptCounter, KnownDevice
from app.auth.models.users import User
from app.auth.place import Place
from app.auth.queries.readers import hash_token
from app.auth.rules.waiting import Limit, is_over, wait
from app.clock import now
from app.crypto import KeyUse, current_keys
from app.db import db

PER_ACCOUNT, PER_ADDRESS, IN_ALL = 5, 50, 1000
PER_CALENDAR = 30  # an agenda asks every few minutes at most
KEPT = timedelta(hours=1)
# In all, strangers wait two seconds at most: one who tries everywhere must not keep newcomers out.
EVERYWHERE = Limit("everywhere", IN_ALL, longest=2)


def password_limits(email: str, place: Place) -> list[Limit]:
    """What an attempt at a password counts towards. A known device counts for itself alone."""
    return _limits("account", email.strip().lower(), place)


def code_limits(user_id: int, place: Place) -> list[Limit]:
    """The same for the second factor."""
    return _limits("code", str(user_id), place)


def proof_limits(user_id: int) -> list[Limit]:
    """For a password asked again of somebody signed in: a browser left open must not be a place to guess."""
    return [Limit(_key("proof", str(user_id)), PER_ACCOUNT)]


def calendar_limits(secret: str | None, place: Place) -> list[Limit]:
    """How often an agenda may be read; where the secret opens nothing (None), how often its address may try another."""
    key = _key("calendar", secret) if secret else _key("no calendar", _network(place.address))
    return [Limit(key, PER_CALENDAR if secret else PER_ADDRESS, of_calendar=True)]


def _limits(what: str, name: str, place: Place) -> list[Limit]:
    stranger = [
        Limit(_key(what, name), PER_ACCOUNT),
        Limit(_key("address", _network(place.address)), PER_ADDRESS),
        EVERYWHERE,
    ]
    if place.device and _is_known(what, name, place.device):
        return [Limit(_key("device", what, name, place.device), PER_ACCOUNT)]
    return stranger


def _key(*parts: str) -> str:
    secret = current_keys().derived(KeyUse.COUNTERS)
    return hmac.digest(secret, "\0".join(parts).encode(), "sha256").hex()


def _network(address: str) -> str:
    """One subscriber: an IPv4 address, or the /64 that an IPv6 subscriber holds whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)


def _is_known(what: str, name: str, device: str) -> bool:
    whose = User.email == name if what == "account" else User.id == int(name)
    query = sa.select(KnownDevice.user_id).join(User, User.id == KnownDevice.user_id)
    return db.session.scalar(query.where(KnownDevice.token_hash == hash_token(device), whose)) is not None


def admit(limits: Iterable[Limit]) -> int:
    """Count an attempt that is about to be made. Gives the seconds to wait; then nothing was counted."""
    ordered = sorted(limits, key=lambda limit: limit.key)
    with apart() as session:
        at = now()
        counters = [_locked(session, limit.key, at) for limit in ordered]
        longest = max(
            wait(limit, one.failures, one.since, one.last_at, at) for limit, one in zip(ordered, counters, strict=True)
        )
        if not longest:
            for limit, counter in zip(ordered, counters, strict=True):
                _count(session, limit, counter, at)
        return longest


def _locked(session: Session, key: str, at: datetime) -> AttemptCounter:
    """The counter of a key, locked; writers take their keys in one order."""
    query = sa.select(AttemptCounter).where(AttemptCounter.key == key).with_for_update()
    counter = session.scalar(query)
    if counter is None:
        _forget_old(session, at)
        dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(AttemptCounter).values(key=key, failures=0, since=at, last_at=at)
        session.execute(fresh.on_conflict_do_nothing())
        counter = session.scalars(query).one()
    return counter


def _count(session: Session, limit: Limit, counter: AttemptCounter, at: datetime) -> None:
    if is_over(counter.since, at):
        counter.failures, counter.since = 0, at
    counter.failures, counter.last_at = counter.failures + 1, at
    if counter.failures == limit.free + 1:
        code = "calendar.slowed" if limit.of_calendar else "sign_in.slowed"
        record_in(session, code, None, actor=system("sign-in"), failures=counter.failures)


def _forget_old(session: Session, at: datetime) -> None:
    """Counters serve for minutes; strangers must not fill the disk with them."""
    session.execute(sa.delete(AttemptCounter).where(AttemptCounter.last_at < at - KEPT))


def forgive(limits: Iterable[Limit]) -> None:
    """The attempt succeeded: an account's or a device's own failures are forgotten, an address gets this one back."""
    for limit in sorted(limits, key=lambda one: one.key):
        fewer = 0 if limit.free == PER_ACCOUNT else AttemptCounter.failures - 1
        change = sa.update(AttemptCounter).where(AttemptCounter.key == limit.key, AttemptCounter.failures > 0)
        db.session.execute(change.values(failures=fewer), execution_options={"synchronize_session": False})
