"""What drives the dates, step by step, and what everybody does next."""

from __future__ import annotations

from datetime import timedelta

from fairlead.analyses.plan import ChainStep, PlannedActivity
from fairlead.reports.briefing import Block, Empty, Grid, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.names import name_of, owner_name
from fairlead.reports.phrases import DASH, column, cut_short, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.text import Text, Words, counted, listed, quiet, say, words

__all__ = ["because", "chain_section", "next_section", "who_of"]

_LINKS = {
    "FS": "waits for {} to finish",
    "SS": "waits for {} to start",
    "FF": "may finish only after {} does",
    "SF": "may finish only once {} starts",
}


def who_of(seen: Picture, activity: PlannedActivity) -> Text:
    """The people on it; the team when nobody of it was chosen; a dash for nobody."""
    names = [n for key in activity.who if (n := owner_name(seen.program, key)) is not None]
    if names:
        return listed((name,) for name in names)
    task = seen.program.tasks.get(activity.id)
    if task is not None and task.team is not None:
        return (name_of(seen.program, task.team, "teams"),)
    return DASH


def because(seen: Picture, step: ChainStep) -> Text:
    """Why a step is not earlier than it is."""
    if step.because == "link" and step.of is not None:
        return say(_LINKS.get(step.link or "FS", _LINKS["FS"]), name_of(seen.program, step.of))
    if step.because == "person" and step.person is not None:
        who = name_of(seen.program, step.person, "people")
        if step.of is None:
            return say("{} is busy until then", who)
        return say("{} is on {} until then", who, name_of(seen.program, step.of))
    if seen.plan.activities[step.id].state == "running":
        return words("is under way")
    if step.because == "date":
        return words("has a fixed date")
    if step.because == "status":
        return words("cannot be planned before the status time")
    return words("begins with the program")


def chain_section(seen: Picture, base: FactBase) -> Section:
    """The critical chain: its steps still to do, in order, each with why it is not earlier."""
    steps = [s for s in seen.plan.critical_chain if s.id in seen.plan.activities]
    still = [s for s in steps if seen.plan.activities[s.id].state != "finished"]
    title = words("Critical chain")
    if not still:
        return Section(
            id="chain", title=title, blocks=(Empty(text=words("Nothing is left to do.")),)
        )
    rows = []
    for step in still:
        activity = seen.plan.activities[step.id]
        start, finish = _dates(base, activity)
        rows.append(
            (
                (name_of(seen.program, step.id),),
                who_of(seen, activity),
                start,
                finish,
                because(seen, step),
            )
        )
    shown, note = cut_short(rows, base, of=base["chain.steps"], what="steps")
    grid = Grid(
        columns=(
            column("Step", wide=True),
            column("Who"),
            column("Start", figures=True),
            column("Finish", figures=True),
            column("Why not earlier", wide=True),
        ),
        rows=shown,
    )
    aside = say("{} to do", counted(base["chain.steps"], "step", "steps"))
    return Section(id="chain", title=title, aside=aside, blocks=(grid, *note))


def _dates(base: FactBase, activity: PlannedActivity) -> tuple[Text, Text]:
    if activity.kind == "milestone":
        return DASH, (base[f"milestone.{activity.id}.planned"],)
    return (base[f"task.{activity.id}.start"],), (base[f"task.{activity.id}.finish"],)


def next_section(seen: Picture, base: FactBase) -> Section:
    """Work that runs or starts before the horizon, by person, then work that nobody has."""
    end = seen.plan.as_of + timedelta(days=seen.horizon_days)
    soon = [
        a
        for a in seen.plan.activities.values()
        if a.kind == "task" and a.state != "finished" and a.start < end
    ]
    soon.sort(key=lambda a: (a.start, a.finish, a.id))
    blocks: list[Block] = []
    for person in seen.program.people:
        rows = [a for a in soon if person in a.who]
        if rows:
            title: Text = (name_of(seen.program, person, "people"),)
            count = base[f"person.{person}.next"]
            blocks.append(
                Section(
                    id=f"next-{person}",
                    title=title,
                    aside=counted(count, "task", "tasks"),
                    blocks=_tasks(seen, base, rows),
                )
            )
    nobody = [a for a in soon if not a.who]
    if nobody:
        title = words("Nobody of ours")
        blocks.append(Section(id="next-nobody", title=title, blocks=_tasks(seen, base, nobody)))
    if not blocks:
        blocks.append(Empty(text=words("Nothing runs or starts in this time.")))
    aside = say("until {}", base["horizon.end"])
    return Section(id="next", title=words("What is next"), aside=aside, blocks=tuple(blocks))


def _tasks(seen: Picture, base: FactBase, rows: list[PlannedActivity]) -> tuple[Block, ...]:
    chain = {step.id for step in seen.plan.critical_chain}
    listed_rows = []
    for activity in rows:
        name: Text = (name_of(seen.program, activity.id),)
        if activity.id in chain:
            name = (*name, Words(text=" "), *quiet(words("critical")))
        listed_rows.append(
            (
                name,
                words("Running" if activity.state == "running" else "Starts"),
                (base[f"task.{activity.id}.start"],),
                (base[f"task.{activity.id}.finish"],),
                fact_or_dash(base.get(f"task.{activity.id}.work")),
                fact_or_dash(base.get(f"task.{activity.id}.slack")),
            )
        )
    shown, note = cut_short(listed_rows, base, of=None, what="tasks")
    grid = Grid(
        columns=(
            column("Task", wide=True),
            column("State"),
            column("Start", figures=True),
            column("Finish", figures=True),
            column("To do", figures=True),
            column("Slack", figures=True),
        ),
        rows=shown,
    )
    return (grid, *note)
