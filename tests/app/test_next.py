"""Where an address given by somebody else may lead: our own plain paths, or nowhere (S-55)."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.safe_url import own_path
from tests.factories.auth import PASSWORD

HERE = "https://tremplin.example/language/fr"
NASTY = [
    *("//e.example", "///e.example", "////e.example", "/\\e.example", "\\/e.example", "\\\\e.example", "/\\/e.example"),
    *(
        "https://e.example",
        "https:e.example",
        "https:/e.example",
        "HTTPS://e.example",
        "hTtP:e.example",
        "ftp://e.example",
    ),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@e.example", "blob:x"),
    *("/..//e.example", "/../e", "/a/../b", "/a/..", "/.", "/..", "/./e", "/.//e", "/a//b", "/a/./b", "/.well-known"),
    *(
        "\t//e.example",
        " //e.example",
        "\n/e",
        "\r\n/e",
        "/\t/e.example",
        "/\n/e.example",
        "/a\n",
        "/a\r\nX: y",
        "/a\0b",
    ),
    *("/%09/e", "/%2f%2fe.example", "/%2F/e", "/%5ce.example", "/%2e%2e//e", "/a%0d%0ab", "%2f%2fe.example"),
    *("/@e.example", "//u@e.example", "/a@b", "/a:b", "/a;b", "/a?next=//e", "/a#b", "?a", "#a", "a", "e.example", ""),
    *(
        "/é",
        "/\u2028/e",
        "/\uff0fe.example",
        "／／e.example",
        "/\u202ee",
        "/a b",
        "/\ufeff/e",
        "//\u3002e",
        "/" + "a" * 600,
    ),
]
OURS = [
    "/",
    "/account",
    "/sites",
    "/sites/",
    "/sites/PVgWe2bCjeVjT9bf0aC4Mg",
    "/sites/-_gWe2bCjeVjT9bf0aC4M_",
    "/reports/sites.csv",
]


@pytest.mark.parametrize("target", NASTY)
def test_anything_clever_leads_nowhere(target):
    assert own_path(target) is None


@pytest.mark.parametrize("target", OURS)
def test_our_own_paths_are_followed(target):
    assert own_path(target) == target


@given(st.one_of(st.text(), st.text("/\\.:@%?#ae \t\n\0-_~").map(lambda rest: "/" + rest)))
def test_what_passes_means_the_same_to_every_reader(text):
    found = own_path(text)
    if found is not None:
        assert found == text
        assert urljoin(HERE, found) == "https://tremplin.example" + found
        assert urlsplit(found).path == found
        assert re.fullmatch(r"[\x21-\x7e]+", found)
        assert "//" not in found


@pytest.mark.parametrize("target", [one for one in NASTY if "\0" not in one])
def test_a_language_chosen_leads_to_our_pages_only(visitor, target):
    answer = visitor.get("/language/nl", status=302, query_string={"next": target})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/..//e.example", "//e.example", "/a\r\nX: y", "https:e.example"])
def test_signing_in_leads_to_our_pages_only(make, visitor, target):
    visitor.get("/sign-in", query_string={"next": target})
    data = {"email": make.user().email, "password": PASSWORD}
    answer = visitor.post("/sign-in", data, query_string={"next": target})
    assert answer.headers["Location"] == "/"


def test_a_language_chosen_goes_on_where_one_was(visitor):
    answer = visitor.get("/language/en", status=302, query_string={"next": "/sites"})
    assert answer.headers["Location"] == "/sites"


@pytest.mark.parametrize(
    ("left", "onward"),
    [
        ("https://localhost/sites?operator=a&page=2", "/sites?operator=a&page=2"),
        ("https://localhost/sign-in?next=/sites", "/sign-in?next=/sites"),
        ("https://localhost/sign-out", "/"),
        ("https://e.example/sites", "/"),
        ("https://localhost//e.example", "/"),
        ("https://localhost/sites?a=<b>", "/sites"),
        ("http://[e.example", "/"),
    ],
)
def test_a_language_chosen_on_a_page_shows_that_page(visitor, left, onward):
    """By what the browser says of where it comes from: a page of ours that can be opened again, with its filters."""
    answer = visitor.get("/language/nl", status=302, headers={"Referer": left})
    assert answer.headers["Location"] == onward
