"""Refusals of the trade: a rule says no, with the key of its text, the field beside it and the values it names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.db import Versioned


class Refusal(Exception):
    """An act that the rules refuse; nothing was changed. Answered with 422 beside its field."""

    status = 422

    def __init__(self, key: str, field: str | None = None, **values: Any) -> None:
        super().__init__(key)
        self.key, self.field, self.values_named = key, field, values
        self.every: tuple[Refusal, ...] = (self,)


class Refusals(Refusal):
    """Several rules refuse one act: each is told beside its field, not the second once the first is mended."""

    def __init__(self, every: Sequence[Refusal]) -> None:
        super().__init__(every[0].key, every[0].field, **every[0].values_named)
        self.every = tuple(every)


def refuse_all(found: Iterable[Refusal]) -> None:
    """Raise what refuses, all of it at once; nothing where nothing does."""
    every = list(found)
    if every:
        raise every[0] if len(every) == 1 else Refusals(every)


class Conflict(Refusal):
    """Somebody else was first; answered with a page of status 409 that says what stands in the way."""

    status = 409


class Already(Conflict):
    """The same person did it already; `location`, if known, is the page that shows it."""

    location: str | None = None


class FormUsed(Already):
    """The same person sent the form already, with another content; `location` is where it led then."""

    def __init__(self, location: str | None) -> None:
        super().__init__("conflict.form_used")
        self.location = location


class SentBefore(Already):
    """The same person sent the same words here a moment ago, by another page of the form; it led to `location`."""

    def __init__(self, at: str, location: str | None) -> None:
        super().__init__("form.sent_before", at=at)
        self.location = location


class DoneBefore(Already):
    """What stands in the way of `conflict` may be what the same person did themselves, in the same words, a moment ago:
    both are told, with where that led."""

    def __init__(self, at: str, location: str | None, conflict: Conflict) -> None:
        super().__init__("conflict.done_before", at=at)
        self.location, self.conflict = location, None if isinstance(conflict, Stale) else conflict


class Stale(Conflict):
    """The record changed since it was opened (DESIGN §3.12).

    `theirs` maps field names to what stands now; None where the form was filled with the record, and so knows.
    """

    def __init__(self, theirs: Mapping[str, Any] | None = None) -> None:
        super().__init__("conflict.stale")
        self.theirs = theirs


def refuse_stale(record: Versioned, version: int | None, theirs: Mapping[str, Any] | None = None) -> None:
    """Raise `Stale` when the record changed since `version` of it was opened."""
    if version != record.version:
        raise Stale(theirs)
