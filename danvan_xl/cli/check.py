"""danvan check: whatever it is, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_xl.cli.common import AsJson, MisuseError, finish, print_findings, print_json, progress, result_of, say

if TYPE_CHECKING:
    from danvan_xl.campaign import Campaign
    from danvan_xl.cli.common import Step
    from danvan_xl.findings import Findings

BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def _sheets(path: Path) -> frozenset[str]:
    from danvan_xl.tables import TableError, sheet_titles

    try:
        return frozenset(sheet_titles(path)) if path.is_file() and path.suffix.lower() in BOOKS else frozenset()
    except TableError:
        return frozenset()


def _is_definition(path: Path) -> bool:
    """A sheet Đợt beside another table, or a folder with the tables."""
    from danvan_xl.campaign.load import definition_place
    from danvan_xl.campaign.schema import SCHEMAS, SETTINGS_SHEET

    if path.is_dir():
        place = definition_place(path)
        return place.is_file() or (place / f"{SETTINGS_SHEET[0]}.csv").is_file()
    sheets = _sheets(path)
    return len(sheets & {SETTINGS_SHEET[1], *(s.sheet for s in SCHEMAS)}) >= 2 and "_danvan" not in sheets


def _is_return(path: Path) -> bool:
    """A unit's form, by the hidden sheet that knows where everything stands."""
    return "_danvan" in _sheets(path) and "Tổng quan" not in _sheets(path)


def _is_consolidated(path: Path) -> bool:
    return {"_danvan", "Tổng quan"} <= _sheets(path)


def _consolidated(path: Path, campaign: Campaign | None, step: Step) -> Findings:
    """By its own formulas and sources; with the campaign's folder also against the workbook made afresh."""
    from danvan_xl.workbook import workbook_bytes
    from danvan_xl.workbook.judge import judge_workbook

    folder = campaign.folder if campaign else None
    rebuilt = workbook_bytes(result_of(folder, campaign)) if folder and campaign else None
    step("Tính lại sổ tổng hợp", 0, 1)
    return judge_workbook(path, rebuilt)


def _is_rubric(path: Path) -> bool:
    return path.suffix.lower() in BOOKS


def _definition(path: Path, campaign: Campaign | None, step: Step) -> Findings:
    from danvan_xl.campaign import check_definition

    return check_definition(path, progress=lambda done, of: step("Chứng minh tiêu chí", done, of))


def _return(path: Path, campaign: Campaign | None, step: Step) -> Findings:
    import danvan_xl as dv

    if campaign is None:
        raise MisuseError(f"{path.name} là biểu của một đơn vị; hãy thêm --dot và thư mục của đợt.")
    return dv.read_return(campaign, path).findings


def _rubric(path: Path, campaign: Campaign | None, step: Step) -> Findings:
    import danvan_xl as dv

    return dv.check_rubric(path)


def _is_report(path: Path) -> bool:
    return path.suffix.lower() == ".docx"


def _report(path: Path, campaign: Campaign | None, step: Step) -> Findings:
    import danvan_xl as dv

    folder = campaign.folder if campaign else None
    result = result_of(folder, campaign) if folder and campaign else None
    return dv.check_report(path, campaign, result)


def _is_handover(path: Path) -> bool:
    from danvan_xl.handover import is_handover

    return is_handover(path)


def _handover(path: Path, campaign: Campaign | None, step: Step) -> Findings:
    from danvan_xl.handover import verify

    return verify(path)


Judge = Callable[[Path, "Campaign | None", "Step"], "Findings"]
KINDS: tuple[tuple[str, Callable[[Path], bool], Judge], ...] = (
    ("hồ sơ nộp cấp trên", _is_handover, _handover),
    ("định nghĩa đợt", _is_definition, _definition),
    ("biểu của đơn vị", _is_return, _return),
    ("sổ tổng hợp", _is_consolidated, _consolidated),
    ("báo cáo", _is_report, _report),
    ("bảng điểm", _is_rubric, _rubric),
)
"""What a file is said to be, how it is known, and what judges it; the first that knows it has it."""


def _kind(path: Path) -> tuple[str, Judge]:
    if not path.exists():
        raise MisuseError(f"Không có {path}.")
    for name, knows, judge in KINDS:
        if knows(path):
            return name, judge
    raise MisuseError(f"{path} không phải định nghĩa, biểu, bảng điểm, báo cáo hay hồ sơ nộp cấp trên đã biết.")


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE-or-DIR...", help="Tệp hoặc thư mục cần kiểm tra.")],
    dot: Annotated[Path | None, typer.Option(metavar="DIR", help="Thư mục của đợt, để kiểm tra biểu.")] = None,
    json: AsJson = False,
) -> None:
    """Kiểm tra định nghĩa, biểu đơn vị gửi về, bảng điểm, báo cáo, hồ sơ nộp; tự nhận ra là loại nào.

    Ví dụ: danvan check dot_2026/dot.xlsx
    """
    import danvan_xl as dv
    from danvan_xl.findings import Findings

    judged = [(path, *_kind(path)) for path in paths]
    campaign = dv.load_campaign(dot) if dot else None
    found = []
    with progress() as step:
        for path, name, judge in judged:
            findings = judge(path, campaign, step)
            found += list(findings)
            if not json:
                _say(path, name, judge, findings)
    everything = Findings(found)
    if json:
        print_json(everything)
    finish(everything)


_NEXT: dict[Judge, str] = {
    _definition: "danvan generate với thư mục của đợt để tạo biểu mẫu",
    _return: "chép biểu vào thư mục nop_ve của đợt, hoặc danvan receive",
    _consolidated: "nộp sổ, hoặc thêm --dot và thư mục của đợt để đối chiếu với sổ lập lại từ biểu đã nộp",
    _rubric: "đối chiếu bảng điểm với hồ sơ kiểm chứng",
    _report: "trình ký, rồi danvan handover với thư mục của đợt",
    _handover: "gửi cả thư mục hồ sơ hoặc tệp .zip của nó",
}


def _say(path: Path, name: str, judge: Judge, findings: Findings) -> None:
    errors, warnings = len(findings.errors), len(findings.warnings)
    notes = len(findings) - errors - warnings
    say(f"{path}: {name}; {errors} lỗi, {warnings} cảnh báo, {notes} điểm để biết.")
    print_findings(findings)
    if not len(findings):
        say("Không có gì phải sửa.")
    say(f"Tiếp theo: sửa các lỗi trên rồi danvan check {path}" if errors else f"Tiếp theo: {_NEXT[judge]}.")
