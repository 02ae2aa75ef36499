"""Reading a CSV file of ours: its columns, and its lines with their numbers."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

LARGEST = 5 * 1024 * 1024
MOST_LINES = 20_000
DELIMITERS = (",", ";", "\t")


class WrongFile(Exception):
    """A file that cannot be read as a table of this kind at all."""


class Line(NamedTuple):
    """A line that says something; `number` counts from 1, the line of the columns included."""

    number: int
    cells: dict[str, str]


def read_table(file: Path, columns: Sequence[str], needed: Sequence[str]) -> list[Line]:
    """The lines of a file. Raises `WrongFile` for what is not UTF-8, too large, or has other columns."""
    if file.stat().st_size > LARGEST:
        raise WrongFile(f"larger than {LARGEST // 1024 // 1024} MB")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongFile("not written in UTF-8") from error
    if "\0" in text:
        raise WrongFile("not a text")
    try:
        lines = list(_lines(text, columns, needed))
    except csv.Error as error:
        raise WrongFile(f"not a CSV file: {error}") from error
    if len(lines) > MOST_LINES:
        raise WrongFile(f"more than {MOST_LINES} lines: cut it")
    return lines


def _lines(text: str, columns: Sequence[str], needed: Sequence[str]) -> Iterator[Line]:
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    source = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names = [name.strip().lower() for name in next(source, [])]
    _check(names, columns, needed)
    start = source.line_num + 1
    for cells in source:
        number, start = start, source.line_num + 1
        if any(cell.strip() for cell in cells):
            if len(cells) != len(names):
                raise WrongFile(f"line {number} has {len(cells)} cells, the first line has {len(names)}")
            yield Line(number, {name: cell.strip() for name, cell in zip(names, cells, strict=True)})


def _check(names: Sequence[str], columns: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in names]
    unknown = [name for name in names if name not in columns]
    if missing or unknown:
        told = [f"{name} is missing" for name in missing] + [f"“{name}” is not known" for name in unknown]
        raise WrongFile(f"columns: {', '.join(told)}; known: {', '.join(columns)}")
    if len(set(names)) < len(names):
        raise WrongFile("a column stands twice")
