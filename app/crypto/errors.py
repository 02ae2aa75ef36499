"""What can go wrong with a sealed value. No message carries clear text, sealed text or a key (S-92)."""


class SealingError(Exception):
    """A value cannot be sealed or opened."""


class UnknownKey(SealingError):
    """A value bears the id of a key that this process was not given; says the id, which is no secret."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no field key has the id “{key_id}”: TREMPLIN_FIELD_KEYS must still list it")
        self.key_id = key_id


class DoesNotOpen(SealingError):
    """A value was altered, moved to another row or column, or sealed by another key under the same id."""

    def __init__(self, place: str) -> None:
        super().__init__(f"the sealed value at {place} does not open there")
        self.place = place
