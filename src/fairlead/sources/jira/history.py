"""When a Jira issue was begun and done: by its transitions, else by the nearest date there is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fairlead.program.moments import Moment, opening_minute
from fairlead.sources.ledger import Ledger
from fairlead.sources.tracker.words import State

__all__ = ["Traces", "worked"]


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """The dates that an export holds of one issue. `moves` are (when, into which state), sorted."""

    created: Moment | None = None
    resolved: Moment | None = None
    category_changed: Moment | None = None
    updated: Moment | None = None
    actual_start: Moment | None = None
    actual_end: Moment | None = None
    moves: Sequence[tuple[Moment, State | None]] = ()


def worked(
    key: str, state: State, *, traces: Traces, timezone: str, ledger: Ledger
) -> tuple[Moment | None, Moment | None]:
    """Start and finish of the work, as far as `state` says that there were any.

    The loss report names each stand-in: a creation date is not a start.
    """
    if state == "todo":
        return None, None
    finished = _finish(key, traces, ledger) if state == "done" else None
    started = _start(key, state, traces, ledger)
    if (
        started is not None
        and finished is not None
        and opening_minute(started, timezone=timezone) > opening_minute(finished, timezone=timezone)
    ):
        ledger.changed("start", "later than the finish; set to the finish", subject=key)
        started = finished
    return started, finished


def _finish(key: str, traces: Traces, ledger: Ledger) -> Moment | None:
    if traces.actual_end is not None:
        return traces.actual_end
    done = [at for at, state in traces.moves if state == "done"]
    if done:
        last_open = max((n for n, (_, s) in enumerate(traces.moves) if s != "done"), default=-1)
        return next((at for at, s in traces.moves[last_open + 1 :] if s == "done"), done[-1])
    if traces.resolved is not None:
        ledger.changed("Resolved", "read as the finish; there are no transitions", subject=key)
        return traces.resolved
    for what, at in (
        ("Status Category Changed", traces.category_changed),
        ("Updated", traces.updated),
        ("Created", traces.created),
    ):
        if at is not None:
            ledger.changed(what, "read as the finish; nothing nearer is known", subject=key)
            return at
    return None


def _start(key: str, state: State, traces: Traces, ledger: Ledger) -> Moment | None:
    if traces.actual_start is not None:
        return traces.actual_start
    begun = next((at for at, into in traces.moves if into in ("doing", "done")), None)
    if begun is not None:
        return begun
    if state == "doing" and traces.category_changed is not None:
        ledger.changed(
            "Status Category Changed", "read as the start; there are no transitions", subject=key
        )
        return traces.category_changed
    if traces.created is not None:
        ledger.changed("Created", "read as the start; there are no transitions", subject=key)
    return traces.created
