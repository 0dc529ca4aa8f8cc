"""Where a campaign stands: who has returned, in time or late, what is to be chased; as data and as a page."""

from danvan_xl.status.model import GroupStatus, Status, UnitStatus, status_of
from danvan_xl.status.page import STATE_WORDS, in_words, page, punctuality

__all__ = ["STATE_WORDS", "GroupStatus", "Status", "UnitStatus", "in_words", "page", "punctuality", "status_of"]
