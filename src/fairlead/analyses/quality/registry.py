"""The list of rules: every public function of the rule modules, with the code its name gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Final

from fairlead.analyses.quality import dcma, gao, people_rules, promise_rules, work_rules
from fairlead.analyses.quality.examined import Examined
from fairlead.analyses.quality.result import QualityCheck, Remark

__all__ = ["CHECKS", "RULES", "meaning"]

Check = Callable[[Examined], QualityCheck]
Rule = Callable[[Examined], Iterator[Remark]]


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., object]]]:
    for name, value in vars(module).items():
        if (
            inspect.isfunction(value)
            and value.__module__ == module.__name__
            and not name.startswith("_")
        ):
            yield name.replace("_", "-"), value


def _checks() -> Iterator[tuple[str, Check]]:
    for prefix, module in (("quality.dcma.", dcma), ("quality.gao.", gao)):
        for name, function in _functions(module):
            yield prefix + name, function  # type: ignore[misc]  # by the manner of the module


def _rules() -> Iterator[tuple[str, Rule]]:
    for module in (work_rules, people_rules, promise_rules):
        for name, function in _functions(module):
            yield f"software.{name}", function  # type: ignore[misc]  # by the manner of the module


CHECKS: Final[Mapping[str, Check]] = dict(_checks())
"""Checks of published standards by code: DCMA's fourteen, then GAO's ten."""

RULES: Final[Mapping[str, Rule]] = dict(_rules())
"""Rules for software programs by code."""


def meaning(code: str) -> str:
    """A code in a sentence: the first line of its function's docstring."""
    function: Callable[..., object] = CHECKS[code] if code in CHECKS else RULES[code]
    return inspect.getdoc(function).partition("\n")[0]  # type: ignore[union-attr]  # all have one
