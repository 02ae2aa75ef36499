"""Joins the catalogues of all packages into one file per language: `python -m app.i18n.compile`."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalogue"
COMPILED = HERE / "compiled"
LANGUAGES = ("fr", "nl", "en")


def sources(language: str) -> list[Path]:
    return sorted((CATALOGUE / language).glob("*.po"))


def target(language: str) -> Path:
    return COMPILED / language / "LC_MESSAGES" / "messages.mo"


def join(language: str) -> Catalog:
    """One catalogue of all packages. Raises `ValueError` for a key that two files define."""
    whole = Catalog(locale=language)
    for path in sources(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.id in whole:
                    raise ValueError(f"{path.name} defines {message.id!r} again")
                if message.id:
                    whole.add(message.id, message.string)
    return whole


def compile_all() -> None:
    """Write the compiled catalogues."""
    for language in LANGUAGES:
        path = target(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, join(language))


def compile_if_stale() -> None:
    """Compile when a source is newer than what was compiled."""
    for language in LANGUAGES:
        path = target(language)
        newest = max((source.stat().st_mtime for source in sources(language)), default=0.0)
        if not path.exists() or path.stat().st_mtime < newest:
            return compile_all()
    return None


if __name__ == "__main__":
    compile_all()
