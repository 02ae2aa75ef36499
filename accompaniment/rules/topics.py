"""Topics of a contact as one sealed text each for the plain ones and those of the health area."""

from collections.abc import Iterable

from accompaniment.vocab import HEALTH_TOPICS, PLAIN_TOPICS, Topic


def packed(topics: Iterable[Topic], *, health: bool) -> str | None:
    """The codes of the topics of one area, in the list's own order; None for none."""
    chosen = set(topics)
    area = HEALTH_TOPICS if health else PLAIN_TOPICS
    return ",".join(topic.value for topic in area if topic in chosen) or None


def unpacked(text: str | None) -> tuple[Topic, ...]:
    """The topics of a sealed text; a code that is no more is left out."""
    return tuple(Topic(code) for code in (text or "").split(",") if code in set(Topic))
