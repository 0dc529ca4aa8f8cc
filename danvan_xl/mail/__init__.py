"""Mail to the units and files from them. Only :mod:`.sending` lets anything leave the machine."""

from danvan_xl.mail.compose import Letter, is_address
from danvan_xl.mail.drafts import Drafts, letters_with, write_drafts, write_group_zips, write_letters
from danvan_xl.mail.inbox import Incoming, incoming
from danvan_xl.mail.receiving import Received, receive
from danvan_xl.mail.remind import Due, due, reminders
from danvan_xl.mail.sending import Posted, post, rehearse
from danvan_xl.mail.server import Server, ServerError, server_of

__all__ = [
    "Drafts", "Due", "Incoming", "Letter", "Posted", "Received", "Server", "ServerError", "due", "incoming",
    "is_address", "letters_with", "post", "receive", "rehearse", "reminders", "server_of", "write_drafts",
    "write_group_zips", "write_letters",
]
