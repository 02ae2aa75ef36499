"""Pictures sent as papers are drawn anew: what was seen stays, where and when it was taken goes (S-65)."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.occupancy.test_agreement_documents import send, sent_link
from tests.support.papers import JPEG, PNG, chunk, segment

CANARY = b"Canari-7f3a9c"
GPS, PLACE, MAKER, WHEN = 0x8825, {1: "N", 2: (50.0, 51.0, 3.2), 3: "E", 4: (4.0, 21.0, 8.5)}, 0x010F, 0x0132
ORIENTATION, QUARTER_TURN = 0x0112, 6


def photograph(size=(64, 32), mode="RGB", turned=False) -> bytes:
    """What a telephone makes: its place, its maker, its hour, a comment."""
    picture = Image.new(mode, size, "white")
    picture.paste("black", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[MAKER], exif[WHEN] = CANARY.decode(), "2026:01:02 03:04:05"
    exif.get_ifd(GPS).update(PLACE)
    if turned:
        exif[ORIENTATION] = QUARTER_TURN
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=CANARY, quality=95)
    return out.getvalue()


def noted_png() -> bytes:
    notes, out = PngInfo(), io.BytesIO()
    notes.add_text("Author", CANARY.decode())
    notes.add_itxt("Place", CANARY.decode(), zip=True)
    Image.new("RGBA", (8, 8), (0, 128, 0, 64)).save(out, "PNG", pnginfo=notes)
    return out.getvalue()


@pytest.fixture
def client(make, sign_in):
    return sign_in(make.user())


@pytest.fixture
def kept(make, client):
    """What is given back of a paper that was sent."""

    def ask(content: bytes):
        agreement = make.agreement()
        send(client, agreement, content)
        return client.get(f"/agreement-documents/{sent_link(client, agreement)}")

    return ask


def test_a_photograph_loses_its_place_and_keeps_its_look(kept):
    sent = photograph()
    assert CANARY in sent
    answer = kept(sent)
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert CANARY not in answer.data
    assert b"Exif" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as back:
        assert (back.format, back.size, dict(back.getexif())) == ("JPEG", (64, 32), {})
        assert back.getpixel((5, 5))[0] < 30
        assert back.getpixel((60, 5))[0] > 225


def test_a_photograph_taken_upright_stays_so(kept):
    with Image.open(io.BytesIO(kept(photograph(turned=True)).data)) as back:
        assert back.size == (32, 64)
        assert back.getpixel((16, 5))[0] < 30
        assert back.getpixel((16, 60))[0] > 225


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_kind_of_colour_is_drawn(kept, mode):
    with Image.open(io.BytesIO(kept(photograph(mode=mode)).data)) as back:
        assert back.size == (64, 32)


def test_a_png_loses_its_notes_and_keeps_what_is_see_through(kept):
    answer = kept(noted_png())
    with Image.open(io.BytesIO(answer.data)) as back:
        assert (back.format, back.getpixel((1, 1)), back.info) == ("PNG", (0, 128, 0, 64), {})
    assert CANARY not in answer.data


@pytest.mark.parametrize("hidden", [b"PK\x03\x04" + CANARY, b"%PDF-1.4\n" + CANARY, b"GIF89a" + CANARY])
def test_what_hides_in_a_sound_picture_is_not_kept(kept, hidden):
    sent = photograph()
    answer = kept(sent[:2] + segment(0xEB, hidden) + sent[2:])
    assert CANARY not in answer.data
    assert hidden[:4] not in answer.data


def bomb(width: int, height: int) -> bytes:
    """A small file that announces a huge picture."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return PNG[:8] + header + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (10_000, 10_000), (5_001, 4_000), (2_000_000_000, 1)])
def test_a_picture_that_would_fill_the_memory_is_refused(make, client, width, height):
    answer = send(client, make.agreement(), bomb(width, height), status=422)
    assert "20 millions de points" in answer.text
    assert "Convention signée" in answer.text


@pytest.mark.parametrize("content", [JPEG, bomb(4_000, 4_000), photograph()[:-600] + b"\xff\xd9"])
def test_what_cannot_be_drawn_is_refused(make, client, content):
    assert "sain" in send(client, make.agreement(), content, status=422).text
