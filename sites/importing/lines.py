"""Taking a table into the database, line by line: what is wrong is told for every line before anything is given up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import gettext

from app.audit.actor import Actor
from app.web.errors import Refusal
from sites.importing.kinds import Kind, Values
from sites.importing.table import Line

YES, NO = frozenset({"yes", "oui", "ja", "true", "1", "x"}), frozenset({"no", "non", "nee", "false", "0", ""})


class Problem(NamedTuple):
    """What is wrong with a cell, or with a line as a whole."""

    line: int
    column: str | None
    text: str


class Done(StrEnum):
    """What became of a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Refused(Exception):
    """A line that the rules refuse."""

    def __init__(self, *problems: tuple[str | None, str]) -> None:
        super().__init__()
        self.problems = problems


def take(kind: Kind, lines: Iterable[Line], *, update: bool, actor: Actor) -> tuple[Counter[Done], list[Problem]]:
    """Add what is new, leave what stands as it is. A record that stands otherwise is a problem, unless `update`."""
    done: Counter[Done] = Counter()
    problems: list[Problem] = []
    named: dict[Any, int] = {}
    for line in lines:
        try:
            reference = _reference(kind, line.cells)
            earlier = named.setdefault(reference, line.number)
            if earlier != line.number:
                raise Refused((None, f"line {earlier} speaks of the same record"))
            done[_take(kind, reference, line.cells, update, actor)] += 1
        except Refused as refused:
            problems += [Problem(line.number, column, text) for column, text in refused.problems]
    return done, problems


def _reference(kind: Kind, cells: dict[str, str]) -> Any:
    try:
        return kind.reference(cells)
    except KeyError as error:
        column = str(error.args[0])
        raise Refused((column, f"nothing here is called “{cells[column]}”")) from None


def _take(kind: Kind, reference: Any, cells: dict[str, str], update: bool, actor: Actor) -> Done:
    record = kind.known.get(reference)
    standing = kind.standing(record) if record is not None else {}
    values = _values(kind, cells, standing)
    if record is None:
        kind.known[reference] = _act(lambda: kind.add(cells, values, actor))
        return Done.ADDED
    others = [name for name in cells if name in values and values[name] != standing[name]]
    if not others:
        return Done.UNCHANGED
    if not update:
        raise Refused(*((name, f"stands as “{_text(standing[name])}”; --update changes it") for name in others))
    _act(lambda: kind.edit(record, values, actor))
    return Done.CHANGED


def _values(kind: Kind, cells: Mapping[str, str], standing: Values) -> Values:
    """What the form of the page makes of a line; a column that the file has not keeps what stands."""
    texts = {name: _text(value) for name, value in standing.items()} | dict(cells)
    form = kind.form(dict(_boxes(kind, texts)))
    if not form.validate():
        raise Refused(*_wrong(form))
    values: Values = form.values
    return values


def _boxes(kind: Kind, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The texts as a browser sends them: a box that is not ticked is not sent."""
    for name, text in texts.items():
        if name not in kind.yes_or_no:
            yield name, text
        elif text.lower() in YES:
            yield name, "y"
        elif text.lower() not in NO:
            raise Refused((name, f"“{text}” is neither yes nor no"))


def _wrong(form: Any) -> Iterator[tuple[str | None, str]]:
    for name, errors in form.errors.items():
        yield from ((name, str(error)) for error in errors)


def _act(act: Any) -> Any:
    try:
        return act()
    except Refusal as refusal:
        raise Refused((refusal.field, gettext(refusal.key, **refusal.values_named))) from refusal


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
