"""How entries are sealed to one another: HMAC-SHA256 over a canonical text, keyed outside the database (S-78)."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from app.audit.models import JournalEntry
from app.crypto import KeyUse, current_keys

ROOT_SEAL = "0" * 64


def _mac(text: str, key_id: str) -> str:
    key = current_keys().derived(KeyUse.JOURNAL, key_id)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def canonical(entry: JournalEntry) -> str:
    """The text that is sealed: every column but the seal itself."""
    fields = [
        entry.organisation_id,
        entry.seq,
        _instant(entry.at),
        entry.user_id,
        entry.job,
        entry.event,
        entry.subject_type,
        entry.subject_id,
        entry.facts,
        entry.request_id,
        entry.key_id,
        entry.previous,
    ]
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=True)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def seal_of(entry: JournalEntry) -> str:
    """The seal an entry should bear, by the key it names; raises `UnknownKey` once that key is gone."""
    return _mac(canonical(entry), entry.key_id)


def proof_of(organisation_id: int, seq: int, seal: str, key_id: str) -> str:
    """Seal of the head row: without the key, a cut tail cannot be given a matching head."""
    return _mac(f"head:{organisation_id}:{seq}:{seal}", key_id)


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left, right)
