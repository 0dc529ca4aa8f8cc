"""The short way for returns in which nothing moved gives what the long way gives."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest

import danvan_xl as dv
from danvan_xl.intake import undisturbed, xlsx
from danvan_xl.intake.expected import Expected
from danvan_xl.intake.locate import locate
from danvan_xl.intake.read import Reader
from danvan_xl.intake.tabs import is_own
from danvan_xl.safety import Kind
from tests import books, damage, damaged, disturbing
from tests.clay import clay_bytes
from tests.filled_form import small_form

CAMPAIGNS = ("nga_bay_2023", "can_tho_2026")


class _Searching:
    """A finder that always searches."""

    def locate(self, book, expected):
        return locate(book, expected)


def both(campaign, contents, blueprints=None):
    """Each return read the usual way and by searching."""
    short, long = Reader(campaign, blueprints), Reader(campaign, blueprints)
    long._finder = _Searching()
    return [(short.read_bytes(c, "x.xlsx", Kind.WORKBOOK), long.read_bytes(c, "x.xlsx", Kind.WORKBOOK))
            for c in contents]


def differences(one, other):
    if tuple(one.findings) != tuple(other.findings):
        return ["findings"]
    return [f.name for f in fields(one) if f.name != "findings" and getattr(one, f.name) != getattr(other, f.name)]


@pytest.fixture
def searches(monkeypatch):
    """The workbooks that had to be searched."""
    done = []
    monkeypatch.setattr(undisturbed, "locate", lambda book, *rest: done.append(book) or locate(book, *rest))
    return done


@pytest.mark.parametrize("code", CAMPAIGNS)
def test_sample_returns_of_many_shapes_read_the_same_without_a_search(code, searches):
    from danvan_xl.form import Blueprints, form_bytes
    from danvan_xl.sample import sample_answers

    campaign = dv.load_campaign(code)
    answers, blueprints = sample_answers(campaign), Blueprints(campaign)
    shapes = {id(blueprints.of(unit)): unit for unit in campaign.units[::-5]}
    contents = [form_bytes(campaign, u, blueprints, answers[u.code].values, answers[u.code].lists)
                for u in shapes.values()]
    pairs = both(campaign, contents, blueprints)
    assert [differences(one, other) for one, other in pairs] == [[]] * len(shapes)
    assert all(one.unit and one.answers for one, _ in pairs)
    assert len(searches) == len(shapes), "only the clean form of each shape is searched, once"


@pytest.mark.parametrize("code", CAMPAIGNS)
def test_the_clean_form_by_its_painters_is_the_one_that_is_written(code):
    from danvan_xl.form import Blueprints, form_bytes

    campaign = dv.load_campaign(code)
    blueprints = Blueprints(campaign)
    for unit in campaign.units[::6]:
        blueprint = blueprints.of(unit)
        painted = Expected(blueprint).clean_book
        written = xlsx.read_xlsx(form_bytes(campaign, blueprint.unit, blueprints))
        sheets = [s for s in written.sheets if not is_own(s)]
        assert written.names == painted.names
        assert [(s.title, s.merges) for s in sheets] == [(s.title, s.merges) for s in painted.sheets]
        for one, other in zip(sheets, painted.sheets, strict=True):
            heading = blueprint.layout.headings[one.title]
            seen = [[(at, at == (heading.row, heading.column) or c.value, c.formula) for at, c in s.cells.items()]
                    for s in (one, other)]
            assert seen[0] == seen[1]


def test_damaged_returns_read_the_same_both_ways(searches):
    cases = [damage.make(seed) for seed in range(40_000, 40_080)]
    pairs = both(damage.reader().campaign, [clay_bytes(case.clay) for case in cases])
    assert [(c.seed, c.done, d) for c, (a, b) in zip(cases, pairs, strict=True) if (d := differences(a, b))] == []
    assert 40 < len(searches) < 80, "most damage needs a search, typing into cells does not"


def test_sheets_that_nobody_touched_are_not_searched_and_the_result_is_the_same(monkeypatch):
    searched = []
    monkeypatch.setattr(undisturbed, "locate", lambda book, expected, *rest: searched.append(rest[1:]) or locate(
        book, expected, *rest))
    cases = [damage.make(seed) for seed in range(50_000, 50_120)]
    pairs = both(damage.reader().campaign, [clay_bytes(case.clay) for case in cases])
    assert [(c.seed, c.done, d) for c, (a, b) in zip(cases, pairs, strict=True) if (d := differences(a, b))] == []
    assert sum(bool(rest and rest[0]) for rest in searched) > 40, "most damage is to one sheet or two"


def test_the_comparison_notices_sheets_wrongly_passed_over(monkeypatch):
    monkeypatch.setattr(undisturbed._HomeSheet, "is_as_sent", lambda self, sheet: sheet.title != "Số liệu")
    cases = [damage.make(seed) for seed in range(50_000, 50_040)]
    pairs = both(damage.reader().campaign, [clay_bytes(case.clay) for case in cases])
    assert any(differences(one, other) for one, other in pairs)


def test_the_comparison_notices_a_short_way_taken_too_often(monkeypatch):
    monkeypatch.setattr(undisturbed._Home, "is_whole", lambda self, book, intact: True)
    case = damaged.Case(1, small_form().clay(), random.Random(1))
    disturbing.insert_rows(case)
    [(one, other)] = both(damage.reader().campaign, [clay_bytes(case.clay)])
    assert differences(one, other)


def values_of(campaign, path):
    return dv.read_return(campaign, path).values.drop(columns="sha256")


def as_excel_saves(book):
    """How Excel writes: a line end after the declaration, spans, heights and ids of its own, an empty last sheet."""
    ending = b'standalone="yes"?>\n'
    for name, data in book.items():
        if name.startswith("xl/") and name.endswith(".xml"):
            data = data.replace(ending, ending[:-1] + b"\r\n")
            data = data.replace(b"<row r=", b'<row spans="1:9" x14ac:dyDescent="0.3" r=')
            book[name] = data.replace(
                b"<worksheet ", b'<worksheet mc:Ignorable="x14ac xr" xr:uid="{00000000-0001-0000-0000-000000000000}" '
                b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                b'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
                b'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" ', 1)


def test_a_return_saved_by_excel_takes_the_quick_way_and_reads_the_same(campaign, sample, tmp_path, monkeypatch):
    path = tmp_path / "ngabay.xlsx"
    path.write_bytes((sample / "ngabay.xlsx").read_bytes())
    plain = values_of(campaign, path)
    books.edit(path, as_excel_saves)

    def slow(*_):
        raise AssertionError("the slow way was taken")

    monkeypatch.setattr(xlsx, "full_sheet", slow)
    monkeypatch.setattr(xlsx, "differences", slow)
    assert values_of(campaign, path).equals(plain)


@pytest.mark.parametrize(("old", "new"), [
    (b"</sheetData>", b"</sheetData><!-- <mergeCell ref=\"A1:Z99\"/> -->"),
    (b"<v>", b"<is><t>"),
    (b't="s"><v>', b't="s"><v>-'),
])
def test_what_the_quick_way_cannot_account_for_is_left_to_the_slow_one(campaign, sample, tmp_path, old, new):
    path = tmp_path / "ngabay.xlsx"
    path.write_bytes((sample / "ngabay.xlsx").read_bytes())
    plain = values_of(campaign, path)

    def change(book):
        part = books.sheet_part(book, "Giải quyết thủ tục hành chính")
        book[part] = book[part].replace(old, new, 1)

    books.edit(path, change)
    read = dv.read_return(campaign, path)
    is_broken = b"<!--" not in new
    assert ("T002" in {f.code for f in read.findings}) is is_broken
    assert is_broken or values_of(campaign, path).equals(plain)
