"""What a paper is, by its content: PDF, JPEG or PNG, whole, and nothing else hidden in it (S-64)."""

import re
import struct
import zlib

MAX_BYTES = 5 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {PDF: "pdf", JPEG: "jpg", PNG: "png"}

PNG_START = b"\x89PNG\r\n\x1a\n"
PDF_START = re.compile(rb"%PDF-[12]\.\d[\r\n]")
PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)  # packed data, where any bytes may come by chance
# A paper to read runs nothing, opens nothing and carries no other file; neither does a page or a picture hide in it.
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|iframe|body)\b", re.IGNORECASE)
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # JPEG markers without a length
END_OF_IMAGE, START_OF_SCAN, START_OF_FRAMES = 0xD9, 0xDA, frozenset({0xC0, 0xC1, 0xC2})


def media_type_of(content: bytes) -> str | None:
    """The media type of a sound paper, None for anything else, whatever its name says."""
    if _is_pdf(content):
        return PDF
    if _is_jpeg(content):
        return JPEG
    return PNG if _is_png(content) else None


def _is_pdf(content: bytes) -> bool:
    """Begins as one at its first byte, ends as one at its last, and runs nothing."""
    if not PDF_START.match(content) or not PDF_END.search(content[-1024:]):
        return False
    if MARKUP.search(content[:1024]) or b"PK\x03\x04" in content[:64]:
        return False
    return not ACTIVE.search(PDF_STREAM.sub(b"", content))


def _is_png(content: bytes) -> bool:
    """Header first, every chunk whole, nothing after the end."""
    if not content.startswith(PNG_START + b"\x00\x00\x00\rIHDR"):
        return False
    place, kind = len(PNG_START), b""
    while place + 12 <= len(content) and kind != b"IEND":
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        end = place + 12 + length
        if end > len(content) or (kind != b"IDAT" and MARKUP.search(content, place + 8, end - 4)):
            return False
        (checksum,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[place + 4 : end - 4]) != checksum:
            return False
        place = end
    return kind == b"IEND" and place == len(content)


def _is_jpeg(content: bytes) -> bool:
    """A chain of segments with a frame, a scan, and nothing after the end but a further picture (phones add one)."""
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    place, framed = 2, False
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in ALONE:
            place += 2
            continue
        if marker == START_OF_SCAN:
            return framed and _scan_ends(content, place)
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        if length < 2 or MARKUP.search(content, place + 4, place + 2 + length):
            return False
        framed = framed or marker in START_OF_FRAMES
        place += 2 + length
    return False


def _scan_ends(content: bytes, place: int) -> bool:
    """After the scan comes the end of the image, and then nothing or another image."""
    end = content.find(bytes((0xFF, END_OF_IMAGE)), place)
    return end >= 0 and (end + 2 == len(content) or _is_jpeg(content[end + 2 :]))
