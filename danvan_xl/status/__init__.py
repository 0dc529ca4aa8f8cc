"""Where a campaign stands: who has returned, in time or late, what is to be chased; as data and as a page."""

from danvan_xl.status.model import GroupStatus, Status, UnitStatus, status_of
from danvan_xl.status.page import in_words, page

__all__ = ["GroupStatus", "Status", "UnitStatus", "in_words", "page", "status_of"]
