"""How good a plan is: published schedule checks, and rules for software programs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from fairlead.analyses.plan import Plan
from fairlead.analyses.quality.examined import Examined
from fairlead.analyses.quality.kept import Kept, finishes, kept
from fairlead.analyses.quality.registry import CHECKS, RULES
from fairlead.analyses.quality.result import Evidence, QualityCheck, QualityReport
from fairlead.program.findings import Finding
from fairlead.program.noun import replace
from fairlead.program.program import Program

__all__ = [
    "FAMILIES",
    "Evidence",
    "Family",
    "Kept",
    "QualityCheck",
    "QualityReport",
    "check",
    "finishes",
    "kept",
]

Family = Literal["dcma", "gao", "software"]

FAMILIES: Final[tuple[Family, ...]] = ("dcma", "gao", "software")
"""What can be asked for: the two standards, and the rules for software programs."""


def check(
    program: Program,
    plan: Plan,
    *,
    families: Collection[Family] = FAMILIES,
    beside: Kept | None = None,
) -> QualityReport:
    """Judge a program by its plan: every check with its numbers, and a finding for each failure.

    `plan` must be the plan of `program`. `beside` is what is kept beside it, its baselines
    and forecasts. Findings stand in the order of the rules, and within a rule in the order of the
    program.
    """
    look = Examined(program, plan, beside)
    checks = tuple(
        replace(judge(look), code=code)
        for code, judge in CHECKS.items()
        if code.split(".")[1] in families
    )
    findings = [_failure(look, row) for row in checks if row.passed is False]
    if "software" in families:
        for code, rule in RULES.items():
            findings.extend(
                Finding(
                    code=code,
                    severity=remark.severity,
                    message=remark.message,
                    where=remark.where,
                    hint=remark.hint,
                    subjects=remark.subjects,
                )
                for remark in rule(look)
            )
    return QualityReport(fingerprint=plan.fingerprint, checks=checks, findings=tuple(findings))


def _failure(look: Examined, row: QualityCheck) -> Finding:
    return Finding(
        code=row.code,
        severity="warning",
        message=f"{row.title} ({row.standard}): {row.because}",
        where=look.where(row.offenders[0]) if row.offenders else None,
        subjects=row.offenders,
    )
