"""Days moved by a number of days, as an expression for a query."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class day_shifted(FunctionElement[date]):
    """`day_shifted(day, by)`: the day `by` days later (earlier when negative)."""

    name = "day_shifted"
    type = Date()
    inherit_cache = True

    def __init__(self, day: Any, by: int) -> None:
        super().__init__(day, literal(by, Integer()))


@compiles(day_shifted)
@compiles(day_shifted, "postgresql")
def _add(element: day_shifted, compiler: SQLCompiler, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"({day} + CAST({by} AS INTEGER))"


@compiles(day_shifted, "sqlite")
def _modify(element: day_shifted, compiler: SQLCompiler, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, {by} || ' days')"
