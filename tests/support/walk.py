"""The addresses people really follow: each account of the demonstration walks by its links."""

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.auth.requires import ANSWERED, is_public
from tests.support.client import FRAGMENT, StrictClient

NOTHING = "AAAAAAAAAAAAAAAAAAAAAA"  # a public id that names nothing
PER_RULE = 2


def walk(app: Flask, client: StrictClient) -> Iterator[tuple[str, TestResponse]]:
    """Addresses reached by following links, a few of each kind, and their answer: 200, or 303 to where it leads."""
    seen: dict[str, set[str]] = defaultdict(set)
    todo = ["/"]
    while todo:
        url = todo.pop(0)
        rule = rule_of(app, url)
        path = urlsplit(url).path
        if rule is None or path in seen[rule.endpoint] or len(seen[rule.endpoint]) >= PER_RULE:
            continue
        seen[rule.endpoint].add(path)
        answer = client.get(url, status={200, 303})
        if answer.status_code == 303:  # a link that looks up first where it leads
            todo.insert(0, answer.headers["Location"])
        yield url, answer
        if answer.mimetype == "text/html":
            todo += links(answer.text)


def links(text: str) -> list[str]:
    page = html.fromstring(text)
    found = [*page.xpath("//a/@href"), *page.xpath("//@data-hx-get")]
    return [link for link in found if link.startswith("/") and not link.startswith("/language")]


def rule_of(app: Flask, url: str, method: str = "GET") -> Rule | None:
    """The rule of an address; one of ours that matches nothing is the walk's to find, by its 404."""
    adapter = app.url_map.bind("localhost")
    try:
        return adapter.match(urlsplit(url).path, method=method, return_rule=True)[0]
    except HTTPException:
        return None


def guarded(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule and method behind the policy."""
    rules = [rule for rule in app.url_map.iter_rules() if not is_public(app.view_functions[rule.endpoint])]
    return [(rule, method) for rule in rules for method in sorted((rule.methods or set()) & ANSWERED)]


def address(rule: Rule) -> str:
    """An address of the rule that names nothing."""
    values = {}
    for name in rule.arguments:
        allowed = getattr(rule._converters[name], "items", None)
        whole = "Integer" in type(rule._converters[name]).__name__
        values[name] = sorted(allowed)[0] if allowed else (1 if whole else NOTHING)
    return rule.build(values, append_unknown=False)[1]


def send(client: StrictClient, method: str, url: str, fragment: bool = False):
    """Ask as a browser or as htmx, with a token of the client's session where something is sent."""
    headers = FRAGMENT if fragment else {}
    data = {"csrf_token": _token(client)} if method != "GET" else None
    return client.http.open(url, method=method, headers=headers, data=data)


def _token(client: StrictClient) -> str:
    if not hasattr(client, "token"):
        client.token = client.csrf_token()
    return client.token
