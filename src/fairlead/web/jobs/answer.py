"""What a worker found when it was asked: loaded only where there is an answer to read or write."""

from __future__ import annotations

from fairlead.analyses.conflict import Conflict
from fairlead.analyses.escalation.packet import Packet
from fairlead.analyses.options import Options
from fairlead.analyses.scope.impact import Impact
from fairlead.analyses.why import Why
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun

__all__ = ["Answer"]


class Answer(Noun):
    """What was found. Where there is nothing to say, the findings tell why."""

    findings: tuple[Finding, ...] = ()
    impact: Impact | None = None
    why: Why | None = None
    options: Options | None = None
    conflict: Conflict | None = None
    packets: tuple[Packet, ...] = ()
