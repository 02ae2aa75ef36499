"""Factories: `make.site(name="Dubrucq")` writes a record with honest defaults and gives it back.

Each module of this folder adds functions that take `make` first; the name of the function is the name of the factory.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.audit.journal import CHANGED
from app.db import db, transaction


class Make:
    """Hands out factories, and writes what each builds in one transaction."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.count = 0
        self.open: Session | None = None

    def __getattr__(self, name: str) -> Any:
        for module in _modules():
            if hasattr(module, name) and not name.startswith("_"):
                return partial(self._in_one, getattr(module, name))
        raise AttributeError(f"no factory is called {name}")

    def _in_one(self, factory: Any, *given: Any, **named: Any) -> Any:
        """What a factory makes, and has made by others, is there at once or not at all."""
        with self.session():
            return factory(self, *given, **named)

    def number(self) -> int:
        """The next number, for names that must differ."""
        self.count += 1
        return self.count

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The transaction under way, or one of its own. Nobody acts in it: the journal says nothing of it."""
        if self.open is not None:
            yield self.open
            return
        with self.app.app_context(), transaction("write"):
            self.open = db.session(expire_on_commit=False)
            try:
                yield self.open
                self.open.flush()
                self.open.info.pop(CHANGED, None)
                self.open.commit()
            finally:
                self.open = None

    def save(self, *items: Any) -> Any:
        """Write records and give back the first, readable after the session is gone."""
        with self.session() as session:
            session.add_all(items)
            session.flush()
        return items[0]


@cache
def _modules() -> list[Any]:
    return [importlib.import_module(f"tests.factories.{info.name}") for info in pkgutil.iter_modules(__path__)]
