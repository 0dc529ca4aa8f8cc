"""What is wrong with a command line, in Vietnamese: the library that parses it speaks English."""

from __future__ import annotations

import re

_WORDS = (
    (re.compile(r"No such option: (\S+)"), "không có tùy chọn {}"),
    (re.compile(r"No such command '([^']*)'"), "không có lệnh “{}”"),
    (re.compile(r"unexpected extra argument(?:\(s\)|s)? \((.*?)\)"), "thừa “{}”"),
    (re.compile(r"Option '([^']*)' requires an argument"), "tùy chọn {} cần một giá trị"),
)


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    names = getattr(parameter, "opts", None) or [""]
    return str(getattr(parameter, "metavar", None) or max(names, key=len))


def in_vietnamese(error: Exception) -> str:
    """One sentence about a command line that could not be parsed."""
    text = str(error)
    for pattern, words in _WORDS:
        if match := pattern.search(text):
            return f"Lệnh chưa đúng: {words.format(match[1])}. Gõ “danvan --help” để xem cách dùng."
    name = _parameter(error)
    if text.startswith("Missing") and name:
        return f"Lệnh chưa đúng: thiếu {name}. Gõ “danvan --help” để xem cách dùng."
    if name:
        return f"Lệnh chưa đúng: giá trị của {name} không hợp lệ. Gõ “danvan --help” để xem cách dùng."
    return f"Lệnh chưa đúng: {text} Gõ “danvan --help” để xem cách dùng."
