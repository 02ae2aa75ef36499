"""Files to download: typed, safe for a spreadsheet, named without surprise."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree
from werkzeug.exceptions import NotFound

from app.web.export import PHONE, export

COLUMNS = ("nom", "unités", "mois", "jour", "instant", "ouvert")
ROW = ("Trèfles, l’allée", 3, Decimal("28.5"), date(2024, 6, 30), datetime(2026, 7, 1, 22, 30, tzinfo=UTC), True)
HIDDEN = ["\u200b=1", "\ufeff+1", "\u00ad-1", "\u2060@a", "\u200b\u200d|a", "\u202e=1", "\x0b=1", "\u0301=1"]
TWINS = ["﹦1+1", "﹢1", "﹣1", "﹫a", "｜a", "−1", "|cmd", " =1", "\u00a0+1"]
FORMULAS = [*HIDDEN, *TWINS, "=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a"]


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
    assert csv_cell(text) == f"'{text}".replace("\r", "\n")
    assert text.strip() in text_cells(export([[text]], ["a"], "x", "xlsx").data)[-1].replace("_x000B_", "\x0b")


def csv_cell(text: str) -> str:
    """What a reader of the CSV file gets for a text."""
    content = export([[text]], ["a"], "x", "csv").get_data(as_text=True)
    (_, row) = csv.reader(io.StringIO(content, newline=""))
    return "".join(row)


STARTS = st.sampled_from("=+-@|\t\r\n\0＝＋－＠｜﹦﹢−")
UNSEEN = st.text("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e \u00a0\u2028\t", max_size=4)


@given(st.builds(lambda before, start, rest: before + start + rest, UNSEEN, STARTS, st.text(max_size=20)))
def test_whatever_stands_before_it_a_formula_is_a_text(text):
    assume(not PHONE.fullmatch(text))
    assert csv_cell(text).startswith("'")


@given(st.text(max_size=40))
def test_no_cell_begins_as_a_formula_and_none_is_lost(text):
    cell = csv_cell(text)
    assert cell.removeprefix("'") == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'")
    assert not cell or cell[0] not in "=-@|\t\r\n\0"
    assert not cell.startswith("+") or PHONE.fullmatch(cell)


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_a_sheet_holds_texts_only(texts):
    content = export([texts], [f"=c{place}" for place in range(len(texts))], "x", "xlsx").data
    assert len(text_cells(content)) == 2 * len(texts)


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost():
    cell = text_cells(export([["é" * 40_000]], ["a"], "x", "xlsx").data)[-1]
    assert (len(cell), cell[-2:]) == (32_767, "é…")


def test_a_column_is_a_text_too():
    assert export([], ["=1+1"], "x", "csv").get_data(as_text=True) == "'=1+1\n"


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
