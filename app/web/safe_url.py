"""Where to go after signing in: only our own paths (S-55)."""

import re

OWN = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~-]*")


def own_path(target: str | None) -> str | None:
    """`target` if it is a plain path of this site, else None. Anything clever is refused rather than parsed."""
    return target if target and OWN.fullmatch(target) else None
