"""Where the relation with an owner may go next, and how telephone numbers are told to be the same."""

import re

from capteur.vocab_owners import OwnerStage as S

NAME, PHONE, EMAIL = "owner.name", "owner.phone", "owner.email"  # scopes of the search

# From everywhere one may stop for a while, refuse, or ask to be left alone; the way back begins by talking.
STOPS = {S.DORMANT, S.REFUSED, S.DO_NOT_CONTACT}
NEXT: dict[S, set[S]] = {
    S.IDENTIFIED: {S.CONTACTED, S.TALKING, S.CONVINCED, *STOPS},
    S.CONTACTED: {S.TALKING, S.CONVINCED, *STOPS},
    S.TALKING: {S.CONVINCED, *STOPS},
    S.CONVINCED: {S.TALKING, S.ACTIVE, *STOPS},
    S.ACTIVE: {S.TALKING, *STOPS},
    S.DORMANT: {S.CONTACTED, S.TALKING, S.CONVINCED, *STOPS},
    S.REFUSED: {S.CONTACTED, S.TALKING, S.CONVINCED, S.DORMANT, S.DO_NOT_CONTACT},
    # Only after the owner came back by themselves (`services.owners`).
    S.DO_NOT_CONTACT: {S.TALKING, S.CONVINCED},
}


def may_go(before: S, after: S) -> bool:
    """Whether the relation may come to stand there."""
    return after in NEXT[before]


COUNTRY = re.compile(r"^(?:00|\+)32|^0")


def same_number(phone: str) -> str:
    """What is the same of a Belgian number however it is written: its digits without the country or the zero."""
    bare = re.sub(r"[^\d+]", "", phone)
    return re.sub(r"\D", "", COUNTRY.sub("", bare))


def same_address(email: str) -> str:
    """One word for an e-mail address, whatever its case."""
    return re.sub(r"\W", "", email.casefold())
