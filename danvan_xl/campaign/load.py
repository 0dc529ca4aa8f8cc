"""Loading a definition: a folder of .csv, one .xlsx, or the name of a built-in campaign."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from danvan_xl.campaign import lint_formulas
from danvan_xl.campaign.guide import GUIDE_SHEET
from danvan_xl.campaign.lint import structure
from danvan_xl.campaign.lint_rules import rules
from danvan_xl.campaign.lint_texts import texts
from danvan_xl.campaign.model import Campaign, Settings
from danvan_xl.campaign.parse import Place, read_settings, read_table
from danvan_xl.campaign.prove import proof
from danvan_xl.campaign.save import tables_of
from danvan_xl.campaign.schema import ATTRIBUTE, SCHEMAS, SETTINGS_HEADERS, SETTINGS_SHEET
from danvan_xl.findings import Finding, Findings
from danvan_xl.folder import DEFINITION, DEFINITION_BOOK
from danvan_xl.tables import Table, TableError, read_folder, read_workbook, sheet_titles
from danvan_xl.tables.book import CHOICES

TABLES = (SETTINGS_SHEET[0], *(schema.table for schema in SCHEMAS))


def built_in_folder() -> Traversable:
    """Where the built-in campaigns are: the installed package, or the folder beside it in a checkout."""
    try:
        return files("danvan_xl.workbook_templates")
    except ModuleNotFoundError:
        return Path(__file__).parents[2] / "workbook_templates"


class CampaignError(ValueError):
    """A definition that cannot be used. ``findings`` holds every problem, warnings included.

    Examples
    --------
    >>> Path("thieu_bang").mkdir()
    >>> _ = Path("thieu_bang", "dot.csv").write_text("khoa,gia_tri\\nma,dot_2026\\n", encoding="utf-8")
    >>> try:
    ...     load_campaign("thieu_bang")
    ... except CampaignError as error:
    ...     print(error.findings.errors[0].code)
    X001
    """

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
    settings, setting_places = read_settings(tables[SETTINGS_SHEET[0]], findings)
    parts: dict[str, Any] = {}
    places: dict[str, tuple[Place, ...]] = {SETTINGS_SHEET[0]: setting_places}
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
        tables = _read_tables(path)
        findings += _strangers(path, tables)
        campaign = _build(tables, findings)
    except TableError as error:
        return None, Findings([*findings, Finding("X018", file=error.file, detail=error.reason)])
    if campaign is not None:
        findings += checked(campaign)
        if any(f.severity == "loi" for f in findings):
            campaign = None
    return campaign, Findings(findings)


def _strangers(path: Path, tables: Mapping[str, Table]) -> Iterator[Finding]:
    """Sheets, or .csv files with nearly a table's name, that are not read."""
    if path.is_dir():
        near = (p for p in sorted(path.glob("*.csv")) if p.stem not in TABLES)
        names = {p.stem: difflib.get_close_matches(p.stem, TABLES, n=1, cutoff=0.8) for p in near}
        found = {f"{name}.csv": hits for name, hits in names.items() if hits}
    else:
        own = {GUIDE_SHEET.casefold(), CHOICES, *(t.name.casefold() for t in tables.values())}
        wanted = [s.sheet for s in SCHEMAS] + [SETTINGS_SHEET[1]]
        strange = [t for t in sheet_titles(path) if t.strip().casefold() not in own]
        found = {title: difflib.get_close_matches(title, wanted, n=1) for title in strange}
    for title, hits in found.items():
        yield Finding("X020", file=path.name, sheet="" if path.is_dir() else title, found=title,
                      expected=f", có phải là “{hits[0]}”" if hits else "")


def checked(campaign: Campaign) -> list[Finding]:
    """What loading checks: everything but the proof of the rubric."""
    findings = list(structure(campaign))
    if not any(f.severity == "loi" for f in findings):
        findings += [*rules(campaign), *lint_formulas.formulas(campaign), *texts(campaign)]
    return findings


def lint(campaign: Campaign) -> Findings:
    """Everything that is wrong or doubtful in a definition, the proof of its rubrics included.

    Places (table, row, column) are those of the file it was loaded from. The proof tries each scoring formula with
    thousands of inputs, so that it takes seconds; what it finds are warnings with an input that shows it.

    Returns
    -------
    Findings
        Family X; never raises.

    Examples
    --------
    >>> campaign = load_campaign("nga_bay_2023")
    >>> twice = replace(campaign, units=(*campaign.units, campaign.units[0]))
    >>> [(finding.code, finding.found) for finding in lint(twice).errors]
    [('X007', 'ngabay')]
    """
    findings = checked(campaign)
    if not any(f.severity == "loi" for f in findings):
        findings += proof(campaign)
    return Findings(findings)


def check_definition(path: Path, progress: Callable[[int, int], None] | None = None) -> Findings:
    """All findings of a definition on disk, the proof of its rubrics included where nothing else is wrong."""
    campaign, found = read_definition(definition_place(path))
    return Findings([*found, *(proof(campaign, progress) if campaign else ())])


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

    Examples
    --------
    >>> len(load_campaign("nga_bay_2023").units)
    47
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
