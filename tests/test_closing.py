"""Every command ends by saying what it made, where, and what to do next."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from danvan_xl.cli import VERBS, app
from tests import small

SEQUENCE = {
    "init": (["moi", "--from", "dot"], "moi/dot.xlsx", "danvan check moi/dot.xlsx"),
    "check": (["moi"], "moi: định nghĩa đợt", "danvan generate"),
    "generate": (["dot"], "dot/bieu_mau", "danvan send dot"),
    "send": (["dot"], "dot/thu", ".eml"),
    "receive": (["dot", "--from", "den"], "dot/nop_ve", "danvan consolidate dot"),
    "status": (["dot"], "dot/ket_qua/tien_do.html", "danvan remind dot"),
    "remind": (["dot"], "dot/thu/nhac", ".eml"),
    "consolidate": (["dot"], "dot/ket_qua/tong_hop.xlsx", "danvan remind dot"),
    "explain": (["dot", "hs_tong"], "dot/nop_ve", "danvan consolidate dot"),
    "handover": (["dot", "--with-open-errors"], "dot/ket_qua/nop_cap_tren", "danvan check dot/ket_qua/nop_cap_tren"),
}
"""Command → its arguments, the place that it names, the next step that it names; each stands on those before."""
NOT_HERE = {"demo": "tests/test_cli.py has it run once for all"}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Command → exit code and everything it printed, all run one after the other."""
    place = tmp_path_factory.mktemp("loi_ket")
    (place / "dot").mkdir()
    small.folder(place / "dot")
    (place / "den").mkdir()
    (place / "den" / "vithanh.xlsx").write_bytes(small.filled())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setattr("shutil.which", lambda name: None)  # no PDF: that takes LibreOffice long
        runs = {verb: CliRunner().invoke(app, [verb, *arguments]) for verb, (arguments, _, _) in SEQUENCE.items()}
    return {verb: (run.exit_code, run.output) for verb, run in runs.items()}


def test_every_command_is_looked_at():
    assert {verb.__name__ for verb in VERBS} == {*SEQUENCE, *NOT_HERE}


@pytest.mark.parametrize("verb", SEQUENCE)
def test_the_command_says_what_it_made_where_and_what_next(verb, said):
    _, made, following = SEQUENCE[verb]
    code, output = said[verb]
    lines = output.strip().splitlines()
    assert code in (0, 1), output
    assert made in output.replace("\\", "/")
    assert lines[-1].startswith("Tiếp theo: ") and following in lines[-1].replace("\\", "/"), output


def test_reminding_before_forms_are_issued_says_so_once_and_what_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small.folder(tmp_path)
    for form in (tmp_path / "bieu_mau").iterdir():
        form.unlink()
    run = CliRunner().invoke(app, ["remind", "."])
    lines = run.output.strip().splitlines()
    assert run.exit_code == 1 and len([line for line in lines if "N006" in line]) == 1 and "3 đơn vị" in run.output
    assert lines[-1] == "Tiếp theo: xử lý các điểm trên rồi chạy lại danvan remind .."
