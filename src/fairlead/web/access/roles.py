"""What each role of a program may see and do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fairlead.web.models import Role

__all__ = ["ALLOWED", "Capability", "may"]


class Capability(StrEnum):
    """One thing that a page or a call asks of whoever comes."""

    SEE = "see"  # the answers, the forecast, risks and scope, in one's own voice
    SEE_PLAN = "see_plan"  # every task, who does it, and the history of each
    SEE_BUSINESS = "see_business"  # the briefing for the business
    SEE_ENGINEERING = "see_engineering"  # the briefing for engineering
    SEE_RATES = "see_rates"  # what an hour of a person costs, and how well they estimate
    REPORT_PROGRESS = "report_progress"  # on one's own tasks
    ASK = "ask"  # for a change, which others decide on
    EDIT = "edit"
    SEE_ACCESS = "see_access"  # who was let in, by whom
    MANAGE = "manage"  # members, links and the program's existence


_READS = frozenset({Capability.SEE, Capability.SEE_PLAN})
_BOTH = frozenset({Capability.SEE_BUSINESS, Capability.SEE_ENGINEERING})

ALLOWED: Mapping[str, frozenset[Capability]] = {
    Role.OWNER: frozenset(Capability),
    Role.EDITOR: _READS
    | _BOTH
    | {Capability.SEE_RATES, Capability.ASK, Capability.EDIT, Capability.REPORT_PROGRESS},
    Role.CONTRIBUTOR: _READS
    | {Capability.SEE_ENGINEERING, Capability.ASK, Capability.REPORT_PROGRESS},
    Role.ENGINEERING: _READS | {Capability.SEE_ENGINEERING, Capability.ASK},
    Role.BUSINESS: frozenset({Capability.SEE, Capability.SEE_BUSINESS}),
    Role.AUDITOR: _READS | _BOTH | {Capability.SEE_ACCESS},
}
"""Each role with all that it allows; what stands nowhere is not allowed."""


def may(role: str, capability: Capability) -> bool:
    """Whether a role allows something."""
    return capability in ALLOWED.get(role, frozenset())
