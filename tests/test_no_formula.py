"""No text of a unit becomes a formula, a link or a field in what is written, and each reads unchanged."""

from __future__ import annotations

import re
import zipfile

import pytest

import danvan_xl as dv
from danvan_xl.form import form_bytes
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.tables import Table, read_tables, write_tables
from tests import books, small

EVIL = ("=1+1", "+1+1", "-2+3", "@SUM(A1)", '=WEBSERVICE("http://x.vn")', "http://x.vn", "＝1+1", "=cmd|'/c calc'!A1",
        "mailto:a@x.vn", "{=1+1}", "'=1+1", '=HYPERLINK("http://x.vn","x")', "internal:A1", "external:c:/x.xlsx",
        "<r><t>x</t></r>", "_x0041_=1")
LEADING = ("\t=1+1", "\r=1+1", "\n=1+1")
