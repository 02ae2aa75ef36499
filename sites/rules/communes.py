"""How far apart two of the 19 municipalities lie: in borders to cross. Real geography, shipped."""

from collections.abc import Iterable
from functools import lru_cache

# Each municipality (main postal code) with those that share a border with it inside the Region.
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "1000": ("1030", "1040", "1050", "1060", "1070", "1080", "1090", "1140", "1170", "1180", "1210"),
    "1030": ("1000", "1040", "1140", "1200", "1210"),
    "1040": ("1000", "1030", "1050", "1150", "1160", "1200"),
    "1050": ("1000", "1040", "1060", "1160", "1170", "1180"),
    "1060": ("1000", "1050", "1070", "1180", "1190"),
    "1070": ("1000", "1060", "1080", "1082", "1190"),
    "1080": ("1000", "1070", "1081", "1082", "1090"),
    "1081": ("1080", "1082", "1083", "1090"),
    "1082": ("1070", "1080", "1081", "1083"),
    "1083": ("1081", "1082", "1090"),
    "1090": ("1000", "1080", "1081", "1083"),
    "1140": ("1000", "1030", "1200"),
    "1150": ("1040", "1160", "1200"),
    "1160": ("1040", "1050", "1150", "1170"),
    "1170": ("1000", "1050", "1160", "1180"),
    "1180": ("1000", "1050", "1060", "1170", "1190"),
    "1190": ("1060", "1070", "1180"),
    "1200": ("1030", "1040", "1140", "1150"),
    "1210": ("1000", "1030"),
}


@lru_cache(maxsize=32)
def hops_from(postal_code: str) -> dict[str, int]:
    """Borders to cross from a municipality to each of the 19, the shortest way; empty for a code that is none."""
    if postal_code not in NEIGHBOURS:
        return {}
    found, reached = {postal_code: 0}, [postal_code]
    for place in reached:
        for neighbour in NEIGHBOURS[place]:
            if neighbour not in found:
                found[neighbour] = found[place] + 1
                reached.append(neighbour)
    return found


def hops_to_nearest(postal_code: str, wished: Iterable[str]) -> int | None:
    """Borders between a place and the nearest of those wished; None where nothing is known of either."""
    known = [hops_from(one).get(postal_code) for one in wished]
    return min((hops for hops in known if hops is not None), default=None)
