"""Text as people typed it, without what nobody sees."""

import unicodedata
from typing import Any

# Signs that turn the words after them around: they show a text as another one (Unicode report 36).
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def clean(value: Any) -> Any:
    """Without blanks around it, with one line end a line (a browser sends two signs), and without turning signs; empty
    where nothing of it can be seen. Signs that join letters stay: words of Persian or Hindi need them."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(TURNING).strip()
    return text if any(unicodedata.category(sign) not in UNSEEN for sign in text) else ""
