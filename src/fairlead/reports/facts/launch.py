"""Facts of launches: their gates, and when the plan has the last of them passed."""

from __future__ import annotations

from fairlead.analyses.plan import PlannedLaunch
from fairlead.reports.fact import Recorder

__all__ = ["record_launches"]


def record_launches(recorder: Recorder, launches: tuple[PlannedLaunch, ...]) -> None:
    """Take down how many gates each launch has, and how many are passed."""
    for row in launches:
        place, about = f"launch.{row.id}", (row.id,)
        gates = row.gates.values()
        passed = sum(gate.passed for gate in gates)
        recorder.record(f"{place}.gates", "count", len(row.gates), "The program.", about=about)
        recorder.record(f"{place}.passed", "count", passed, "Plan: gates passed.", about=about)
        source = "Plan: when the last of its gates is passed."
        recorder.record(f"{place}.planned", "finish", row.planned, source, about=about)
        source = "The program: the promised date."
        recorder.record(f"{place}.due", "finish", row.due, source, about=about)
