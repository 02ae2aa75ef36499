"""Factories: `make.site(name="Dubrucq")` writes a record with honest defaults and gives it back.

Each module of this folder adds functions that take `make` first; the name of the function is the name of the factory.
"""

import importlib
import pkgutil
from functools import cache, partial
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.audit.actor import system
from app.audit.journal import record_in
from app.db import db, transaction


class Make:
    """Hands out factories, and writes what they build in a transaction of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        for module in _modules():
            if hasattr(module, name) and not name.startswith("_"):
                return partial(getattr(module, name), self)
        raise AttributeError(f"no factory is called {name}")

    def number(self) -> int:
        """The next number, for names that must differ."""
        self.count += 1
        return self.count

    def save(self, *items: Any) -> Any:
        """Write records and give back the first, readable after the session is gone."""
        with self.app.app_context(), transaction("write"), Session(db.engine, expire_on_commit=False) as session:
            session.add_all(items)
            record_in(session, "test.made", None, actor=system("tests"))
            session.commit()
        return items[0]


@cache
def _modules() -> list[Any]:
    return [importlib.import_module(f"tests.factories.{info.name}") for info in pkgutil.iter_modules(__path__)]
