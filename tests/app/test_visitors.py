"""A word to whoever looks for a home: open to all, without a form, and nothing of them is kept."""

import pytest

from tests.support.client import StrictClient


@pytest.mark.parametrize(("language", "word"), [("fr", "ne peut pas demander un logement seul"), ("nl", "OCMW")])
def test_whoever_looks_for_a_home_is_told_whom_to_speak_with(app, language, word):
    visitor = StrictClient(app)
    visitor.http.get(f"/language/{language}")
    assert "/looking-for-a-home" in visitor.get("/sign-in").text
    answer = visitor.get("/looking-for-a-home")
    assert word in answer.text
    assert "<form" not in answer.text
    assert "<input" not in answer.text
