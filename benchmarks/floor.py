"""The floor: the same 25 rows with nothing around them. Bare Flask, SQL by hand, strings joined; no reader, no layout.

python -m benchmarks.floor DATABASE PORT
"""

import os
import sqlite3
import sys
import threading
from datetime import date
from html import escape

from flask import Flask, Response

DATABASE = "BENCH_FLOOR_DATABASE"
ROWS = """
SELECT s.public_id, h.reference, si.name, u.code, x.number, coalesce(o.short_name, o.name), s.start_on, s.planned_end_on
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


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(os.environ[DATABASE])
    connection: sqlite3.Connection = _local.connection
    return connection


@application.get("/stays")
def stays() -> Response:
    day = date.today()  # noqa: DTZ011
    until = date.fromordinal(day.toordinal() + 30)
    rows = _connection().execute(ROWS, {"day": day.isoformat(), "until": until.isoformat()})
    cells = "".join(
        f'<tr><th scope="row"><a href="/stays/{row[0]}">{escape(row[1])}</a></th>'
        f"<td>{escape(row[2])} <small>{escape(row[3])}</small></td><td>{row[4]} {escape(row[5] or '')}</td>"
        f"<td>{_day(row[6])}</td><td>{_day(row[7])}</td></tr>"
        for row in rows
    )
    return Response(f"<!doctype html><title>Stays</title><h1>Stays</h1><table>{cells}</table>", mimetype="text/html")


def _day(text: str) -> str:
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
