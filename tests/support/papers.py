"""Small sound papers for uploads, and the same with something hidden in them."""

import struct
import zlib

PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000015 00000 n \n0000000060 00000 n \n"
    b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n107\n%%EOF\n"
)


def chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


JPEG = (
    b"\xff\xd8"
    + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    + segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
    + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    + b"\x12\x34\xff\x00\x56\xff\xd9"
)
HTML = b"<!doctype html><script>alert(1)</script>"
ZIP = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)

SOUND = {"pdf": PDF, "png": PNG, "jpeg": JPEG, "two pictures": JPEG + JPEG}
HOSTILE = {
    "empty": b"",
    "html": HTML,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg with xml header": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif": b"GIF89a" + bytes(20),
    "exe": b"MZ" + bytes(60),
    "zip": ZIP,
    "html then pdf": HTML + PDF,
    "pdf then html": PDF + HTML,
    "pdf then zip": PDF + ZIP,
    "html inside the start of a pdf": PDF.replace(b"%\xe2\xe3\xcf\xd3", b"%" + HTML),
    "pdf that runs": PDF.replace(b"/Pages 2 0 R", b"/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
    "pdf that carries a file": PDF.replace(b"/Pages 2 0 R", b"/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>"),
    "cut pdf": PDF[:60],
    "png then html": PNG + HTML,
    "png then zip": PNG + ZIP,
    "html in a png comment": PNG[:33] + chunk(b"tEXt", b"Comment\x00" + HTML) + PNG[33:],
    "broken png": PNG[:40] + b"X" + PNG[41:],
    "png header alone": PNG[:8],
    "jpeg then html": JPEG + HTML,
    "html in a jpeg comment": JPEG[:2] + segment(0xFE, HTML) + JPEG[2:],
    "jpeg header alone": b"\xff\xd8\xff\xe0" + HTML,
    "cut jpeg": JPEG[:-2],
}
