"""What judging a plan's quality comes to: checks with their numbers, and what to act on."""

from __future__ import annotations

from typing import Literal

from fairlead.program.findings import Finding, Severity
from fairlead.program.noun import Noun

__all__ = ["Evidence", "QualityCheck", "QualityReport", "Remark"]


class Evidence(Noun):
    """One countable fact that a check rests on: `count` of `of` do what `what` says.

    `passed` is None when it cannot be judged; `what` then says why.
    """

    what: str
    passed: bool | None
    count: int | None = None
    of: int | None = None
    offenders: tuple[str, ...] = ()


class QualityCheck(Noun):
    """One check of a published standard, judged.

    `share` is `numerator` over `denominator`; it passes up to `threshold`, or from it on where
    `at_least` is set. `passed` is None when the program does not hold what it takes to judge, and
    `because` says what that is; otherwise `because` states the numbers. `offenders` are the ids
    that count against it, all of them, in the order of the program. `unit` says what `share` is: a
    part of a whole, an index around 1, or the part of the evidence that holds.
    """

    code: str
    title: str
    standard: str
    passed: bool | None
    because: str
    numerator: float | None = None
    denominator: float | None = None
    share: float | None = None
    threshold: float | None = None
    at_least: bool = False
    unit: Literal["share", "index", "evidence"] = "share"
    offenders: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Remark(Noun):
    """What one rule has to say of one place, before it is given the rule's code."""

    where: str
    message: str
    subjects: tuple[str, ...]
    hint: str | None = None
    severity: Severity = "warning"


class QualityReport(Noun):
    """Everything that the checks found in one program and its plan.

    `findings` holds one for each failed check, and those of the software rules.
    """

    fingerprint: str
    checks: tuple[QualityCheck, ...] = ()
    findings: tuple[Finding, ...] = ()
