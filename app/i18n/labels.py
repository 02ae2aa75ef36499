"""Words for codes: every enum member has the catalogue key `<EnumName>.<code>`."""

from enum import StrEnum

from flask_babel import get_locale, gettext


def key_of(member: StrEnum) -> str:
    return f"{type(member).__name__}.{member.value}"


def label(member: StrEnum | None) -> str:
    """The member in the reader's language; nothing for nothing."""
    return "" if member is None else gettext(key_of(member))


def choices(enum: type[StrEnum], *, empty: bool = False) -> list[tuple[str, str]]:
    """Choices of a select field, in the enum's own order."""
    return [*([("", "")] if empty else []), *((member.value, label(member)) for member in enum)]


def named(item: object, field: str = "name") -> str:
    """The name of a data row that carries its own names: `name_fr`, `name_nl`, `name_en`; French when empty."""
    language = str(get_locale() or "fr")[:2]
    return getattr(item, f"{field}_{language}", None) or getattr(item, f"{field}_fr")
