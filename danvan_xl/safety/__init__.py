"""What a file is by its content, and limits that hold before anything in it is parsed."""

from danvan_xl.safety.archive import (
    LIMITS,
    MEGABYTE,
    Limits,
    SafeArchive,
    UnsafeError,
    leads_out,
    open_archive,
    open_container,
)
from danvan_xl.safety.kind import Kind, kind_of, main_part
from danvan_xl.safety.ole import root_stream

__all__ = [
    "LIMITS", "MEGABYTE", "Kind", "Limits", "SafeArchive", "UnsafeError", "kind_of", "leads_out", "main_part",
    "open_archive", "open_container", "root_stream",
]
