"""Answers are squeezed for those who ask, and only then."""

import gzip
from pathlib import Path

import pytest

ASKS = {"Accept-Encoding": "gzip, deflate, br"}
STATIC = "/static/css/tremplin.css"


@pytest.mark.parametrize("path", ["/sign-in", STATIC])
def test_the_squeezed_answer_is_the_same_text(app, path):
    """Byte for byte what the other answer says; the page differs from itself only by its tokens."""
    http = app.test_client()
    plain, squeezed = http.get(path, buffered=True), http.get(path, headers=ASKS, buffered=True)
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(squeezed.data) < 0.7 * len(plain.data)
    opened = gzip.decompress(squeezed.data)
    assert len(opened) == len(plain.data)
    if path == STATIC:
        assert opened == plain.data == Path("static/css/tremplin.css").read_bytes()


def test_every_answer_says_what_it_depends_on(app):
    for headers in ({}, ASKS):
        vary = app.test_client().get("/sign-in", headers=headers).headers["Vary"]
        assert {word.strip() for word in vary.split(",")} >= {"Cookie", "HX-Request", "Accept-Encoding"}


def test_a_page_asked_for_from_another_site_keeps_its_length_to_itself(app):
    answer = app.test_client().get("/sign-in", headers=ASKS | {"Sec-Fetch-Site": "cross-site"})
    assert "Content-Encoding" not in answer.headers


def test_the_length_of_a_page_is_blurred(app):
    lengths = {len(app.test_client().get("/sign-in", headers=ASKS).data) for _ in range(12)}
    assert max(lengths) - min(lengths) > 10


def test_a_file_known_to_the_browser_is_not_sent_again(app):
    http = app.test_client()
    first = http.get(STATIC, headers=ASKS, buffered=True)
    again = http.get(STATIC, headers=ASKS | {"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert again.status_code == 304
    assert again.data == b""
    assert "Content-Encoding" not in again.headers


def test_what_does_not_shrink_is_left_alone(app):
    answer = app.test_client().get("/healthz", headers=ASKS)
    assert "Content-Encoding" not in answer.headers
