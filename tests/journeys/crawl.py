"""Every kind of page that a person can reach by links, each seen a few times at most."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

LEFT_ALONE = {"static", "language.choose", "auth.sign_out"}
A_FILE = re.compile(r"\.(csv|xlsx|json|pdf|svg)$|^/agreement-documents/")
STILL_TO_COME = "[data-hx-trigger=load], .htmx-request"  # panels that the page asks for by itself
LINKS = "links => links.map(link => link.getAttribute('href'))"


class Crawl:
    """Links followed from `/`, breadth first, at most `most` per route: what differs between more rows is data."""

    def __init__(self, app: Flask, page: Page, most: int = 3) -> None:
        self.most = most
        self.page, self.visited = page, set[str]()
        self.kinds: Counter[str] = Counter()
        self.map = app.url_map.bind("127.0.0.1")

    def pages(self) -> Iterator[str]:
        """Go to one page after the other; the browser is on the page whose path is given."""
        queue = ["/"]
        for path in queue:
            if not self._takes(path):
                continue
            self.page.goto(path)
            expect(self.page.locator(STILL_TO_COME)).to_have_count(0)
            yield path
            links = self.page.locator("a[href]").evaluate_all(LINKS)
            queue.extend(link for link in links if link.startswith("/"))

    def _takes(self, path: str) -> bool:
        plain = path.partition("#")[0]
        kind = self._kind(urlsplit(plain).path)
        if plain in self.visited or not kind or A_FILE.search(urlsplit(plain).path) or self.kinds[kind] >= self.most:
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
