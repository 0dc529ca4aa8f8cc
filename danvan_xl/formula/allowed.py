"""Functions on which Excel 2010, LibreOffice 7.4 and the engine agree, with the number of arguments each takes."""

from __future__ import annotations

_MANY = 255

ALLOWED: dict[str, tuple[int, int]] = {
    "ABS": (1, 1), "AND": (1, _MANY), "AVERAGE": (1, _MANY), "AVERAGEIF": (2, 3), "AVERAGEIFS": (3, _MANY),
    "CHOOSE": (2, _MANY), "COUNT": (1, _MANY), "COUNTA": (1, _MANY), "COUNTBLANK": (1, 1), "COUNTIF": (2, 2),
    "COUNTIFS": (2, _MANY), "DATE": (3, 3), "DAY": (1, 1), "EXACT": (2, 2), "IF": (2, 3), "IFERROR": (2, 2),
    "INT": (1, 1), "ISBLANK": (1, 1), "ISERROR": (1, 1), "ISNUMBER": (1, 1), "ISTEXT": (1, 1), "LEN": (1, 1),
    "MAX": (1, _MANY), "MIN": (1, _MANY), "MOD": (2, 2), "MONTH": (1, 1), "NOT": (1, 1), "OR": (1, _MANY),
    "ROUND": (2, 2), "ROUNDDOWN": (2, 2), "ROUNDUP": (2, 2), "SUM": (1, _MANY), "SUMIF": (2, 3),
    "SUMIFS": (3, _MANY), "SUMPRODUCT": (1, _MANY), "TRIM": (1, 1), "YEAR": (1, 1),
}
