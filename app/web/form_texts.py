"""What WTForms says of a field by itself, in our own sentences; the rest in its own words."""

from flask import has_request_context
from flask_babel import gettext
from flask_wtf.i18n import Translations

OURS = {
    "Not a valid date value.": "form.not_a_day",
    "Not a valid choice.": "form.not_a_choice",
    "Not a valid integer value.": "form.not_whole",
    "Not a valid decimal value.": "form.not_a_number",
    "Not a valid time value.": "form.not_an_hour",
}


class FormTexts(Translations):  # type: ignore[misc]
    """Looked up by the English sentence that WTForms has in its code."""

    def gettext(self, string: str) -> str:
        """The sentence shown."""
        if string in OURS and has_request_context():
            return gettext(OURS[string])
        return super().gettext(string).replace("'", "’")  # type: ignore[no-any-return]
