"""Packages whose names are loaded when first used, so that nobody waits for modules that he does not need."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def load_when_used(package: str, homes: Mapping[str, tuple[str, ...]]) -> None:
    """Give a package names that are loaded when first asked for; ``homes``: module in the package → its names."""
    home_of = {name: home for home, names in homes.items() for name in names}

    class Package(ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name not in home_of:
                raise AttributeError(f"module {package!r} has no attribute {name!r}")
            value = getattr(import_module(f"{package}.{home_of[name]}"), name)
            setattr(self, name, value)
            return value

        def __setattr__(self, name: str, value: object) -> None:
            """Keeps a function from being hidden by the module of its name once that is imported."""
            if not (isinstance(value, ModuleType) and name in home_of):
                super().__setattr__(name, value)

    sys.modules[package].__class__ = Package
