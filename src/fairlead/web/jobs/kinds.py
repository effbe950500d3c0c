"""What jobs there are: each a function of the job that may be called again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fairlead.web.jobs.clock import look
from fairlead.web.jobs.questions import impact_of, options_of, packet_of, why_moved
from fairlead.web.jobs.sending import follow_file, issue_forecast, report
from fairlead.web.jobs.studies import study
from fairlead.web.models import Job

__all__ = ["KINDS"]

KINDS: Final[Mapping[str, Callable[[Job], None]]] = {
    "clock": look,
    "issue": issue_forecast,
    "link": follow_file,
    "report": report,
    "study": study,
    "impact": impact_of,
    "why": why_moved,
    "options": options_of,
    "packet": packet_of,
}
