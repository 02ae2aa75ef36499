"""Lists by pages of 25, with a total that never costs a full count (DESIGN §6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import request

from app.db import ask, way_to_ask

PER_PAGE = 25
COUNTED = 1000
LAST_PAGE = 4000


@dataclass(frozen=True)
class Page:
    """Rows of one page. `total` stops at 1,000: beyond, `more` says that there are others."""

    rows: Sequence[Any]
    number: int
    total: int
    more: bool
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def numbers(self) -> list[int | None]:
        """Pages to link to: the first, the last, this one and its neighbours; None where some are left out."""
        last = max(self.pages, self.number)
        near = sorted({1, last, *range(max(1, self.number - 1), min(last, self.number + 1) + 1)})
        found: list[int | None] = [1]
        for before, number in pairwise(near):
            found += [number] if number == before + 1 else [None, number]
        return found

    @property
    def has_next(self) -> bool:
        return self.number < self.pages or (self.more and len(self.rows) == self.per_page)

    def url_for(self, number: int) -> str:
        """This list's address with the same filters, at another page."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        return f"{request.path}?{urlencode([*kept, ('page', number)])}"


def page_number() -> int:
    """The page asked for; nonsense is the first."""
    asked = request.args.get("page", 1, type=int)
    return min(max(asked, 1), LAST_PAGE)


def paged(
    query: sa.Select[Any], behind: sa.Select[*tuple[Any, ...]] | None = None, *, per_page: int = PER_PAGE
) -> Page:
    """One page of `query` and its total, in two statements.

    Where the rows join more than the filters do, `query` gives keys alone, and `behind` is the statement for the rows
    of those `KEYS` (`app.db`): a third one. In one, PostgreSQL would read whole tables, not knowing how few they are.
    """
    counting, asking, ask_for = _kept(query)
    total = ask(counting).scalar() or 0
    number = page_number() if total > COUNTED else min(page_number(), max(1, -(-total // per_page)))
    found = ask_for(asking, {"page_rows": per_page, "page_start": (number - 1) * per_page})
    rows = found.all() if behind is None else ask(behind, {"keys": found.scalars().all()}).all()
    return Page(rows, number, min(total, COUNTED), total > COUNTED, per_page)


def page_of(query: sa.Select[Any], total: int) -> Page:
    """One page of `query`, whose number of rows is known already: one statement."""
    _, asking, ask_for = _kept(query)
    number = min(page_number(), max(1, -(-total // PER_PAGE)))
    rows = ask_for(asking, {"page_rows": PER_PAGE, "page_start": (number - 1) * PER_PAGE}).all()
    return Page(rows, number, total, False)


_known: WeakKeyDictionary[sa.Select[Any], tuple[Any, Any, Callable[..., Any]]] = WeakKeyDictionary()


def _kept(query: sa.Select[Any]) -> tuple[Any, Any, Callable[..., Any]]:
    """The statement that counts, the one that asks for a page, and how; kept as long as a prebuilt query is."""
    if query not in _known:
        bounded = query.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None)
        counting = sa.select(sa.func.count()).select_from(bounded.limit(COUNTED + 1).subquery())
        rows, start = (sa.bindparam(name, type_=sa.Integer) for name in ("page_rows", "page_start"))
        asking = query.limit(rows).offset(start)
        _known[query] = counting, asking, way_to_ask(asking)
    return _known[query]
