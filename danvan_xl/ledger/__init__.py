"""The office's register of one campaign in one SQLite file: issued, sent, received, accepted, run."""

from danvan_xl.ledger.issue import Issued, issued, record_issued
from danvan_xl.ledger.mail import Mail, MailState, claim, mails, settle
from danvan_xl.ledger.reading import keep_readings, readings
from danvan_xl.ledger.receipt import Receipt, ReceiptState, receipts, record_choice, record_receipt
from danvan_xl.ledger.run import end_run, start_run
from danvan_xl.ledger.store import Ledger, LedgerError, find_ledger, open_ledger
from danvan_xl.ledger.unit import UnitRow, known_units, record_units

__all__ = [
    "Issued", "Ledger", "LedgerError", "Mail", "MailState", "Receipt", "ReceiptState", "UnitRow", "claim",
    "end_run", "find_ledger", "issued", "keep_readings", "known_units", "mails", "open_ledger", "readings",
    "receipts", "record_choice", "record_issued", "record_receipt", "record_units", "settle", "start_run",
]
