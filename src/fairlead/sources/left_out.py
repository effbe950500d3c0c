"""Rows of a record that cannot be learned from: counted by reason, and never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairlead.program.findings import Finding

__all__ = ["left_out"]


def left_out(reasons: Mapping[str, int], *, of: int, what: str, where: str) -> Iterator[Finding]:
    """A warning for each reason: so many `of` so many rows (`what` they are) are left out."""
    for reason, count in reasons.items():
        yield Finding(
            code="history.left-out",
            severity="warning",
            message=f"{count:,} of {of:,} {what} are left out: {reason}.",
            where=where,
        )
