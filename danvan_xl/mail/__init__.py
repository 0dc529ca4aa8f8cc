"""Mail to the units. Nothing here leaves the machine by itself."""

from danvan_xl.mail.drafts import Drafts, write_drafts

__all__ = ["Drafts", "write_drafts"]
