"""Search in sealed names: keyed hashes of normalised words and of their beginnings (S-88).

The index of a text holds one token per word and one per beginning of three letters or more. A query holds one
token per typed word; a record is found when its index holds them all: order, accents and case do not matter.

Words joined by an apostrophe or a hyphen are in the index apart and together: "obrien" finds O'Brien.

A token is `<key id>.<22 letters>`: HMAC-SHA256, cut to 16 bytes, under the search secret of that key, over
the scope (such as "person.name"), what is hashed (word or beginning) and the letters. Tokens of two scopes
cannot be compared. What tokens do show to a reader of the database: that records share a word or beginning,
and how often.

Rotation: a new first key makes other tokens. Until every record is indexed again (`current_token_prefix`
finds the stale ones), search with each set of `query_alternatives`; the old key can go once no token bears
its id.
"""

import hmac
import unicodedata

from app.crypto.keys import MAX_ID_LENGTH, KeyUse, current_keys, encode

MIN_BEGINNING = 3
MAX_LETTERS = 40
MAX_QUERY_WORDS = 8
SORTED_LETTERS = 200
TOKEN_BYTES = 16
TOKEN_LENGTH = MAX_ID_LENGTH + 1 + 22  # the widest token, for the column that holds it

# Letters that Unicode does not take apart, as people without the right keyboard type them: those of Europe,
# of Turkish and Azeri, of Hausa, Fula, Bambara and Ewe; and yeh and kaf, of which each Arabic keyboard has
# its own.
LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th",
        "ı": "i", "ȷ": "j", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ŋ": "n", "ɲ": "ny", "ɛ": "e",
        "ɔ": "o", "ی": "ي", "ى": "ي", "ک": "ك",
    }
)  # fmt: skip
# Letters for Unicode, but nothing to see: the Arabic stretch and the Korean fillers.
UNSEEN = frozenset("\u0640\u115f\u1160\u3164\uffa0")
SALTILLO = "\ua78b\ua78c"
# What joins two words of a name: hyphens and apostrophes, as keyboards and word processors write them.
JOINTS = str.maketrans("", "", "-\u2010\u2011\u2012\u2013'`\u00b4\u2018\u2019\u02bb\u02bc\u055a\uff07" + SALTILLO)


def search_words(text: str) -> set[str]:
    """The words of a text, split at apostrophes, hyphens and all that is neither letter nor digit.

    Case, accents and invisible characters are gone; each script stays, Arabic without its vowel signs.
    """
    return set(_plain(text).split())


def sort_key(name: str) -> str:
    """What a name is sorted by: its letters without accents, case or signs, whatever the database thinks of them."""
    return (" ".join(_plain(name).split()) or name.casefold())[:SORTED_LETTERS]


def index_tokens(text: str, scope: str) -> set[str]:
    """Tokens to store for a text: its words and their beginnings, up to the fortieth letter of each, and the same of
    the words that an apostrophe or a hyphen joins, written together."""
    key_id = current_keys().first_id
    tokens = set()
    for word in _cut(text) | _cut(text.translate(JOINTS)):
        tokens.add(_token(key_id, scope, "word", word))
        for end in range(MIN_BEGINNING, len(word) + 1):
            tokens.add(_token(key_id, scope, "beginning", word[:end]))
    return tokens


def query_tokens(text: str, scope: str, *, exact: bool = False, key_id: str | None = None) -> set[str]:
    """Tokens that a found record has, all of them; under the first key unless told.

    A typed word finds the words that begin with it; one of one or two letters, or any if `exact`, finds
    whole words only. Of more than eight words the longest eight count. An empty set means that nothing was
    typed that can be found: answer no record, not every record.
    """
    key_id = key_id or current_keys().first_id
    words = sorted(_cut(text), key=lambda word: (-len(word), word))[:MAX_QUERY_WORDS]
    return {_token(key_id, scope, _what(word, exact), word) for word in words}


def query_alternatives(text: str, scope: str, *, exact: bool = False) -> list[set[str]]:
    """`query_tokens` under each key, the first key first: while keys rotate, a record has all of one set."""
    return [query_tokens(text, scope, exact=exact, key_id=key_id) for key_id in current_keys().ids]


def current_token_prefix() -> str:
    """How every token made now begins; a stored token that begins otherwise has to be made again."""
    return current_keys().first_id + "."


def _what(word: str, exact: bool) -> str:
    return "word" if exact or len(word) < MIN_BEGINNING else "beginning"


def _cut(text: str) -> set[str]:
    return {word[:MAX_LETTERS] for word in search_words(text)}


def _token(key_id: str, scope: str, what: str, letters: str) -> str:
    if not scope or "\0" in scope:
        raise ValueError("a search needs a scope such as “person.name”")
    message = "\0".join((scope, what, letters)).encode()
    digest = hmac.digest(current_keys().derived(KeyUse.SEARCH, key_id), message, "sha256")
    return f"{key_id}.{encode(digest[:TOKEN_BYTES])}"


def _plain(text: str) -> str:
    """Folded letters and single spaces between words.

    Marks go first: putting a long stack of them in canonical order takes quadratic time. Hangul is put
    together again at the end, so that one written syllable counts as one letter.
    """
    bare = _seen(unicodedata.normalize("NFKD", _seen(text.casefold())))
    folded = unicodedata.normalize("NFKD", bare.casefold()).translate(LETTERS)
    return unicodedata.normalize("NFC", "".join(map(_letter_or_space, _seen(folded))))


def _seen(text: str) -> str:
    return "".join(filter(_is_seen, text))


def _is_seen(char: str) -> bool:
    """False for accents and vowel signs (Mn, Me), zero-width and direction controls (Cf), and fillers."""
    return unicodedata.category(char) not in {"Mn", "Me", "Cf"} and char not in UNSEEN


def _letter_or_space(char: str) -> str:
    if "\u02b0" <= char <= "\u02ff" or char in SALTILLO:  # apostrophes that Unicode calls letters
        return " "
    category = unicodedata.category(char)
    return char if category[0] in "LN" or category == "Mc" else " "
