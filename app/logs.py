"""Logs: one JSON line each, with the request's id and never a value about a person (S-92)."""

import logging
import sys
from typing import Any

import structlog

from app.audit.journal import request_id
from app.config import Mode, Settings


def _with_request(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    if request_id.get():
        event["request_id"] = request_id.get()
    return event


def init_logs(settings: Settings) -> None:
    """Send all logging through one JSON formatter. Traces carry no local variables."""
    shared = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )
    logger = logging.getLogger("tremplin")
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING if settings.mode is Mode.TEST else logging.INFO)
    logger.propagate = False
