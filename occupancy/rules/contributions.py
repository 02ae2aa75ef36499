"""What a household may be asked to contribute a month: never above the cap of the agreement (rule 22)."""


def cap_cents(*, adults: int, minors: int, adult_cap_cents: int, minor_cap_cents: int) -> int:
    """The cap for a composition, in cents a month; 0 where the agreement allows none."""
    return adults * adult_cap_cents + minors * minor_cap_cents
