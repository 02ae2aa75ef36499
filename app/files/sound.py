"""What is kept of a paper that somebody sends (S-64, S-65)."""

from app.files.content import MAX_BYTES, media_type_of
from app.files.pictures import MOST_PIXELS, TooManyPixels, redrawn
from app.web.errors import Refusal


def sound(content: bytes, field: str = "file", longest: int | None = None) -> tuple[str, bytes]:
    """The media type of a PDF, JPEG or PNG of 5 MB at most, and what is kept of it: a picture is drawn anew, without
    where and when it was taken, no side over `longest` pixels. Raises `Refusal` beside `field` for anything else,
    whatever its name says."""
    if len(content) > MAX_BYTES:
        raise Refusal("document.refused.size", field, megabytes=MAX_BYTES // 1024 // 1024)
    media_type = media_type_of(content)
    if media_type is None:
        raise Refusal("document.refused.kind", field)
    try:
        kept = redrawn(content, media_type, longest)
    except TooManyPixels:
        raise Refusal("document.refused.pixels", field, millions=MOST_PIXELS // 1_000_000) from None
    if kept is None:
        raise Refusal("document.refused.kind", field)
    return media_type, kept
