"""A swapped fragment must be what a fresh load shows in its place (DESIGN §6)."""

import re
from typing import Any

from lxml import html as lxml_html

TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')


def element(text: str, name: str) -> str:
    """The element with this id, written in one way whatever answer it came in; tokens, of each answer, are left out."""
    tree = (
        lxml_html.fragment_fromstring(text, create_parent="div") if "<html" not in text else lxml_html.fromstring(text)
    )
    return TOKEN.sub("", str(lxml_html.tostring(tree.get_element_by_id(name), encoding="unicode")).strip())


def assert_swap_equals_reload(client: Any, url: str, name: str) -> None:
    """Ask `url` as a fragment and as a page; the element called `name` is the same in both."""
    assert element(client.get(url, fragment=True).text, name) == element(client.get(url).text, name)
