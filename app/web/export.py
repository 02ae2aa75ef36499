"""What a screen shows, as a file: CSV, XLSX or JSON; one helper, so that every export is equally safe (S-63)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from unicodedata import category, normalize

import xlsxwriter
from flask import Response, abort, url_for

from app.clock import local

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
# What a spreadsheet takes for a formula, twins of other widths included; a phone number is not one.
FORMULA, CONTROL = frozenset("=+-−@|"), frozenset("\t\r\n\0")
PHONE = re.compile(r"\+\d[\d /().-]*")
UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"})  # Unicode's classes of what leaves no ink of its own
LONGEST = 32_767  # characters that a cell of a sheet holds
WIDTHS = (10, 48)  # of a column, in characters


def export(rows: Iterable[Sequence[Any]], columns: Sequence[str], name: str, fmt: str) -> Response:
    """A file to download, `name.fmt`; rows hold one value per column. Any other format is a 404.

    Values keep their type: days, instants (hours of Brussels), numbers and texts; a code is written as it is.
    """
    writers = {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}
    if fmt not in writers:
        abort(404)
    response = Response(writers[fmt](rows, columns), content_type=FORMATS[fmt])
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name)}.{fmt}"'
    return response


def file_links(endpoint: str, **asked: Any) -> list[tuple[str, str]]:
    """(name, address) of a list as a file, in each format, with what is asked of the list; None asks nothing."""
    return [(fmt.upper(), url_for(endpoint, fmt=fmt, **asked)) for fmt in FORMATS]


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "export"


def to_csv(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> str:
    """Comma-separated, days as in ISO 8601; a text that a spreadsheet would run is made a plain text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_csv_cell(name) for name in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")  # the one end of line that readers agree on
        return f"'{text}" if is_formula(text) else text
    shown = _plain(value)
    return "" if shown is None else str(shown).lower() if isinstance(shown, bool) else str(shown)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula, once it passed over what nobody sees."""
    seen = next((place for place, char in enumerate(text) if category(char) not in UNSEEN), len(text))
    first = normalize("NFKC", text[seen : seen + 1])[:1]
    return (first in FORMULA or not CONTROL.isdisjoint(text[:seen])) and not PHONE.fullmatch(text)


def to_json(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> str:
    """A list of objects, one per row; days as in ISO 8601, numbers as numbers."""
    items = [{name: _json_value(value) for name, value in zip(columns, row, strict=True)} for row in rows]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _json_value(value: Any) -> Any:
    shown = _plain(value)
    if isinstance(shown, Decimal):
        return int(shown) if shown == shown.to_integral_value() else float(shown)
    return shown


def _plain(value: Any) -> Any:
    """Days and instants as text, codes as themselves."""
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def to_xlsx(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> bytes:
    """One sheet with typed cells, written row by row; no text ever becomes a formula or a link."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        styles = {
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        for position, name in enumerate(columns):
            sheet.set_column(position, position, min(max(len(name) + 2, WIDTHS[0]), WIDTHS[1]))
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                _write_cell(sheet, number, position, value, styles)
    return out.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any, styles: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, local(value).replace(tzinfo=None), styles[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles[date])
    else:
        text = str(value)
        sheet.write_string(row, column, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
