"""Write docs/api.md from the docstrings of the public names: python docs/lam_api.py"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import danvan_xl as dv

PAGE = Path(__file__).with_name("api.md")
HEAD = """# The library

`import danvan_xl as dv` gives the names below and nothing else. Points, totals and rates are `Decimal`, rounded
half-up; missing is `None`. Data problems never raise: they are findings. This page is made from the docstrings by
`python docs/lam_api.py`.
"""


def _signature(name: str, value: Any) -> str:
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return name
    return f"{name}{text}".replace("'", "")


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    for name in dir(cls):
        member = inspect.getattr_static(cls, name)
        inherited = name in dir(Exception) or name in dir(Sequence)
        if not name.startswith("_") and not inherited and inspect.getdoc(getattr(cls, name)):
            if isinstance(member, property) or hasattr(member, "attrname"):
                yield f"`.{name}`", member
            elif inspect.isfunction(member):
                yield f"`.{_signature(name, member)}`", member


def _entry(name: str) -> Iterator[str]:
    value = getattr(dv, name)
    title = _signature(name, value) if inspect.isfunction(value) else name
    yield f"## `dv.{name}`\n"
    if inspect.isfunction(value):
        yield f"```python\n{title}\n```\n"
    yield f"{inspect.getdoc(value)}\n"
    if inspect.isclass(value):
        for label, member in _members(value):
            summary = " ".join((inspect.getdoc(member) or "").split("\n\n")[0].split())
            yield f"- {label}: {summary}"
        yield ""


def page() -> str:
    return "\n".join([HEAD, *(line for name in sorted(dv.__all__) for line in _entry(name))])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
