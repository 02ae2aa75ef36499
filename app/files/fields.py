"""Papers sent with a form: each is read once, one byte past the limit at most, and closed."""

from typing import Any

from flask_wtf.file import FileField, MultipleFileField

from app.files.content import MAX_BYTES


class PaperField(FileField):  # type: ignore[misc]
    """A file; `content` is None when none was sent."""

    @property
    def content(self) -> bytes | None:
        return _read(self.data) if self.data else None


class PapersField(MultipleFileField):  # type: ignore[misc]
    """Several files, such as the photographs of each page: `papers` are their names and contents, in order."""

    @property
    def papers(self) -> list[tuple[str, bytes]]:
        return [(one.filename or "", _read(one)) for one in self.data or () if one]


def _read(sent: Any) -> bytes:
    with sent.stream as stream:
        content: bytes = stream.read(MAX_BYTES + 1)
    return content
