"""Logs: one JSON line each, with the request's id and never a value about a person (S-92).

The text of an error may hold what somebody typed, in SQL or in words: an error is written as its types and the lines
it passed, nothing else.
"""

import logging
import sys
from collections.abc import Iterator
from itertools import islice
from traceback import walk_tb
from types import TracebackType
from typing import Any

import structlog

from app.audit.journal import request_id
from app.config import Mode, Settings

ERRORS, FRAMES = 8, 60  # of a chain, and of each error, at most


def _with_request(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    if request_id.get():
        event["request_id"] = request_id.get()
    return event


def _with_trace(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["errors"] = trace(error)
    event.pop("stack_info", None)
    return event


def trace(error: BaseException) -> list[dict[str, Any]]:
    """The types of an error and of those behind it, and the lines each passed: no text of theirs, no local value."""
    return [{"type": _name(one), "lines": _lines(one.__traceback__)} for one in islice(_chain(error), ERRORS)]


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _lines(passed: TracebackType | None) -> list[str]:
    found = [f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(passed)]
    return found[-FRAMES:]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _chain(inner)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def init_logs(settings: Settings) -> None:
    """Send all logging through one JSON formatter, that of other packages too: they would write whole traces."""
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
        _with_trace,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    logger = logging.getLogger("tremplin")
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    for one in (logger, logging.getLogger()):
        one.addHandler(handler)
    logger.setLevel(logging.WARNING if settings.mode is Mode.TEST else logging.INFO)
    logger.propagate = False
    if settings.mode is Mode.PRODUCTION:
        sys.excepthook = _stopped


def _stopped(kind: type[BaseException], error: BaseException, passed: TracebackType | None) -> None:
    """A command of an installation with real people ends on an error nobody foresaw."""
    logging.getLogger("tremplin").critical("stopped by an error", exc_info=(kind, error, passed))
