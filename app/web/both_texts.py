"""When two people change the same record: what stands now beside what was typed, both as the page writes them.

A form that edits is filled with its record before what was sent is read, and WTForms keeps both. What stands is
therefore known of every field, without a list of names to forget one in.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from wtforms import Field, FileField, Form, PasswordField

from app.i18n.formats import day, number
from app.i18n.labels import label

Row = tuple[str, str | None, str | None]  # label, theirs, mine
MACHINERY = {"csrf_token", "form_key"}


def both_texts(form: Form, theirs: Mapping[str, Any] | None) -> list[Row]:
    """The fields in which the two differ. `theirs` says what stands where the form was not filled with the record."""
    if theirs is None:
        theirs = {field.name: field.object_data for field in form if _is_typed(field)}
    fields = [(form[name], value) for name, value in theirs.items() if name in form]
    rows = [(field.label.text, written(field, value), written(field, field.data)) for field, value in fields]
    return [row for row in rows if row[1] != row[2]]


def take_what_stands(form: Form) -> None:
    """Let the next sending speak of the record as it stands now: its version, and whatever else goes unseen."""
    for field in form:
        if _is_hidden(field) and field.name not in MACHINERY and field.object_data is not None:
            field.data, field.raw_data = field.object_data, None


def written(field: Field, value: Any) -> str | None:
    """A value of this field as the page would write it, whoever gave it; None for nothing."""
    if value is None or value in ("", [], ()):
        return None
    if hasattr(field, "iter_choices"):
        held = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        told = ", ".join(str(text) for choice, text, *_ in field.iter_choices() if str(choice) in held)
        return told or gettext("form.not_offered")
    if isinstance(value, bool):
        return gettext("form.yes" if value else "form.no")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    return number(value, 2) if isinstance(value, Decimal | float) else str(value)


def says_something(form: Form) -> bool:
    """Whether somebody wrote or chose something in it, and no password, which is asked the same again and again."""
    shown = [field for field in form if not _is_hidden(field)]
    return any(field.data for field in shown) and not any(isinstance(field, PasswordField) for field in shown)


def _is_hidden(field: Field) -> bool:
    return getattr(field.widget, "input_type", None) == "hidden"


def _is_typed(field: Field) -> bool:
    return not _is_hidden(field) and not isinstance(field, PasswordField | FileField)
