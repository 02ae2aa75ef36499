"""Templates with their words in place: each language its own, whatever was shown before, and everything escaped."""

from enum import StrEnum
from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from app.i18n.translate import escaped

EVIL = "<img src=x onerror=\"alert('1')\">&amp;"


class Sign(StrEnum):
    LESS = "<"


class Speaks:
    def __html__(self) -> str:
        return "<b>safe</b>"


@given(st.text())
def test_a_text_is_written_without_a_sign_of_html(text: str) -> None:
    written = escaped(text)
    assert not set("<>\"'") & set(written)
    assert unescape(written) == unescape(str(escape(text)))


@pytest.mark.parametrize("value", [EVIL, Markup("<b>"), 12, -1, True, None, 1.5, Sign.LESS, Speaks(), [EVIL]])
def test_every_value_reads_as_markupsafe_would_write_it(value: object) -> None:
    assert unescape(escaped(value)) == unescape(str(escape(value)))
    assert ("<" in escaped(value)) == ("<" in str(escape(value)))


SPOKEN = ("fr", "nl", "en")


def test_a_page_speaks_the_language_of_each_request(app: Flask) -> None:
    browser = app.test_client(use_cookies=False)
    pages = [browser.get("/sign-in", headers={"Cookie": f"language={one}"}).text for one in SPOKEN * 2]
    titles = [page.partition("<title>")[2].partition("<")[0] for page in pages]
    assert len(set(titles)) == len(SPOKEN)
    assert titles[:3] == titles[3:]


def test_values_set_into_words_are_escaped(app: Flask) -> None:
    with app.test_request_context("/"):
        template = app.jinja_env.spoken_here().from_string('{{ _("stay.axis", number=2, name=name) }}')
        written = template.render(name=EVIL)
    assert "<img" not in written
    assert "&lt;img" in written
