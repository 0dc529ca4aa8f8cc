"""Mail to the units and files from them. Only :mod:`.post` lets anything leave the machine."""

from danvan_xl.mail.drafts import Drafts, write_drafts
from danvan_xl.mail.inbox import Incoming, incoming
from danvan_xl.mail.receive import Received, receive

__all__ = ["Drafts", "Incoming", "Received", "incoming", "receive", "write_drafts"]
