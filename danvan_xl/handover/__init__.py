"""What the office hands in to the level above, with a manifest that proves that nothing was changed since."""

from danvan_xl.handover.build import Handover, hand_over
from danvan_xl.handover.manifest import is_handover, verify

__all__ = ["Handover", "hand_over", "is_handover", "verify"]
