"""Where to go after signing in, or after another language was chosen: only our own paths (S-55)."""

import re
from urllib.parse import urlsplit

# Segments of plain letters, none empty, none that begins with a dot: nothing for a browser or a proxy to make
# something else of.
SEGMENT = r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*"
OWN = re.compile(rf"/(?:{SEGMENT}(?:/{SEGMENT})*/?)?")
LONGEST = 500
QUERY = re.compile(rf"[A-Za-z0-9_.~%&=+,:/-]{{1,{LONGEST}}}")


def own_path(target: str | None) -> str | None:
    """`target` if it is a plain path of this site, else None. Anything clever is refused rather than parsed."""
    return target if target and len(target) <= LONGEST and OWN.fullmatch(target) else None


def own_page(address: str | None, host: str) -> str | None:
    """The path of a whole address of this site, `host`, with what it asks for; None for any other address."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.netloc != host or own_path(parts.path) is None:
        return None
    return f"{parts.path}?{parts.query}" if QUERY.fullmatch(parts.query) else parts.path
