"""How a dwelling suits a request, criterion by criterion; nothing here knows who asks, nor why an area is excluded."""

from dataclasses import dataclass, field
from datetime import date

from capteur.rules.dwellings import type_of
from capteur.vocab import DwellingType, RequestTrack
from capteur.vocab_dwellings import DwellingKind
from capteur.vocab_lettings import Criterion as C
from capteur.vocab_lettings import Fit

SIZES = tuple(DwellingType)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a request asks; amounts are cents a month. `protected`: its excluded areas are nobody's to know."""

    max_rent_cents: int | None
    max_charges_cents: int | None
    dwelling_type: DwellingType | None
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    protected: bool = False
    highest_floor: int | None = None
    step_free: bool = False
    animals: bool = False
    track: RequestTrack = RequestTrack.ORDINARY
    from_exit: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a dwelling is; None where it is not known."""

    rent_cents: int | None
    charges_cents: int | None
    kind: DwellingKind
    bedrooms: int
    area_id: int | None = None
    floor: int | None = None
    has_lift: bool | None = None
    step_free: bool | None = None
    animals: bool | None = None
    available_on: date | None = None
    track: RequestTrack | None = None
    for_exits: bool = False


@dataclass(frozen=True)
class Compared:
    """One criterion: what it says, and by how much: cents over the budget, or bedrooms of difference."""

    criterion: C
    fit: Fit
    by: int | None = None


@dataclass(frozen=True)
class Match:
    """What was compared. `hidden`: it does not suit, and why is not told; then nothing else is either."""

    compared: tuple[Compared, ...] = field(default=())
    hidden: bool = False

    def count(self, fit: Fit) -> int:
        return sum(one.fit is fit for one in self.compared)

    @property
    def suits(self) -> bool:
        return not self.hidden and not self.count(Fit.FAILS)

    @property
    def order(self) -> tuple[bool, bool, int, int, int]:
        """The best first; ties are broken by who has waited longest."""
        rest = (self.count(Fit.FAILS), self.count(Fit.STRETCHES), self.count(Fit.UNKNOWN))
        return self.hidden, not self.suits, *rest


def match(wish: Wish, place: Place, day: date) -> Match:
    """Compare a dwelling and a request on `day`. A criterion that the request does not ask about says nothing."""
    if wish.protected and place.area_id in wish.excluded:
        return Match(hidden=True)
    found = (
        _rent(wish, place),
        _charges(wish, place),
        _bedrooms(wish, place),
        _area(wish, place),
        _floor(wish, place),
        _asked(C.STEP_FREE, wish.step_free, place.step_free),
        _asked(C.ANIMALS, wish.animals, place.animals),
        _available(place, day),
        _track(wish, place),
        _exits(wish, place),
    )
    return Match(tuple(one for one in found if one is not None))


def _over(criterion: C, over: int) -> Compared:
    return Compared(criterion, Fit.FAILS, over) if over > 0 else Compared(criterion, Fit.FITS)


def _rent(wish: Wish, place: Place) -> Compared:
    if wish.max_rent_cents is None or place.rent_cents is None:
        return Compared(C.RENT, Fit.UNKNOWN)
    return _over(C.RENT, place.rent_cents - wish.max_rent_cents)


def _charges(wish: Wish, place: Place) -> Compared | None:
    """Charges above what was said are met by a rent below it."""
    if wish.max_charges_cents is None:
        return None
    if place.charges_cents is None or place.rent_cents is None:
        return Compared(C.CHARGES, Fit.UNKNOWN)
    spared = max((wish.max_rent_cents or 0) - place.rent_cents, 0)
    return _over(C.CHARGES, place.charges_cents - wish.max_charges_cents - spared)


def _bedrooms(wish: Wish, place: Place) -> Compared:
    if wish.dwelling_type is None:
        return Compared(C.BEDROOMS, Fit.UNKNOWN)
    more = SIZES.index(type_of(place.kind, place.bedrooms)) - SIZES.index(wish.dwelling_type)
    if more < 0:
        return Compared(C.BEDROOMS, Fit.FAILS, more)
    return Compared(C.BEDROOMS, Fit.STRETCHES, more) if more else Compared(C.BEDROOMS, Fit.FITS)


def _area(wish: Wish, place: Place) -> Compared | None:
    if place.area_id is None:
        return Compared(C.AREA, Fit.UNKNOWN) if wish.wanted or wish.excluded else None
    if place.area_id in wish.excluded:
        return Compared(C.AREA, Fit.FAILS)
    fits = not wish.wanted or place.area_id in wish.wanted
    return Compared(C.AREA, Fit.FITS if fits else Fit.STRETCHES)


def _floor(wish: Wish, place: Place) -> Compared | None:
    if wish.highest_floor is None:
        return None
    if place.has_lift or (place.floor is not None and place.floor <= wish.highest_floor):
        return Compared(C.FLOOR, Fit.FITS)
    return Compared(C.FLOOR, Fit.UNKNOWN if place.floor is None or place.has_lift is None else Fit.FAILS)


def _asked(criterion: C, asked: bool, given: bool | None) -> Compared | None:
    if not asked:
        return None
    return Compared(criterion, Fit.UNKNOWN if given is None else Fit.FITS if given else Fit.FAILS)


def _available(place: Place, day: date) -> Compared:
    if place.available_on is None:
        return Compared(C.AVAILABLE, Fit.UNKNOWN)
    return Compared(C.AVAILABLE, Fit.FITS if place.available_on <= day else Fit.STRETCHES)


def _track(wish: Wish, place: Place) -> Compared | None:
    """An owner who lets to one track does not let to the other; Housing First is always told."""
    if place.track is None:
        return Compared(C.TRACK, Fit.FITS) if wish.track is RequestTrack.HOUSING_FIRST else None
    return Compared(C.TRACK, Fit.FITS if place.track is wish.track else Fit.FAILS)


def _exits(wish: Wish, place: Place) -> Compared | None:
    """A dwelling kept for exits from temporary stays is for those whom an exit plan brings."""
    if not place.for_exits:
        return None
    return Compared(C.EXITS, Fit.FITS if wish.from_exit else Fit.FAILS)
