"""Where a campaign stands: deadlines with extensions, days left, the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from danvan_xl.consolidate import consolidate_returns
from danvan_xl.intake import read_folder
from danvan_xl.ledger import Mail, MailState, Receipt
from danvan_xl.status import page, status_of
from danvan_xl.status.page import punctuality

TODAY = dt.date(2023, 11, 21)


def at(day: int) -> dt.datetime:
    return dt.datetime(2023, 11, day, 2, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def status(campaign, sample):
    """Three returned (one in time, one late, one of unknown time), hiepthanh with an extension, one unit renamed."""
    units = tuple(replace(u, deadline=dt.date(2023, 11, 30)) if u.code == "hiepthanh"
                  else replace(u, name="Xã <b>Tân</b> & Thành") if u.code == "tanthanh" else u for u in campaign.units)
    asked = replace(campaign, units=units)
    returns = [r for r in read_folder(campaign, sample) if r.unit in ("ngabay", "laihieu", "daithanh")]
    receipts = {"ngabay.xlsx": Receipt("a", "ngabay.xlsx", "", at(20), at=at(20)),
                "laihieu.xlsx": Receipt("b", "laihieu.xlsx", "", at(26), at=at(26))}
    mails = [Mail("ngabay", "gui", "", "", "<1>", at(8), MailState.SENT),
             Mail("hiepthanh", "nhac", "2023-11-20", "", "<2>", at(20), MailState.SENT),
             Mail("hiepthanh", "nhac", "2023-11-21", "", "<3>", at(21), MailState.REFUSED)]
    result = consolidate_returns(asked, returns, receipts=receipts)
    return status_of(result, receipts.values(), mails, TODAY)


def by_code(status):
    return {u.code: u for u in status.units}


def test_each_unit_has_its_own_deadline_and_days_left(status):
    units = by_code(status)
    assert (units["tanthanh"].deadline, units["tanthanh"].days_left) == (dt.date(2023, 11, 24), 3)
    assert (units["hiepthanh"].deadline, units["hiepthanh"].days_left) == (dt.date(2023, 11, 30), 9)
    assert units["ngabay"].days_left is None
    assert [punctuality(units[c]) for c in ("ngabay", "laihieu", "daithanh", "tanthanh")] == [
        "Đúng hạn", "Quá hạn", "Chưa rõ ngày nhận", "Còn 3 ngày"]


def test_groups_add_up_to_the_whole(status):
    assert sum(g.n_units for g in status.groups) == status.total.n_units == 47
    assert sum(g.n_counted for g in status.groups) == status.total.n_counted == 3
    assert sum(g.n_late for g in status.groups) == status.total.n_late == 1


def test_mails_sent_count_and_refused_ones_do_not(status):
    units = by_code(status)
    assert units["ngabay"].sent == dt.date(2023, 11, 8) and units["tanthanh"].sent is None
    assert (units["hiepthanh"].reminders, units["tanthanh"].reminders) == (1, 0)


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_well_formed_self_contained_and_escapes_names(status):
    text = page(status)
    found = _Reader(text)
    assert found.open == [] and found.links == [] and "url(" not in text and "<script" not in text
    assert "Xã &lt;b&gt;Tân&lt;/b&gt; &amp; Thành" in text and "<b>Tân" not in text
    assert text.count("<tr class=") == 47 and "Tính đến ngày 21/11/2023" in text
    assert page(status) == text
