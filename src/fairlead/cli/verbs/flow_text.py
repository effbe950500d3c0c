"""Flow as text for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fairlead.cli.answer_json import answer_json, with_all_keys

if TYPE_CHECKING:
    from fairlead.analyses.flow.backtest import FlowBacktest
    from fairlead.analyses.flow.flow import Flow
    from fairlead.program.findings import Finding

__all__ = ["backtest_json", "backtest_lines", "flow_json", "flow_lines"]

_AGEING = 10


def flow_lines(made: Flow, *, name: str) -> Iterator[str]:
    """The flow, what comes next first."""
    yield f"{name}: {made.items:,} items, {made.done:,} done before {made.first}"
    when, by = made.when, made.by
    if when is not None:
        yield ""
        yield f"The next {when.items:,} items are done"
        yield f"  even odds by {when.p50}, four in five by {when.p80}"
        yield f"  P85 {when.p85}, P95 {when.p95}"
    if by is not None:
        yield f"By {by.day}"
        yield (
            f"  {by.p50:,} items with even odds, {by.p80:,} with four in five, {by.p90:,} with "
            "nine in ten"
        )
        if when is not None and made.chance_by is not None:
            yield f"  all {when.items:,} with a chance of {made.chance_by:.0%}"
    yield ""
    yield f"Throughput: {made.per_week:.1f} items a week over the last {made.window} days"
    if made.weeks:
        yield f"  last weeks: {' '.join(str(week.completed) for week in made.weeks[-12:])}"
    cycle = made.cycle_time
    if cycle is None:
        yield "Cycle time: unknown, no item of the window has a start and an end"
    else:
        yield (
            f"Cycle time of {cycle.items:,} items: half within {cycle.p50} days, P70 {cycle.p70}, "
            f"P95 {cycle.p95}, mean {cycle.mean:.1f}"
        )
        yield f"  service-level expectation: 85% within {cycle.expected} days"
    yield f"Under way: {made.wip:,}; waiting: {made.waiting:,}"
    if made.littles_law_days is not None:
        yield (
            f"  at this pace what is under way takes {made.littles_law_days:.1f} days on average "
            "(Little's law)"
        )
    if made.ageing:
        beyond = sum(row.beyond for row in made.ageing)
        yield (
            f"Age of what is under way, oldest first; {beyond:,} older than the expectation"
            if cycle is not None
            else "Age of what is under way, oldest first"
        )
        for row in made.ageing[:_AGEING]:
            share = "" if row.share is None else f", {row.share:.0%} of done items took no longer"
            yield f"  {row.days:>5} days  {row.key} {row.title}{share}".rstrip()
        if len(made.ageing) > _AGEING:
            yield f"  and {len(made.ageing) - _AGEING:,} younger ones; all of them with --json"


def flow_json(made: Flow, findings: tuple[Finding, ...]) -> str:
    """Every figure."""
    answer = {name: with_all_keys(getattr(made, name)) for name in made.__struct_fields__}
    answer["findings"] = list(findings)
    return answer_json(answer)


def backtest_lines(made: FlowBacktest) -> Iterator[str]:
    """Scores of ours, and of the usual ways."""
    yield "When are the next items done: asked every four weeks of the record's past"
    yield ""
    head = f"{'items':>6}{'origins':>9}{'P85':>8}{'if honest':>16}{'pinball':>10}{'when due':>10}"
    yield f"{'':<20}{head}"
    for name, rows in (("fairlead", made.scores), *made.references.items()):
        for row in rows.values():
            band = f"{row.low:.2f} to {row.high:.2f}"
            due = "" if row.due_p85 is None else f"{row.due_p85:.3f}"
            yield (
                f"{name:<20}{row.items:>6}{row.origins:>9}{row.p85:>8.3f}{band:>16}"
                f"{row.pinball:>10.4f}{due:>10}"
            )

    yield ""
    yield "when due: how often P85 was kept where it lies within the record, answered or not"


def backtest_json(made: FlowBacktest) -> str:
    """Scores by the number of items."""
    return answer_json(with_all_keys(made))
