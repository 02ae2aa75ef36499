"""Sending a paper back: as an attachment under a name of ours, so that nothing of it runs in our pages (S-64)."""

import re

from flask import Response

from app.files.content import SUFFIXES


def attachment(content: bytes, media_type: str, *name: str) -> Response:
    """The paper under a name made of the letters and digits of `name`, and of its own suffix."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(name)).strip("-").lower()
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}.{SUFFIXES[media_type]}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response
