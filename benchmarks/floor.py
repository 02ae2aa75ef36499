"""The floor: the same 25 rows with nothing around them. Bare Flask, SQL by hand, strings joined; no reader, no layout.

python -m benchmarks.floor URL PORT
"""

import os
import re
import sqlite3
import sys
import threading
from datetime import date, timedelta
from html import escape
from typing import Any

import psycopg
from flask import Flask, Response

DATABASE = "BENCH_FLOOR_DATABASE"
ROWS = """
SELECT s.public_id, h.reference, si.name, u.code, x.number, coalesce(o.short_name, o.name),
  s.start_on, s.planned_end_on, CASE WHEN s.planned_end_on <= :day THEN 'overdue' ELSE 'current' END
FROM stay s
JOIN household h ON h.id = s.household_id
JOIN unit u ON u.id = s.unit_id
JOIN site si ON si.id = u.site_id
LEFT JOIN assignment a ON a.household_id = s.household_id
  AND a.start_on <= :day AND (a.end_on IS NULL OR a.end_on > :day)
LEFT JOIN team t ON t.id = a.team_id
LEFT JOIN axis x ON x.id = t.axis_id
LEFT JOIN organisation o ON o.id = t.organisation_id
WHERE s.end_on IS NULL AND s.planned_end_on <= :until
ORDER BY s.planned_end_on, s.id LIMIT 25
"""
application = Flask("floor")
_local = threading.local()


def _connection() -> Any:
    if not hasattr(_local, "connection"):
        url = os.environ[DATABASE]
        if url.startswith("sqlite"):
            _local.connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        else:
            _local.connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    return _local.connection


def _rows(day: date, until: date) -> Any:
    days = {"day": day.isoformat(), "until": until.isoformat()}
    if os.environ[DATABASE].startswith("sqlite"):
        return _connection().execute(ROWS, days)
    return _connection().execute(re.sub(r":(\w+)", r"%(\1)s::date", ROWS), days)


@application.get("/stays")
def stays() -> Response:
    day = date.today()  # noqa: DTZ011
    cells = "".join(
        f'<tr><th scope="row"><a href="/stays/{row[0]}">{escape(row[1])}</a></th>'
        f"<td>{escape(row[2])} <small>{escape(row[3])}</small></td><td>{row[4]} {escape(row[5] or '')}</td>"
        f"<td>{_day(row[6])}</td><td>{_day(row[7])}</td><td>{row[8]}</td></tr>"
        for row in _rows(day, day + timedelta(days=30))
    )
    return Response(f"<!doctype html><title>Stays</title><h1>Stays</h1><table>{cells}</table>", mimetype="text/html")


def _day(value: str | date) -> str:
    text = str(value)
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}"


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    from app.server import THREADS, WORKERS

    os.environ[DATABASE] = sys.argv[1]
    Granian(
        "benchmarks.floor:application",
        address="127.0.0.1",
        port=int(sys.argv[2]),
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
