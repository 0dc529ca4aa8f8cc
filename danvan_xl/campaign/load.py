"""Loading a definition: a folder of .csv, one .xlsx, or the name of a built-in campaign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from danvan_xl.campaign import lint_formulas
from danvan_xl.campaign.lint import structure
from danvan_xl.campaign.model import Campaign, Settings
from danvan_xl.campaign.parse import Place, read_settings, read_table
from danvan_xl.campaign.save import tables_of
from danvan_xl.campaign.schema import ATTRIBUTE, SCHEMAS, SETTINGS_HEADERS, SETTINGS_SHEET
from danvan_xl.findings import Finding, Findings
from danvan_xl.folder import DEFINITION, DEFINITION_BOOK
from danvan_xl.tables import Table, TableError, read_folder, read_workbook

TABLES = (SETTINGS_SHEET[0], *(schema.table for schema in SCHEMAS))


def built_in_folder() -> Traversable:
    """Where the built-in campaigns are: the installed package, or the folder beside it in a checkout."""
    try:
        return files("danvan_xl.workbook_templates")
    except ModuleNotFoundError:
        return Path(__file__).parents[2] / "workbook_templates"


class CampaignError(ValueError):
    """A definition that cannot be used. ``findings`` holds every problem, warnings included."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        count = len(findings.errors)
        super().__init__(f"Định nghĩa có {count} lỗi:\n" + "\n".join(f"- {f.message}" for f in findings.errors))


def definition_place(path: Path) -> Path:
    """Where a campaign folder keeps its definition: ``dot.xlsx``, else ``dinh_nghia/``, else itself."""
    if path.is_dir():
        if (path / DEFINITION_BOOK).is_file():
            return path / DEFINITION_BOOK
        if (path / DEFINITION / "dot.csv").is_file():
            return path / DEFINITION
    return path


def _read_tables(path: Path) -> dict[str, Table]:
    if path.is_dir():
        return read_folder(path, TABLES)
    headers: dict[str, dict[str, str]] = {s.table: {c.header: c.code for c in s.columns} for s in SCHEMAS}
    headers[SETTINGS_SHEET[0]] = {title: code for code, title in SETTINGS_HEADERS.items()}
    sheets = {s.table: s.sheet for s in SCHEMAS} | {SETTINGS_SHEET[0]: SETTINGS_SHEET[1]}
    return read_workbook(path, sheets, headers, formulas=True)


def _digest(campaign: Campaign) -> str:
    """SHA-256 over the definition's canonical tables: the same however they were written."""
    text = json.dumps(tables_of(campaign), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _build(tables: Mapping[str, Table], findings: list[Finding]) -> Campaign | None:
    for schema in SCHEMAS:
        if schema.required and schema.table not in tables:
            findings.append(Finding("X001", expected=schema.table))
    if SETTINGS_SHEET[0] not in tables:
        findings.append(Finding("X001", expected=SETTINGS_SHEET[0]))
        return None
    settings = read_settings(tables[SETTINGS_SHEET[0]], findings)
    parts: dict[str, Any] = {}
    places: dict[str, tuple[Place, ...]] = {}
    for schema in SCHEMAS:
        table = tables.get(schema.table)
        pairs = list(read_table(schema, table, findings)) if table else []
        parts[ATTRIBUTE[schema.table]] = tuple(record for record, _ in pairs)
        places[schema.table] = tuple(place for _, place in pairs)
    if any(f.severity == "loi" for f in findings):
        return None
    campaign = Campaign(settings=Settings(**settings), places=places, **parts)
    return replace(campaign, digest=_digest(campaign))


def read_definition(path: Path) -> tuple[Campaign | None, Findings]:
    """A definition and all its findings; None where an error stands in the way of a campaign."""
    findings: list[Finding] = []
    try:
        campaign = _build(_read_tables(path), findings)
    except TableError as error:
        return None, Findings([*findings, Finding("X018", file=error.file, detail=error.reason)])
    if campaign is not None:
        findings += lint(campaign)
        if any(f.severity == "loi" for f in findings):
            campaign = None
    return campaign, Findings(findings)


def lint(campaign: Campaign) -> Findings:
    """Everything that is wrong or doubtful in a definition, with table, row and column where it came from a file."""
    findings = list(structure(campaign))
    if not any(f.severity == "loi" for f in findings):
        findings += lint_formulas.formulas(campaign)
    return Findings(findings)


def load_campaign(source: str | Path) -> Campaign:
    """Load and check a definition.

    Parameters
    ----------
    source:
        A folder (its ``dot.xlsx``, else ``dinh_nghia/dot.csv``, else ``dot.csv``), an .xlsx, or the name of a
        built-in campaign where no such path exists.

    Raises
    ------
    CampaignError
        With all findings at once, when one of them is an error.
    FileNotFoundError
        When there is neither such a path nor such a built-in campaign.
    """
    path = Path(source)
    if path.exists():
        return replace(_checked(definition_place(path)), folder=path if path.is_dir() else None)
    if str(source) in built_in_campaigns():
        with as_file(built_in_folder() / str(source)) as folder:
            return _checked(folder)
    raise FileNotFoundError(f"Không có thư mục, tệp hay đợt dựng sẵn tên “{source}”")


def _checked(path: Path) -> Campaign:
    if path.is_dir() and not any((path / f"{table}.csv").is_file() for table in TABLES):
        raise FileNotFoundError(f"Thư mục {path} không có định nghĩa của đợt nào (dot.xlsx hoặc dinh_nghia/dot.csv)")
    campaign, findings = read_definition(path)
    if campaign is None:
        raise CampaignError(findings)
    return campaign


def built_in_campaigns() -> tuple[str, ...]:
    """Names of the campaigns that come with the package."""
    return tuple(sorted(p.name for p in built_in_folder().iterdir() if p.is_dir() and (p / "dot.csv").is_file()))
