"""Links of the trace that somebody looked at anew: entries of the log that say so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from fairlead.analyses.scope.links import Confirmed, confirmation, links
from fairlead.program.changes import Change
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Outcome
from fairlead.web.log.shelf import program_at
from fairlead.web.log.undo import gone_of
from fairlead.web.models import LogEntry, ProgramLog, User

__all__ = ["CONFIRM", "confirm", "confirmed_in"]

CONFIRM: Final = "confirm"
"""The kind of an entry by which links were confirmed."""


def confirm(
    log: ProgramLog, names: Iterable[str], *, seen: int, at: datetime, user: User
) -> tuple[int, Outcome | None]:
    """Write down that somebody looked at links, such as `guest>api`, as version `seen` has them.

    How many were links of that version, and what became of the entry; None where there was none.
    """
    program = program_at(log, seen)
    wanted = set(names)
    rows = [
        [each.link, each.upper_mark, each.lower_mark]
        for each in (
            confirmation(program, link) for link in links(program).rows if link.name in wanted
        )
    ]
    if not rows:
        return 0, None
    noted = {"links": rows}
    made = append(log, Change(), base=seen, at=at, user=user, kind=CONFIRM, noted=noted)
    return len(rows), made


def confirmed_in(log: ProgramLog) -> tuple[Confirmed, ...]:
    """What was confirmed of links, without what was taken back."""
    gone = gone_of(log)
    rows = LogEntry.objects.filter(log=log, kind=CONFIRM).order_by("number")
    return tuple(
        Confirmed(link=link, upper_mark=upper, lower_mark=lower)
        for row in rows
        if row.number not in gone
        for link, upper, lower in msgspec.json.decode(row.content)["links"]
    )
