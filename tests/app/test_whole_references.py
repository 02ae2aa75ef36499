"""No line breaks at the hyphens of a reference, what is copied stays plain, and nothing is let through as markup."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from app.i18n.formats import whole

PIECES = st.sampled_from(["H-26-FM5MX", "L-25-7HJ3T", " · ", "<b>", "a & b", '"', ">", "<", "x-26-y", "é"])


@given(st.lists(PIECES).map("".join))
def test_the_text_is_the_same_whatever_is_in_it(text):
    shown = html.fromstring(f"<p>{Markup.escape(whole(text))}</p>")
    assert shown.text_content() == text
    assert {one.tag for one in shown.iterdescendants()} <= {"span"}


def test_of_markup_the_text_alone_is_touched():
    link = Markup('<a aria-label="H-26-FM5MX" href="/x">{} et {}</a>').format("H-26-FM5MX", "L-26-7HJ3T")
    shown = html.fromstring(whole(link))
    assert shown.get("aria-label") == "H-26-FM5MX"
    assert shown.xpath("span[@class='nowrap']/text()") == ["H-26-FM5MX", "L-26-7HJ3T"]
    assert whole(3) == 3
    assert whole("rien") == "rien"
