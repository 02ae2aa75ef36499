"""Where to go after signing in: only our own paths (S-55)."""

import re

# Segments of plain letters, none empty, none that begins with a dot: nothing for a browser or a proxy to make
# something else of.
SEGMENT = r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*"
OWN = re.compile(rf"/(?:{SEGMENT}(?:/{SEGMENT})*/?)?")
LONGEST = 500


def own_path(target: str | None) -> str | None:
    """`target` if it is a plain path of this site, else None. Anything clever is refused rather than parsed."""
    return target if target and len(target) <= LONGEST and OWN.fullmatch(target) else None
