"""Every Vietnamese way of typing a number, a date, a yes or no, and "nothing arose": one table of cases."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from danvan_xl.campaign.model import Field, FieldKind
from danvan_xl.formula import FormulaError
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.status import status_as_value
from danvan_xl.intake.typed import State, read_value
from tests import small

CASES = list(csv.DictReader(Path(__file__).with_name("values.csv").open(encoding="utf-8")))


def field(kind: str, unit: str = "") -> Field:
    return Field("so_lieu", "a", "A", FieldKind(kind), unit_of_measure=unit, codelist="ht")


def cell(text: str) -> RawCell:
    """``=5`` a number, ``=%0.5`` a number shown as a percentage, else a text."""
    if text.startswith("=%"):
        return RawCell(Decimal(text[2:]), percent=True)
    return RawCell(Decimal(text[1:])) if text.startswith("=") else RawCell(text)


def read(kind: str, text: str, unit: str = ""):
    return read_value(small.campaign(), field(kind, unit), cell(text))


def as_written(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['loai']} {c['don_vi_tinh']} {c['go']!r}" for c in CASES])
def test_promise_10_a_value_is_read_only_where_one_reading_is_possible(case):
    """Promises 10 to 12: a repaired value is listed as information, a doubtful one is asked about and not used."""
    typed = read(case["loai"], case["go"], case["don_vi_tinh"])
    wanted = case["doc_duoc"]
    if wanted and case["loai"] in ("so_nguyen", "so_thap_phan", "tien"):
        assert typed.value == Decimal(wanted)
    else:
        assert as_written(typed.value) == wanted
    assert typed.state is (State.ANSWERED if wanted else State.INVALID)
    assert [r.code for r in typed.remarks] == ([case["ma"]] if case["ma"] else [])
    assert all(r.found and r.expected for r in typed.remarks)


LIKELY = [
    ("so_nguyen", "14,251", "14.251"), ("so_nguyen", "=14.251", "14.251"), ("so_nguyen", "(5)", "-5 hoặc 5"),
    ("so_thap_phan", "33,029", "33.029 hoặc 33,029"), ("ngay", "05/03/26", "05/03/2026"),
    ("ngay", "12/25/2026", "25/12/2026"), ("ngay", "=46086", "05/03/2026"), ("co_khong", "x", "Có"),
    ("co_khong", "ko", "Không"), ("so_nguyen", "(1) 419.278.223", "419.278.223"),
]


@pytest.mark.parametrize(("kind", "text", "meaning"), LIKELY, ids=[c[1] for c in LIKELY])
def test_a_question_names_what_is_probably_meant(kind, text, meaning):
    assert read(kind, text).remarks[0].expected.startswith(meaning)


def test_promise_10_a_number_shown_by_a_date_format_is_asked_about():
    for value in (dt.date(2026, 3, 2), Decimal("46083.5")):
        typed = read_value(small.campaign(), field("so_nguyen"), RawCell(value, dated=True))
        assert (typed.value, [r.code for r in typed.remarks]) == (None, ["G006"])


def test_promise_11_dates_of_both_systems_and_a_number_in_a_date_cell():
    day = dt.date(2026, 3, 5)
    assert read_value(small.campaign(), field("ngay"), RawCell(day)).value == day
    small_number = read_value(small.campaign(), field("ngay"), RawCell(dt.date(1900, 1, 5), dated=True))
    assert (small_number.value, small_number.remarks[0].code) == (None, "G006")


def test_promise_12_texts_match_in_any_unicode_form_and_come_out_as_nfc():
    for form in ("NFC", "NFD"):
        typed = read("chon", unicodedata.normalize(form, " Trực\u00a0tuyến "))
        assert typed.value == "Trực tuyến" and unicodedata.is_normalized("NFC", typed.value)
        text = read("chu", unicodedata.normalize(form, "Đã đối thoại"))
        assert text.value == "Đã đối thoại"
    assert read("co_khong", "C\u043e\u0301").value == "Có", "a Cyrillic о looks the same"
    assert read("chon", "Trực tiếp".replace("T", "\u0422")).value == "Trực tiếp"


def test_promise_9_error_blank_and_never_calculated_are_three_things():
    states = [read_value(small.campaign(), field("so_nguyen"), c).state for c in (
        None, RawCell("  "), RawCell(FormulaError("#N/A")), RawCell(None, "A1+1", calculated=False))]
    assert states == [State.BLANK, State.BLANK, State.INVALID, State.NOT_CALCULATED]


def test_a_status_typed_into_the_value_is_that_status():
    assert status_as_value(RawCell("không phát sinh ")) == "Không phát sinh"
    assert status_as_value(RawCell("không")) == ""


@pytest.mark.parametrize("text", ["\u2060", "\u200d\u200d", "\u00ad", "\u00a0\u2003", "\u200b \ufeff", "\t\r\n"])
def test_promise_9_what_cannot_be_seen_is_no_answer(text):
    for kind in ("so_nguyen", "chu", "ngay", "co_khong"):
        typed = read(kind, text)
        assert (typed.value, typed.state, typed.remarks) == (None, State.BLANK, ())
