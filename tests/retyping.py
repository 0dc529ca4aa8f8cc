"""Ways in which people fill a cell otherwise than it was meant, or fill another one."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from danvan_xl.campaign import FieldKind
from danvan_xl.formula import EPOCH, FormulaError, Value
from danvan_xl.intake.book import RawCell
from tests.clay import with_formula
from tests.damaged import Case, Damage
from tests.filled_form import code_of

NOTATIONS: tuple[Callable[[int], Value], ...] = (
    str, lambda n: f"{n:,}", lambda n: f"{n:,}".replace(",", "."), lambda n: f"{n:,}".replace(",", " "),
    lambda n: f"{n:,}".replace(",", "\u00a0"), lambda n: f" {n} ", lambda n: f"0{n}", lambda n: f"{n} hồ sơ",
    lambda n: f"{n}%", lambda n: str(n).translate({48 + i: 0xFF10 + i for i in range(10)}), lambda n: f"({n})",
    lambda n: Decimal(n) / 1000 if n % 1000 and 1000 < n < 20_000 else Decimal(n), lambda n: f"{n},0",
    lambda n: f"{n}.5", lambda n: "không", lambda n: "-",
    lambda n: f"{n}¹", lambda n: f"{n}*", lambda n: f"{n} [1]", lambda n: f"①{n}", lambda n: f"{n}\n{n}",
    lambda n: f"{n}.", lambda n: f"{n} buổi", lambda n: f"{n}e0", lambda n: f"{n / 1000} nghìn", lambda n: f"{n}\u200b",
    lambda n: f"khoảng {n}", lambda n: f"{n:,}.00", lambda n: True, lambda n: f"'{n}", lambda n: f"{n} triệu đồng",
    lambda n: f"{n}/{n + 3}", lambda n: f"{n} (trong đó {n // 2} nữ)", lambda n: f"{n}+0", lambda n: f">{n}",
    lambda n: f"{n}–{n + 2}", lambda n: f"{n};{n}", lambda n: f"{n},{n}", lambda n: f"{n:,}".replace(",", "'"),
    lambda n: f"{n:,}".replace(",", "\u202f"), lambda n: f"+{n}", lambda n: f"{n}.000", lambda n: f"x{n}",
    lambda n: f"{n}o", lambda n: f"\n{n}\t", lambda n: f"{n} %", lambda n: f'"{n}"', lambda n: f"{n},",
    lambda n: f"{n}²", lambda n: f"{n}½", lambda n: f"\u00ad{n}\u200e", lambda n: f"{n // 10} {n % 10}",
    lambda n: str(n).translate({48 + i: 0x0660 + i for i in range(10)}), lambda n: f"{n}E+00", lambda n: f"={n}",
    lambda n: f"{n}\u0336", lambda n: f"1/{n}", lambda n: f"{n}₫",
)


def retype_number(case: Case) -> None:
    """A number typed as people type them; what was meant stays the same."""
    numbers = {n: int(v) for n, v in case.form.values.items() if isinstance(v, Decimal) and v == int(v)}
    name = case.random.choice(list(numbers))
    _put(case, name, RawCell(case.random.choice(NOTATIONS)(numbers[name])))


def odd_cell(case: Case) -> None:
    """A number that a formula of the unit's own gives, an error, or a number in a cell that shows something else."""
    numbers = {n: int(v) for n, v in case.form.values.items() if isinstance(v, Decimal) and v == int(v)}
    name = case.random.choice(list(numbers))
    number = numbers[name]
    case.stale.add(name)
    _put(case, name, case.random.choice((
        RawCell(Decimal(number), f"{number}-1+1"), RawCell(Decimal(number + 7), f"{number}-1+1"),
        RawCell(None, f"{number}", calculated=False), RawCell(FormulaError("#REF!")),
        RawCell(FormulaError("#N/A"), "A1"), RawCell("", f"IF({number}>=0,{number},\"\")"),
        RawCell(Decimal(number) / 100, percent=True), RawCell(EPOCH + dt.timedelta(days=number)),
        RawCell(str(number), f'"{number}"'),
    )))


def retype_item(case: Case) -> None:
    """A number, day or text in a row of a list typed in another way."""
    cells = [(n, i, v) for n, values in case.form.lists.items() for i, v in enumerate(values) if v is not None]
    if not cells:
        return
    name, item, meant = case.random.choice(cells)
    place = case.clay.names.get(name)
    sheet = next((s for s in case.clay.sheets if place and s.title == place[0]), None)
    if place is None or sheet is None:
        return
    at = place[1][0] + item, place[1][1]
    if at in sheet.cells and sheet.cells[at].value == meant:
        case.touched |= {name, code_of(name)}
        sheet.cells[at] = RawCell(case.random.choice(_item_as_typed(meant)))


def _item_as_typed(meant: Value) -> list[Value]:
    match meant:
        case dt.date():
            return [typed(meant) for typed in DATES]
        case Decimal():
            return [typed(int(meant)) for typed in NOTATIONS] if meant == int(meant) else [str(meant)]
    text = str(meant)
    return [f" {text}\u00a0", unicodedata.normalize("NFD", text), f"{text}\n", text.replace(" ", "\u200b ")]


DATES: tuple[Callable[[dt.date], Value], ...] = (
    lambda d: f"{d:%d/%m/%Y}", lambda d: f"{d.day}-{d.month}-{d.year}",
    lambda d: f"ngày {d:%d} tháng {d.month} năm {d.year}", lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d.day}/{d.month}/{d:%y}", lambda d: f"{d:%d.%m.%Y}", lambda d: Decimal((d - EPOCH).days),
    lambda d: f"{d:%d}/13/{d.year}", lambda d: f"tháng {d.month}",
)


def retype_date(case: Case) -> None:
    days = {n: v for n, v in case.form.values.items() if isinstance(v, dt.date)}
    if days:
        name = case.random.choice(list(days))
        _put(case, name, RawCell(case.random.choice(DATES)(days[name])))


YES: tuple[Value, ...] = ("có", "CÓ ", "x", "C", "yes", "1", True, "Co\u0301")
NO: tuple[Value, ...] = ("không", "KHÔNG ", "-", "K", "no", "0", False, "Kho\u0302ng", "chưa", "khong")


def _as_typed(case: Case, code: str, meant: str) -> tuple[Value, ...]:
    """What people type for an entry of a code list."""
    campaign = case.form.campaign
    field = campaign.plain_fields[code]
    if field.kind is FieldKind.YES_NO:
        return YES if meant == "Có" else NO
    entry = next(e.code for e in campaign.codes if e.codelist == field.codelist and e.label == meant)
    return meant.lower(), entry.upper(), meant.replace(" ", "  "), meant.lower() + " ", "tại chỗ"


def retype_choice(case: Case) -> None:
    kinds = {n: f.kind for n, f in case.form.campaign.plain_fields.items() if n in case.form.values}
    chosen = [n for kind in (FieldKind.YES_NO, FieldKind.CHOICE) for n in kinds if kinds[n] is kind]
    name = case.random.choice(chosen)
    meant = str(case.form.values[name])
    _put(case, name, RawCell(case.random.choice(_as_typed(case, name, meant))))


def _put(case: Case, name: str, cell: RawCell) -> None:
    place = case.clay.names.get(name)
    if place is None or place[0] not in {s.title for s in case.clay.sheets}:
        return
    case.touched |= {name, code_of(name)}
    sheet = case.clay.sheet(place[0])
    if any(d.endswith("_by_library") for d in case.done) and (code := sheet.cells.get((place[1][0], 0))):
        # the name stayed behind: what is typed over now belongs to another row
        case.overwritten |= {n for n in case.form.homes if code_of(n) == code.value} - {name}
    sheet.cells[place[1]] = cell


def type_over_formula(case: Case) -> None:
    sheet = case.some_form()
    spots = [at for at, c in sheet.cells.items() if c.formula is not None]
    if spots:
        at = case.random.choice(spots)
        sheet.cells[at] = RawCell(Decimal(case.random.randint(0, 99)))


def edit_formula(case: Case) -> None:
    sheet = case.some_form()
    spots = [at for at, c in sheet.cells.items() if c.formula]
    if spots:
        at = case.random.choice(spots)
        sheet.cells[at] = with_formula(sheet.cells[at], f"({sheet.cells[at].formula})*1")


def write_beside(case: Case) -> None:
    """A text or number of the unit's own somewhere on the sheet."""
    sheet = case.some_form()
    at = case.random.randint(0, 40), case.random.randint(0, 14)
    if at not in sheet.cells and at not in case.asked(sheet.title):
        case.touch_rows(sheet.title, {at[0]})
        sheet.cells[at] = RawCell(case.random.choice(("xem công văn kèm theo", Decimal(7))))


def type_in_neighbour(case: Case) -> None:
    """A number typed into another column of its row, where the form asks for no number."""
    numbers = [n for n, v in case.form.values.items() if isinstance(v, Decimal) and "." not in n]
    places = {n: p for n in numbers if (p := case.clay.names.get(n)) and p[0] in {s.title for s in case.clay.sheets}}
    if not places:
        return
    name, (title, at, _) = case.random.choice(sorted(places.items()))
    asked = {p[1] for n, p in case.clay.names.items() if p and p[0] == title and not n.endswith((".gc", ".tt"))}
    sheet = case.clay.sheet(title)
    headed = {p[1] for p, cell in sheet.cells.items() if cell.value in ("Kế hoạch", "Cùng kỳ năm trước", "Thực hiện")}
    columns = [c for c in range(1, 14) if (at[0], c) not in asked and c not in headed]
    if at in sheet.cells:
        case.touch_rows(title, {at[0]})
        case.strayed.add(name)
        sheet.cells[at[0], case.random.choice(columns)] = sheet.cells.pop(at)


BENIGN: tuple[Damage, ...] = (
    retype_number, retype_date, retype_choice, type_over_formula, edit_formula, odd_cell, retype_item,
)
SINGLE: tuple[Damage, ...] = (write_beside, type_in_neighbour)
