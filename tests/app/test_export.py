"""Files to download: typed, safe for a spreadsheet, named without surprise."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree
from werkzeug.exceptions import NotFound

from app.web.export import export

COLUMNS = ("nom", "unités", "mois", "jour", "instant", "ouvert")
ROW = ("Trèfles, l’allée", 3, Decimal("28.5"), date(2024, 6, 30), datetime(2026, 7, 1, 22, 30, tzinfo=UTC), True)
FORMULAS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a"]


def text_cells(content: bytes) -> list[str]:
    """The texts of a sheet, shared or in place."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not sheet.findall(".//{*}f"), "a cell holds a formula"
    return ["".join(cell.itertext()) for cell in sheet.iter("{*}is")]


def test_csv_reads_back():
    answer = export([ROW], COLUMNS, "sites", "csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sites.csv"'
    assert list(csv.reader(io.StringIO(answer.get_data(as_text=True)))) == [
        list(COLUMNS),
        ["Trèfles, l’allée", "3", "28.5", "2024-06-30", "2026-07-02T00:30+02:00", "true"],
    ]


def test_json_keeps_types():
    (item,) = json.loads(export([(*ROW[:5], None)], COLUMNS, "sites", "json").get_data(as_text=True))
    assert item["mois"] == 28.5
    assert item["unités"] == 3
    assert item["jour"] == "2024-06-30"
    assert item["ouvert"] is None


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    (_, (cell,)) = csv.reader(io.StringIO(export([[text]], ["a"], "x", "csv").get_data(as_text=True), newline=""))
    assert cell == f"'{text}".replace("\r", "\n")
    assert text.strip() in text_cells(export([[text]], ["a"], "x", "xlsx").data)[-1]


@pytest.mark.parametrize("text", ["+32 475 12 34 56", "L’Ilot", "3 Pommiers", ""])
def test_ordinary_texts_and_phones_survive(text):
    (_, row) = csv.reader(io.StringIO(export([[text]], ["a"], "x", "csv").get_data(as_text=True)))
    assert "".join(row) == text


def test_xlsx_cells_are_typed():
    content = export([ROW], COLUMNS, "sites", "xlsx").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = {cell.get("r"): (cell.get("t"), cell.findtext("{*}v")) for cell in sheet.iter("{*}c")}
    assert cells["B2"] == (None, "3")
    assert cells["C2"] == (None, "28.5")
    assert cells["D2"] == (None, "45473")  # days since 1899-12-30
    assert cells["F2"] == ("b", "1")


def test_names_and_formats_are_closed():
    answer = export([], ["a"], '../x"\r\nSet-Cookie: a=b', "csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="x-Set-Cookie-a-b.csv"'
    with pytest.raises(NotFound):
        export([], ["a"], "x", "exe")
