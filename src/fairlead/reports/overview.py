"""The three answers for a terminal: what a program manager must be able to say at any time."""

from __future__ import annotations

import textwrap

from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import Plan
from fairlead.program.findings import Finding
from fairlead.program.program import Program
from fairlead.reports.answer_words import QUESTIONS, reason_text, verdict_mark
from fairlead.reports.inline import inline_text
from fairlead.reports.picture import fact_base, picture

__all__ = ["answers_text"]

_SIGNS = {"green": "+", "amber": "!", "red": "x", "unknown": "?", "done": "+"}


def answers_text(
    program: Program,
    plan: Plan,
    findings: tuple[Finding, ...] = (),
    *,
    forecast: Forecast | None = None,
    width: int = 80,
) -> str:
    """Each question with its verdict, and the reasons below it, gravest first.

    Plain text of at most `width` columns; the sign before a verdict is `+` good, `!` at risk, `x`
    bad, `?` not known.
    """
    seen = picture(program, plan, findings=findings, forecast=forecast)
    base = fact_base(seen)
    lines: list[str] = []
    for answer in seen.answers.all:
        mark = verdict_mark(answer.question, answer.verdict)
        lines.append(f"{_SIGNS[mark.rag]} {QUESTIONS[answer.question]} {mark.word.text}.")
        for reason in answer.reasons:
            said = inline_text(reason_text(reason, base), timezone=base.timezone)
            lines.extend(
                textwrap.wrap(said, width, initial_indent="    ", subsequent_indent="    ")
            )
    return "\n".join(lines) + "\n"
