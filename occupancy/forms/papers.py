"""A paper sent with a form."""

from flask_wtf.file import FileField

from occupancy.rules.documents import MAX_BYTES


class PaperField(FileField):
    """A file; `content` reads it once, one byte past the limit at most, and closes it. None when none was sent."""

    @property
    def content(self):
        if not self.data:
            return None
        with self.data.stream as stream:
            return stream.read(MAX_BYTES + 1)
