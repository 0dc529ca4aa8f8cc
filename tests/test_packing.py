"""What a worker process found arrives whole, however many returns share parts of it."""

from __future__ import annotations

import os
import pickle
from dataclasses import fields

import pytest

from danvan_xl.intake import Return, read_file, read_folder
from danvan_xl.intake.packing import Packer, PackingError, pack_campaign, unpack_campaign
from tests.bench_files import make_returns

UNITS = 12
"""Every fourth of them is damaged."""


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nop_ve")
    make_returns(folder, UNITS)
    return folder


def parts(found: Return) -> dict[str, object]:
    return {f.name: tuple(found.findings) if f.name == "findings" else getattr(found, f.name) for f in fields(found)}


def test_a_worker_says_of_a_return_what_reading_it_here_says(campaign, returned):
    by_workers = {r.file: r for r in read_folder(campaign, returned)}
    assert len(by_workers) == UNITS
    for path in sorted(returned.iterdir()):
        assert parts(by_workers[path.name]) == parts(read_file(campaign, path)), path.name


def test_returns_of_one_shape_share_where_things_stand(campaign, returned):
    found = [r for r in read_folder(campaign, returned) if not r.findings.errors]
    assert len({id(r.places) for r in found}) < len(found)
    damaged = [r for r in read_folder(campaign, returned) if r.findings]
    assert damaged and all(r.places != found[0].places or r.values != found[0].values for r in damaged)


def test_what_was_worked_out_from_a_definition_does_not_travel_with_it(campaign):
    fresh = unpack_campaign(pack_campaign(campaign))
    alone = len(pickle.dumps(fresh))
    fresh.fields_of(fresh.units[0], fresh.forms[0])
    assert len(pickle.dumps(fresh)) == alone and pickle.loads(pickle.dumps(fresh)) == campaign


class _Harmful:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize("where", ["whole", "heads", "places", "values"])
def test_kept_bytes_that_would_run_something_are_refused(campaign, returned, where):
    packer = Packer(campaign)
    good = pickle.loads(packer.pack(read_file(campaign, next(returned.iterdir()))))
    harmful = pickle.dumps(_Harmful()) if isinstance(good[where], bytes) else (_Harmful(),)
    with pytest.raises(PackingError, match="has no place"):
        packer.unpack(pickle.dumps({**good, where: harmful}))


class _Broken:
    def __init__(self):
        self.put_back = []

    def get(self, source):
        return b"not what was packed"

    def put(self, source, found):
        self.put_back.append(source.name)


def test_a_kept_reading_that_is_broken_is_read_again(campaign, returned):
    broken = _Broken()
    found = read_folder(campaign, returned, cache=broken)
    assert [parts(r) for r in found] == [parts(r) for r in read_folder(campaign, returned)]
    assert sorted(broken.put_back) == sorted(p.name for p in returned.iterdir())
