"""Words on the screen: every key is there in the three languages, with the same placeholders."""

import importlib
import inspect
import re
from enum import StrEnum
from functools import cache

import pytest

from app.auth.vocab import NotificationKind
from app.config import ROOT
from app.i18n.compile import LANGUAGES, join
from app.i18n.labels import key_of

PLACEHOLDER = re.compile(r"%\((\w+)\)|%%")
CALLS = re.compile(r"""(?<![\w.])(?:_l?|n?gettext|lazy_gettext|_n)\(\s*["']([^"'{}%]+)["']\s*(?:[,)]|if\b)""")
REFUSALS = re.compile(r"""(?:Refusal|Conflict|__init__|flash|key=|done=)\(?\s*["']([a-z_]+\.[a-z_.]+)["']""")
SOURCES = ("app", "sites", "axes", "occupancy", "accompaniment", "capteur", "reports", "templates")
SHOWN = (
    "sites.vocab",
    "axes.vocab",
    "occupancy.vocab",
    "accompaniment.vocab",
    "accompaniment.vocab_documents",
    "accompaniment.vocab_exits",
    "accompaniment.vocab_incidents",
    "accompaniment.vocab_hand_overs",
    "accompaniment.vocab_housing",
    "accompaniment.vocab_tasks",
    "capteur.vocab",
    "capteur.vocab_dwellings",
    "capteur.vocab_follow_up",
    "capteur.vocab_lettings",
    "capteur.vocab_mediation",
    "capteur.vocab_owners",
    "app.auth.vocab",
)


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """Key → its texts (two where it has a plural)."""
    entries = {}
    for message in join(language):
        if message.id:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            entries[key] = message.string if isinstance(message.string, tuple) else (message.string,)
    return entries


def used_keys() -> dict[str, str]:
    """Key → a file that uses it, for keys written out in code and templates."""
    found = {}
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".html"}:
                text = path.read_text()
                for pattern in (CALLS, REFUSALS):
                    found |= {key: str(path.relative_to(ROOT)) for key in pattern.findall(text)}
    # A key that ends in a dot is the beginning of several: `_("board.floor." ~ code)`; each enum has its own test.
    return {key: path for key, path in found.items() if "." in key and not key.endswith(".")}


def enums() -> list[type[StrEnum]]:
    modules = [importlib.import_module(name) for name in SHOWN]
    return [
        item
        for module in modules
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, StrEnum) and item.__module__ == module.__name__
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_use_has_its_text(language):
    missing = {key: path for key, path in used_keys().items() if key not in catalogue(language)}
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_label(language):
    missing = [key_of(member) for enum in enums() for member in enum if key_of(member) not in catalogue(language)]
    assert not missing


@pytest.mark.parametrize(("french", "dutch"), [("avenant", "aanhangsel"), ("annexe", "bijlage")])
def test_the_papers_of_an_agreement_have_one_dutch_name_each(french, dutch):
    """Those of the glossary: an annex goes with an agreement, an amendment changes it."""
    other = catalogue("nl")
    pairs = {key: (" ".join(texts).lower(), " ".join(other[key]).lower()) for key, texts in catalogue("fr").items()}
    assert not [key for key, (said, gezegd) in pairs.items() if (french in said) != (dutch in gezegd)]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_languages_hold_the_same_keys(language):
    assert set(catalogue("fr")) == set(catalogue(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert not [key for key, texts in catalogue(language).items() if not all(texts)]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_placeholders_are_the_same(language):
    french, other = catalogue("fr"), catalogue(language)
    wrong = [
        key
        for key in french.keys() & other.keys()
        if {name for text in french[key] for name in PLACEHOLDER.findall(text)}
        != {name for text in other[key] for name in PLACEHOLDER.findall(text)}
    ]
    assert not wrong


def test_french_typography():
    """Typographic apostrophes, and a no-break space before the high marks."""
    wrong = [
        (key, text)
        for key, texts in catalogue("fr").items()
        for text in texts
        if re.search(r"\w'\w", text)
        or re.search(r"(?<![\u00a0\u202f])[?!;»](?!\w)", text)
        or re.search(r" [:;?!»]", text)
    ]
    assert not wrong


def test_keys_are_really_found():
    """The patterns above see templates, code and refusals."""
    assert {"today.title", "sign_in.email", "conflict.form_used"} <= used_keys().keys()


def test_the_mail_of_the_day_has_words_for_each_kind_of_notification():
    keys = {f"mail.count.{kind.value}" for kind in NotificationKind}
    assert [keys - set(catalogue(language)) for language in LANGUAGES] == [set() for _ in LANGUAGES]
