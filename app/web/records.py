"""Choosing one record: a select where few can be chosen, a search among many; never more than a page of rows.

The search is sent by the form itself, with all that was typed in it: without a script by its button, with one while
the letters are typed. Its words go by POST, so they never reach an address (S-73).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, ngettext
from wtforms import SelectField

from app.crypto.search import MIN_BEGINNING, search_words
from app.db import db
from app.web.forms import looked_for
from app.web.paging import PER_PAGE

FOUND_AT_MOST = 20
LONGEST = 60
Named = list[tuple[Any, str]]


@dataclass(frozen=True, kw_only=True)
class Records:
    """What a reader may choose among.

    `query` selects records through the reader's own scope, `matching` is the condition that a text makes on them, and
    `called` gives them with their texts, in the order of people: once for all that are shown.
    """

    query: sa.Select[Any]
    matching: Callable[[str], sa.ColumnElement[bool]]
    called: Callable[[Sequence[Any]], Named]

    def some(self, number: int, *conditions: sa.ColumnElement[bool]) -> list[Any]:
        return list(db.session.scalars(self.query.where(*conditions).limit(number)))

    def of(self, public_id: str) -> list[Any]:
        """The record of that public id; none for what is not there and what one may not choose alike (S-05)."""
        (described,) = self.query.column_descriptions
        return self.some(1, described["entity"].public_id == public_id)


def by_name(query: sa.Select[Any], model: Any) -> Records:
    """Records that have a name, in the order of names; each word typed is anywhere in it."""

    def matching(text: str) -> sa.ColumnElement[bool]:
        return sa.and_(*(model.sort_name.contains(word, autoescape=True) for word in search_words(text)))

    ordered = query.order_by(None).order_by(model.sort_name, model.id)
    return Records(query=ordered, matching=matching, called=lambda rows: [(one, one.name) for one in _sorted(rows)])


def _sorted(rows: Sequence[Any]) -> list[Any]:
    return sorted(rows, key=lambda one: (one.sort_name, one.id))


class RecordField(SelectField):
    """One of the records that `among` offers, by its public id; `record` is the one chosen."""

    many = False
    text = ""
    seen = ""  # the text that was last looked for
    is_asked = False  # something was typed that can be found, and looked for

    def process(self, formdata, *args, **given):
        super().process(formdata, *args, **given)
        if formdata:
            self.text = formdata.get(f"{self.name}-text", "").strip()[:LONGEST]
            self.is_asked = looked_for(formdata) == self.name and bool(search_words(self.text))
            self.seen = self.text if self.is_asked else formdata.get(f"{self.name}-seen", "")

    def among(self, records, *kept, none=None):
        """Hand over what may be chosen. `kept` are always on offer, as what stands already; `none` is how no choice
        reads."""
        rows = records.some(PER_PAGE + 1)
        self.many = len(rows) > PER_PAGE
        if self.many:
            self.found = records.some(FOUND_AT_MOST + 1, records.matching(self.text)) if self.is_asked else []
            rows = [*self.found[:FOUND_AT_MOST], *(records.of(self.data) if self.data else [])]
        self.known = {one.public_id: one for one in [*filter(None, kept), *rows]}
        texts = [(one.public_id, text) for one, text in records.called(list(self.known.values()))]
        self.choices = [("", none or gettext("record.choose")), *texts]

    @property
    def record(self):
        return self.known.get(self.data)

    @property
    def options(self):
        """The choices of a search; where one must be made, to make none is not among them."""
        return [one for one in self.iter_choices() if one.value or not self.flags.required]

    @property
    def told(self):
        """What the search says of itself."""
        if not self.is_asked:
            return gettext("record.many")
        if not self.found:
            short = all(len(word) < MIN_BEGINNING for word in search_words(self.text))
            return gettext("record.short" if short else "record.none", text=self.text)
        if len(self.found) > FOUND_AT_MOST:
            return gettext("record.more", most=FOUND_AT_MOST)
        return ngettext("record.found", "record.found", len(self.found))
