"""A method that an address does not answer tells nobody that the address is there: the policy comes first (S-05)."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.auth.policy import may
from app.auth.vocab import Action, Role
from tests.support.walk import address, guarded, send

ASKED = ("GET", "POST", "DELETE")
CHANGING = re.compile(r"[0-9a-f]{16}|(csrf_token\" value=\"|X-CSRFToken\": \")[^\"]+|next=[^\"&]*")
KINDS = pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])


def unanswered(app: Flask) -> Iterator[tuple[str, str, dict[str, Action]]]:
    """Addresses behind the policy, a method each does not answer, and the actions that those it answers need."""
    adapter = app.url_map.bind("localhost")
    for url in sorted({address(rule) for rule, _ in guarded(app)}):
        endpoints = {adapter.match(url, method=method)[0] for method in adapter.allowed_methods(url)}
        actions = {key: action for one in endpoints for key, action in app.view_functions[one].permissions.items()}
        yield from ((url, method, actions) for method in ASKED if not adapter.test(url, method))


def shape(answer) -> tuple[int, str | None, str, str | None]:
    """What an answer tells, without what changes at each request and the path asked for."""
    led = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    allowed = answer.headers.get("Allow")
    return answer.status_code, CHANGING.sub("", led).rstrip("?"), CHANGING.sub("", answer.text), allowed


@KINDS
def test_nobody_signed_in_learns_an_address(app, visitor, fragment):
    asked = list(unanswered(app))
    assert len(asked) > 50
    for method in ASKED:
        nowhere = send(visitor, method, "/nowhere", fragment)
        assert nowhere.status_code == (401 if fragment else 302)
        wrong = [
            url for url, one, _ in asked if one == method and shape(send(visitor, one, url, fragment)) != shape(nowhere)
        ]
        assert not wrong, method


@pytest.mark.parametrize("role", Role)
def test_only_who_may_use_it_learns_that_it_answers_otherwise(app, make, sign_in, role):
    client = sign_in(make.user(role))
    nowhere = {method: shape(send(client, method, "/nowhere")) for method in ASKED}
    wrong = []
    for url, method, actions in unanswered(app):
        answer = send(client, method, url)
        allowed = {one for one, action in actions.items() if may(role, action)}
        if allowed:
            told = {word.strip() for word in answer.headers.get("Allow", "").split(",")}
            fine = answer.status_code == 405 and told - {"HEAD"} == allowed
        else:
            fine = shape(answer) == nowhere[method]
        if not fine:
            wrong.append((method, url, answer.status_code))
    assert not wrong


def test_doubled_slashes_lead_nowhere(app, make, sign_in):
    client = sign_in(make.user(Role.FUNDER))
    assert shape(client.http.get("//journal")) == shape(client.http.get("//nowhere"))
