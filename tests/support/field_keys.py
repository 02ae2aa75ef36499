"""Field keys for tests, and the keys of the process put back afterwards."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from app.crypto import FieldKeys, current_keys, use_keys

FIRST = base64.urlsafe_b64encode(bytes(range(32))).decode()
OTHER = base64.urlsafe_b64encode(bytes(range(100, 132))).decode()
BEFORE = f"k1:{FIRST}"
DURING = f"k2:{OTHER},k1:{FIRST}"
AFTER = f"k2:{OTHER}"


def rotate_to(text: str) -> None:
    """Use the keys written in `text`, as a restart with another setting would."""
    use_keys(FieldKeys.parse(text))


@contextmanager
def keys_of_a_test() -> Iterator[None]:
    """Begin with one key; whatever the test changes, those of the application come back."""
    try:
        before: FieldKeys | None = current_keys()
    except RuntimeError:
        before = None
    rotate_to(BEFORE)
    try:
        yield
    finally:
        use_keys(before)
