"""What a file is by its content, and limits that hold before anything in it is parsed."""

from danvan_xl.safety.archive import LIMITS, Limits, SafeArchive, UnsafeError, open_archive
from danvan_xl.safety.kind import Kind, kind_of

__all__ = ["LIMITS", "Kind", "Limits", "SafeArchive", "UnsafeError", "kind_of", "open_archive"]
