"""`fairlead plan`: dates, slack, chains, load and conflicts on the terminal, or as JSON."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned
from fairlead.cli.import_options import import_options
from fairlead.cli.lines import table, terminal_columns
from fairlead.cli.shared_options import timezone_option

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fairlead.analyses.optimiser.aims import Objective
    from fairlead.analyses.optimiser.optimised import Optimised
    from fairlead.analyses.plan import ChainStep, Plan, PlannedActivity
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_ROWS: Final = 60  # tasks shown unless --all
_CONFLICTS: Final = 10  # overloads shown unless --all
_LONGEST: Final = 86_400  # seconds of a search: a day


class _Seconds(click.ParamType[float]):
    """A time; what follows `--optimise` and is none is most likely the program."""

    name = "seconds"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            seconds = float(value)
        except ValueError:
            self.fail(
                f"{value!r} is not a number of seconds. The program stands first: "
                "fairlead plan PROGRAM --optimise",
                param,
                ctx,
            )
        if not 0.01 <= seconds <= _LONGEST:
            self.fail(f"{value} s: expected 0.01 to {_LONGEST:,} seconds.", param, ctx)
        return seconds


@click.command("plan")
@click.argument("program", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole plan as JSON.")
@click.option("--all", "everything", is_flag=True, help="Show every task and every conflict.")
@timezone_option()
@click.option(
    "--paths",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="How many chains to trace to each milestone.",
)
@click.option(
    "--optimise",
    metavar="[SECONDS]",
    type=_Seconds(),
    is_flag=False,
    flag_value=10.0,
    help="Look for a better order for so long (10 s when left out). Ctrl-C keeps the best so far.",
)
@click.option(
    "--objective",
    type=click.Choice(["finish", "lateness", "stability"]),
    default="finish",
    show_default=True,
    help="What --optimise is to improve: the end, lateness by the value of goals, or few moves.",
)
@click.option(
    "--baseline",
    metavar="BASELINE",
    help="What --objective stability keeps to: a baseline of the program by number, or a file.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=0, show_default=True, help="Of --optimise."
)
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    as_json: bool,
    everything: bool,
    timezone: str | None,
    paths: int,
    optimise: float | None,
    objective: Objective,
    baseline: str | None,
    seed: int,
    wishes: Wishes,
) -> None:
    """Compute dates, slack, the critical chain, load and conflicts.

    PROGRAM is a program file or folder, or any file that Fairlead reads. Times in files that name
    no zone (Primavera, Microsoft Project) are shown as they stand there.
    """
    from fairlead.cli.opening import opened, planned, show_findings  # slow import

    reading = opened(program, wishes=wishes)
    better: Optimised | None = None
    if optimise is None:
        value, made = planned(reading, paths=paths)
    else:
        from fairlead.cli.verbs.optimising import optimised  # slow import

        value, better = optimised(
            reading,
            seconds=optimise,
            objective=objective,
            baseline=baseline,
            paths=paths,
            seed=seed,
        )
        made = better.plan
    findings = (*reading.findings, *made.findings)
    if as_json:
        click.echo(_json(value, made, better=better, findings=findings))
    else:
        zone = timezone or value.timezone
        _print(value, made, better, clock=_Clock(zone), everything=everything)
        if findings:
            click.echo("\nFindings")
            show_findings(findings)
    ctx.exit(exit_codes.FINDINGS if any(f.rank < 2 for f in findings) else exit_codes.CLEAN)


def _json(
    program: Program, plan: Plan, *, better: Optimised | None, findings: Iterable[object]
) -> str:
    from fairlead.analyses.plan.as_json import plan_json  # slow import
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = plan_json(program, plan)
    if better is not None:
        from fairlead.cli.verbs.optimising import optimiser_json  # slow import

        answer["optimiser"] = optimiser_json(better)
    answer["findings"] = list(findings)
    return answer_json(answer)


# ---- on the terminal -----------------------------------------------------------------------


class _Clock:
    """Times as the reader's wall clock shows them."""

    def __init__(self, zone: str) -> None:
        self.zone = zone

    def at(self, at: datetime) -> str:
        """A start, or any other instant."""
        from fairlead.program.moments import wall_time  # slow import

        return wall_time(at, timezone=self.zone)

    def until(self, at: datetime) -> str:
        """An end: the midnight after a day is that day's 24:00."""
        from fairlead.program.moments import closing_time  # slow import

        return closing_time(at, timezone=self.zone)


def _print(
    program: Program, plan: Plan, better: Optimised | None, *, clock: _Clock, everything: bool
) -> None:
    bound = ""
    if plan.proven_optimal:
        bound = "; no plan with these people is shorter"
    elif plan.lower_bound is not None:
        bound = f"; with these people not before {clock.until(plan.lower_bound)}"
    click.echo(program.title or program.id)
    click.echo(
        f"as of {clock.at(plan.as_of)}  start {clock.at(plan.start)}  "
        f"finish {clock.until(plan.finish)}{bound}"
    )
    click.echo(f"times in {clock.zone}, fingerprint {plan.fingerprint}")
    if better is not None:
        from fairlead.cli.verbs.optimising import lines  # slow import

        for line in lines(better):
            click.echo(line)
    _milestones(plan, clock=clock)
    _launches(plan, clock=clock)
    _sprints(plan, clock=clock)
    _chain(plan)
    _tasks(plan, clock=clock, everything=everything)
    _overloads(program, plan, clock=clock, everything=everything)


def _milestones(plan: Plan, *, clock: _Clock) -> None:
    if not plan.milestones:
        return
    click.echo("\nMilestones")
    rows = [("", "planned", "due", "margin", "")]
    for milestone in plan.milestones.values():
        length = plan.activities[milestone.id].day_minutes
        margin = "" if milestone.margin_minutes is None else _days(milestone.margin_minutes, length)
        if milestone.margin_minutes == 0 and milestone.met is False and milestone.due is not None:
            # late by night: no working time of the milestone's lies between
            late = milestone.planned - milestone.due
            margin = f"-{late / timedelta(hours=1):.1f}h"
        verdict = {True: "", False: "LATE", None: "no due date"}[milestone.met]
        due = "" if milestone.due is None else clock.until(milestone.due)
        rows.append((milestone.id, clock.until(milestone.planned), due, margin, verdict))
    click.echo("\n".join(aligned(rows, right=frozenset({3}))))


def _launches(plan: Plan, *, clock: _Clock) -> None:
    if not plan.launches:
        return
    click.echo("\nLaunches")
    rows = [("", "planned", "due", "gates passed", "")]
    for launch in plan.launches.values():
        gates = launch.gates.values()
        waits = [gate.id for gate in gates if not gate.passed]
        verdict = {True: "", False: "LATE", None: ""}[launch.met]
        if launch.planned is None:
            verdict = "no date"
        rows.append(
            (
                launch.id,
                "" if launch.planned is None else clock.until(launch.planned),
                "" if launch.due is None else clock.until(launch.due),
                f"{sum(gate.passed for gate in gates)} of {len(launch.gates)}",
                "launched" if launch.launched else ", ".join([*filter(None, [verdict]), *waits]),
            )
        )
    click.echo("\n".join(aligned(rows)))


def _sprints(plan: Plan, *, clock: _Clock) -> None:
    shown = [sprint for sprint in plan.sprints.values() if sprint.state != "over"]
    if not shown:
        return
    click.echo("\nSprints")
    rows = [("", "ends", "all done", "work", "capacity", "")]
    for sprint in shown:
        day, capacity = sprint.day_minutes, sprint.capacity_minutes
        full = capacity is not None and sprint.work_minutes > capacity
        rows.append(
            (
                sprint.id,
                clock.until(sprint.finish),
                "" if sprint.planned is None else clock.until(sprint.planned),
                f"{sprint.work_minutes / day:.1f}d",
                "" if capacity is None else f"{capacity / day:.1f}d",
                ", ".join(
                    [
                        *(["more than there is"] if full else []),
                        *([f"not by its end: {' '.join(sprint.late)}"] if sprint.late else []),
                    ]
                ),
            )
        )
    click.echo("\n".join(aligned(rows, right=frozenset({3, 4}))))


def _days(minutes: int, day_minutes: int) -> str:
    return f"{minutes / day_minutes:+.1f}d" if minutes else "0d"


def _chain(plan: Plan) -> None:
    if not plan.critical_chain:
        return
    click.echo("\nCritical chain: what holds the finish, first to last")
    rows = [(s.id, plan.activities[s.id].title, _reason(s)) for s in plan.critical_chain]
    click.echo("\n".join(aligned(rows)))


def _reason(step: ChainStep) -> str:
    return {
        "link": f"waits for {step.of} ({step.link})",
        "person": f"waits for {step.person}, who is on {step.of}",
        "date": "held by its own date",
        "status": "under way, or free to start now",
        "start": "begins the program",
    }[step.because]


def _tasks(plan: Plan, *, clock: _Clock, everything: bool) -> None:
    shown = list(plan.activities.values())
    left = 0
    if not everything and len(shown) > _ROWS:
        open_rows = [a for a in shown if a.state != "finished" and a.kind == "task"]
        open_rows.sort(key=lambda a: (a.start, a.id))
        left = len(shown) - len(open_rows[:_ROWS])
        shown = open_rows[:_ROWS]
    click.echo(f"\nNext {len(shown)} tasks" if left else "\nTasks")
    head = ("", "start", "finish", "slack", "after levelling", "who", "")
    rows = [head, *(_task(row, clock=clock) for row in shown)]
    width = terminal_columns()
    if width is not None and max(map(len, aligned(rows))) > width:
        rows = [_narrow(row) for row in rows]
    told = table(rows, right=frozenset({3, 4}), spare=(4, 5), width=width)
    click.echo("\n".join(told))
    if left:
        click.echo(f"  {left:,} more rows: --all shows them.")


def _narrow(row: tuple[str, ...]) -> tuple[str, ...]:
    """Days in place of times, and no people beside a summary: its parts name them."""
    name, start, finish, slack, levelled, who, marks = row
    who = "" if "summary" in marks else who
    return (name, start[:10], finish[:10], slack, levelled, who, marks)


def _task(activity: PlannedActivity, *, clock: _Clock) -> tuple[str, ...]:
    def slack(minutes: int | None) -> str:
        return "" if minutes is None else _days(minutes, activity.day_minutes)

    marks = [
        *(["critical"] if activity.critical_after_levelling else []),
        *([activity.state] if activity.state != "waiting" else []),
        *(["summary"] if activity.kind == "summary" else []),
    ]
    return (
        activity.id,
        clock.at(activity.start),
        clock.until(activity.finish),
        slack(activity.total_slack_minutes),
        slack(activity.slack_after_levelling_minutes),
        " ".join(activity.who),
        ", ".join(marks),
    )


def _overloads(program: Program, plan: Plan, *, clock: _Clock, everything: bool) -> None:
    if not plan.overloads:
        return
    shown = plan.overloads if everything else plan.overloads[:_CONFLICTS]
    click.echo("\nMore asked of people than there is, before levelling")
    rows = []
    for overload in shown:
        person = program.people.get(overload.person)
        rows.append(
            (
                person.name if person is not None and person.name else overload.person,
                f"{clock.at(overload.start)} to {clock.until(overload.finish)}",
                f"{overload.wanted:.0%} of {overload.available:.0%}",
                " ".join(overload.tasks),
            )
        )
    click.echo("\n".join(aligned(rows)))
    if len(shown) < len(plan.overloads):
        click.echo(f"  {len(plan.overloads) - len(shown):,} more: --all shows them.")
