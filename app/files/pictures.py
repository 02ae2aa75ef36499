"""A picture drawn anew: what was seen stays; where, when and with what it was taken goes, and all else in the file."""

import io
import struct

from PIL import Image, ImageOps

from app.files.content import JPEG, PNG

MOST_PIXELS = 20_000_000  # S-65; a page at 300 dots per inch has under nine million
FORMATS = {JPEG: "JPEG", PNG: "PNG"}
QUALITY = 88
UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, EOFError)
FAR_TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)  # Pillow's own limit comes first


class TooManyPixels(Exception):
    """A picture that would fill the memory once unpacked, whatever its size as a file."""


def redrawn(content: bytes, media_type: str, longest: int | None = None) -> bytes | None:
    """The picture without its metadata, upright, no side over `longest` pixels; None where it cannot be drawn. Other
    papers come back as they are.

    Raises `TooManyPixels` from the size that the file announces, before anything is unpacked.
    """
    if media_type not in FORMATS:
        return content
    try:
        with Image.open(io.BytesIO(content), formats=(FORMATS[media_type],)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels
            return _drawn(picture, FORMATS[media_type], longest)
    except FAR_TOO_MANY:
        raise TooManyPixels from None
    except UNREADABLE:
        return None


def _drawn(picture: Image.Image, kind: str, longest: int | None) -> bytes:
    """A canvas of its own bears nothing of the file it came from."""
    upright = ImageOps.exif_transpose(picture)
    if longest is not None:
        upright.thumbnail((longest, longest))
    mode = _mode(upright, kind)
    canvas = Image.new(mode, upright.size)
    canvas.paste(upright if upright.mode == mode else upright.convert(mode))
    out = io.BytesIO()
    canvas.save(out, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return out.getvalue()


def _mode(picture: Image.Image, kind: str) -> str:
    if picture.mode in {"1", "L"}:
        return "L"
    see_through = picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in picture.info
    return "RGBA" if see_through and kind == "PNG" else "RGB"
