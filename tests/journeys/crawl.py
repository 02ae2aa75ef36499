"""Every kind of page that a person can reach by links, each asked for a few times at most, and shown when it is new."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from flask import Flask
from lxml import html as lxml_html
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

LEFT_ALONE = {"static", "language.choose", "auth.sign_out"}
A_FILE = re.compile(r"\.(csv|xlsx|json|pdf|svg)$|^/(agreement-documents|document-pages)/")
STILL_TO_COME = "[data-hx-trigger=load], .htmx-request"  # panels that the page asks for by itself
COMES_LATER = 'data-hx-trigger="load"'


class Crawl:
    """Links followed from `/`, breadth first, `most(route)` of a route: what differs between more rows is data."""

    def __init__(self, app: Flask, page: Page, most: Callable[[str], int], is_new: Callable[[str], bool]) -> None:
        self.most, self.is_new = most, is_new
        self.page, self.visited = page, set[str]()
        self.kinds: Counter[str] = Counter()
        self.map = app.url_map.bind("127.0.0.1")

    def pages(self) -> Iterator[str]:
        """Show one page after the other that is new, or that asks for more; gives its path."""
        queue = ["/"]
        for path in queue:
            if not self._takes(path):
                continue
            text = self._ask(path)
            if self.is_new(text) or COMES_LATER in text:
                self.page.goto(path)
                expect(self.page.locator(STILL_TO_COME)).to_have_count(0)
                text = self.page.content()
                yield path
            links = lxml_html.document_fromstring(text).xpath("//a/@href")
            queue.extend(link for link in links if link.startswith("/"))

    def _ask(self, path: str) -> str:
        answer = self.page.request.get(path)
        assert answer.ok, f"{path} answers {answer.status}"
        return answer.text()

    def _takes(self, path: str) -> bool:
        plain = path.partition("#")[0]
        kind = self._kind(urlsplit(plain).path)
        if (
            plain in self.visited
            or not kind
            or A_FILE.search(urlsplit(plain).path)
            or self.kinds[kind] >= self.most(kind)
        ):
            return False
        self.visited.add(plain)
        self.kinds[kind] += 1
        return True

    def _kind(self, path: str) -> str | None:
        try:
            endpoint, _ = self.map.match(path)
        except HTTPException:
            return None
        return None if endpoint in LEFT_ALONE else str(endpoint)
