"""axe in the browser, for every element in each place where one like it stands: other pages of these prove no more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "var" / "tests" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
RUN = """async values => (await axe.run({runOnly: {type: 'tag', values}, resultTypes: ['violations']})).violations
    .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '))"""
THIN = """() => {
    const looks = one => one.outerHTML.replace(/>[^<]+/g, '>').replace(/ (?!class)[\\w-]+="[^"]*"/g, '');
    for (const list of document.querySelectorAll('tbody, ul, ol, select')) {
        const seen = {};
        for (const one of [...list.children])
            if ((seen[looks(one)] = (seen[looks(one)] || 0) + 1) > 2) one.remove();
    }
}"""
LOOKED_AT = {"class", "role", "type", "lang", "scope", "tabindex", "rel", "hidden"}  # by a rule or by a style


def barriers(page: Page) -> list[str]:
    """What axe finds on the page that the browser is on, once it holds two of each like rows."""
    page.evaluate(THIN)
    found: list[str] = page.evaluate(RUN, LEVELS)
    return found


class Places:
    """The elements seen so far, each in its place: its tag, attributes, and those around it."""

    def __init__(self) -> None:
        self.seen = set[int]()

    def are_new(self, text: str) -> bool:
        """Whether a page holds an element of a kind, or in a place, that no page before it held; it is seen then."""
        found = set(_places(lxml_html.document_fromstring(text), 0))
        new = not found <= self.seen
        self.seen |= found
        return new


def _places(node: Any, around: int) -> Iterator[int]:
    own = (around, node.tag, *sorted(map(_looks, node.items())))
    place = hash(own)
    yield hash((place, bool((node.text or "").strip())))
    for child in node.iterchildren("*"):
        yield from _places(child, place)


def _looks(attribute: tuple[str, str]) -> tuple[str, str]:
    """An attribute with its value, where that changes what people see or hear."""
    name, value = attribute
    told = name in LOOKED_AT or (name.startswith("aria-") and value in {"true", "false", "page", "polite"})
    return name, value if told else "text" if value.strip() else ""
