"""`tremplin report …`: reports on the terminal. Errors go to stderr; exit code 1 for a refusal, 2 for wrong usage."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.clock import today
from app.db import transaction
from app.web.export import to_csv, to_json
from app.web.forms import TOO_EARLY, nonsense
from axes.models.programmes import Programme
from axes.vocab import ProgrammeKind
from reports import retention
from reports.queries import capteur_values, figures
from reports.queries.capteur_asked import Asked
from reports.queries.sites import COLUMNS, site_report

FORMATS = ("text", "csv", "json")


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day: write it as 2023-11-30", param, ctx)
        wrong = nonsense(day)
        if wrong:
            self.fail(f"{value} is too far in the {'past' if wrong == TOO_EARLY else 'future'}", param, ctx)
        return day


DAY = Day()
as_of_option = click.option("--as-of", "day", type=DAY, default=today, help="The day asked for; today by default.")
format_option = click.option("--format", "fmt", type=click.Choice(FORMATS), default="text", show_default=True)
programme_option = click.option("--programme", "code", help="Only this programme, by its code; all of them by default.")


@click.group()
def report() -> None:
    """Reports computed from dated rows, as of any day. Everybody is counted: whoever is here holds the database."""


@report.command("sites")
@as_of_option
@format_option
@click.pass_obj
def report_sites(open_app: Callable[[], Flask], day: date, fmt: str) -> None:
    """The founding table: each site's units, months and status on a day."""
    rows = reading(open_app, lambda: [line.cells() for line in site_report(day)])
    click.echo(shown(rows, COLUMNS, fmt), nl=False)


@report.command("figures")
@as_of_option
@format_option
@programme_option
@click.pass_obj
def report_figures(open_app: Callable[[], Flask], day: date, fmt: str, code: str | None) -> None:
    """The funder's figures, each with what it is counted among."""
    click.echo(shown(reading(open_app, lambda: _figures(day, code)), figures.COLUMNS, fmt), nl=False)


@report.command("retention")
@as_of_option
@format_option
@programme_option
@click.option("--housing-first", is_flag=True, help="Only who left for Housing First.")
@click.pass_obj
def report_retention(open_app: Callable[[], Flask], day: date, fmt: str, code: str | None, housing_first: bool) -> None:
    """The five questions of Parliament on who left for a lasting home."""
    click.echo(shown(reading(open_app, lambda: _retention(day, code, housing_first)), retention.COLUMNS, fmt), nl=False)


@report.command("capteur")
@as_of_option
@format_option
@click.option("--programme", "code", required=True, help="The capteur programme, by its code: they are never mixed.")
@click.pass_obj
def report_capteur(open_app: Callable[[], Flask], day: date, fmt: str, code: str) -> None:
    """The figures of a capteur programme, each with what it is counted among."""
    click.echo(shown(reading(open_app, lambda: _capteur(day, code)), capteur_values.COLUMNS, fmt), nl=False)


def _capteur(day: date, code: str) -> list[tuple[Any, ...]]:
    programme = _programme(code)
    if programme is None or programme.kind is not ProgrammeKind.CAPTEUR:
        raise click.ClickException(f"{code!r} is no capteur programme")
    asked = Asked(programme.id, day, goal=capteur_values.goal_on(programme.id, day))
    return [capteur_values.cells(value, programme) for value in capteur_values.values(asked)]


def _retention(day: date, code: str | None, housing_first: bool) -> list[tuple[Any, ...]]:
    programme = _programme(code)
    asked = retention.Asked(day, programme.id if programme else None, housing_first)
    return retention.cells(retention.answers(asked), asked, programme.code if programme else "")


def _figures(day: date, code: str | None) -> list[tuple[Any, ...]]:
    programme = _programme(code)
    return [figures.cells(value, programme) for value in figures.values(day, programme.id if programme else None)]


def _programme(code: str | None) -> Programme | None:
    programme = figures.programme_called(code) if code else None
    if code and programme is None:
        raise click.ClickException(f"no programme has the code {code!r}")
    return programme


def reading(open_app: Callable[[], Flask], act: Callable[[], Any]) -> Any:
    """What `act` answers within the application, in a transaction that can only read."""
    try:
        with open_app().app_context(), transaction("read"):
            return act()
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(
            f"the database cannot be read ({type(error.orig).__name__}): {_first(error)}"
        ) from error


def _first(error: Exception) -> str:
    """The first line of a database error: what is missing, without the statement."""
    return f"{getattr(error, 'orig', error)}".strip().splitlines()[0] + "; is it at head? (tremplin db upgrade)"


def shown(rows: Sequence[Sequence[Any]], columns: Sequence[str], fmt: str) -> str:
    """Rows in one of `FORMATS`."""
    if fmt == "csv":
        return to_csv(rows, columns)
    return to_json(rows, columns) if fmt == "json" else _aligned(rows, columns)


def _aligned(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> str:
    """Columns side by side, numbers to the right."""
    texts = [list(columns), *([f"{'' if value is None else value}" for value in row] for row in rows)]
    widths = [max(len(line[place]) for line in texts) for place in range(len(columns))]
    numbers = [bool(rows) and not isinstance(rows[0][place], (str, date)) for place in range(len(columns))]
    return "".join(_line(line, widths, numbers) for line in texts)


def _line(texts: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    cells = [
        text.rjust(width) if number else text.ljust(width)
        for text, width, number in zip(texts, widths, numbers, strict=True)
    ]
    return "  ".join(cells).rstrip() + "\n"
