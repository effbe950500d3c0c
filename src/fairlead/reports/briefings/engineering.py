"""The briefing for engineering: the chain and why, what is next for whom, what is in the way."""

from __future__ import annotations

from fairlead.reports.answer_words import cards
from fairlead.reports.briefing import Block, Briefing, Empty, Grid, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.marks import status_mark
from fairlead.reports.names import name_of, owner_name, plain
from fairlead.reports.phrases import DASH, column, cut_short, named_anywhere
from fairlead.reports.picture import Picture
from fairlead.reports.sections.blockers import blockers
from fairlead.reports.sections.components import component_sections
from fairlead.reports.sections.figures import big_picture, load_figure, schedule_chart
from fairlead.reports.sections.flow import flow_section
from fairlead.reports.sections.forecast import forecast_section
from fairlead.reports.sections.ledger import ledger_sections
from fairlead.reports.sections.preparedness import preparedness_section
from fairlead.reports.sections.score import score_section
from fairlead.reports.sections.work import chain_section, next_section
from fairlead.reports.text import (
    BREAK,
    Mark,
    Quote,
    Text,
    Words,
    counted,
    listed,
    quiet,
    say,
    words,
)

__all__ = ["engineering_briefing"]


def engineering_briefing(seen: Picture, base: FactBase) -> Briefing:
    """Tell who builds it: what drives the dates, what each does next, where it will hurt."""
    return Briefing(
        voice="engineering",
        title=Quote(text=plain(seen.program.title or seen.program.id)),
        headline=_headline(seen, base),
        sections=(
            Section(id="answers", title=words("In short"), blocks=(cards(seen.answers, base),)),
            Section(id="schedule", title=words("Schedule"), blocks=_schedule(seen, base)),
            forecast_section(seen, base, voice="engineering"),
            *score_section(seen, base, voice="engineering"),
            *flow_section(seen, base, voice="engineering"),
            chain_section(seen, base),
            next_section(seen, base),
            Section(id="blockers", title=words("In the way"), blocks=blockers(seen, base)),
            *preparedness_section(seen, base, voice="engineering"),
            Section(id="load", title=words("Load and conflicts"), blocks=_load(seen, base)),
            Section(id="handoffs", title=words("Hand-offs"), blocks=_handoffs(seen, base)),
            Section(id="paths", title=words("Paths to milestones"), blocks=_paths(seen, base)),
            *component_sections(seen, base),
            *ledger_sections(seen, base, voice="engineering"),
            Section(id="big-picture", title=words("Big picture"), blocks=_map(seen, base)),
            Section(
                id="findings",
                title=words("Quality of the plan"),
                aside=_finding_counts(base),
                blocks=_findings(seen, base),
            ),
        ),
        base=base,
    )


def _headline(seen: Picture, base: FactBase) -> Text:
    if not seen.plan.activities:
        return words("Nothing is planned yet.")
    said = say(
        "{}: {} done, {} running, {} waiting. The plan ends on {}.",
        counted(base["tasks.all"], "task", "tasks"),
        base["tasks.finished"],
        base["tasks.running"],
        base["tasks.waiting"],
        base["plan.finish"],
    )
    bound = base.get("plan.lower_bound")
    if seen.plan.proven_optimal:
        return say("{} No order of work with these people ends sooner.", said)
    if bound is not None:
        return say("{} With these people it cannot end before {}.", said, bound)
    return said


def _schedule(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    return schedule_chart(seen, base) or (Empty(text=words("There is nothing to schedule yet.")),)


def _map(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    return big_picture(seen, base) or (
        Empty(
            text=words("Only tasks are in the program, so there is nothing to join."),
            hint=words("Name goals, requirements, components and milestones to see how they join."),
        ),
    )


def _load(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    figure = load_figure(seen, base)
    if not figure:
        return (
            Empty(
                text=words("Nobody has planned work."),
                hint=words("Put people or teams on tasks to see who is free and who is not."),
            ),
        )
    if not seen.plan.overloads:
        return (*figure, Empty(text=words("The earliest dates ask nobody for more than there is.")))
    rows = [
        (
            (name_of(seen.program, overload.person, "people"),),
            (base[f"overload.{place}.start"],),
            (base[f"overload.{place}.finish"],),
            (base[f"overload.{place}.wanted"],),
            (base[f"overload.{place}.available"],),
            listed((name_of(seen.program, task),) for task in overload.tasks),
        )
        for place, overload in enumerate(seen.plan.overloads)
    ]
    shown, note = cut_short(rows, base, of=base["overloads.all"], what="conflicts")
    grid = Grid(
        columns=(
            column("Asked too much"),
            column("From", figures=True),
            column("To", figures=True),
            column("Wanted", figures=True),
            column("There is", figures=True),
            column("By", wide=True),
        ),
        rows=shown,
    )
    return (*figure, grid, *note)


def _handoffs(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    ahead = [(place, h) for place, h in enumerate(seen.plan.handoffs) if h.taken >= seen.plan.as_of]
    if not ahead:
        return (Empty(text=words("No work is to be passed from one person to another.")),)
    ahead.sort(key=lambda item: (item[1].handed, item[0]))
    rows = []
    for place, handoff in ahead:
        lies: Text = (base[f"handoff.{place}.lies"],)
        if handoff.crosses_zones:
            lies = (*lies, BREAK, *quiet(words("across zones")))
        rows.append(
            (
                say(
                    "{} {} {}",
                    name_of(seen.program, handoff.before),
                    quiet(words("to")),
                    name_of(seen.program, handoff.after),
                ),
                _people(seen, handoff.giver),
                _people(seen, handoff.taker),
                (base[f"handoff.{place}.handed"],),
                (base[f"handoff.{place}.taken"],),
                lies,
            )
        )
    shown, note = cut_short(rows, base, of=base["handoffs.ahead"], what="hand-offs")
    grid = Grid(
        columns=(
            column("Work", wide=True),
            column("From"),
            column("To"),
            column("Handed on", figures=True),
            column("Taken up", figures=True),
            column("Lies for", figures=True),
        ),
        rows=shown,
    )
    return (grid, *note)


def _people(seen: Picture, keys: tuple[str, ...]) -> Text:
    found = [name for key in keys if (name := owner_name(seen.program, key)) is not None]
    return listed((name,) for name in found) or DASH


def _paths(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for key, milestone in sorted(
        seen.plan.milestones.items(), key=lambda item: (item[1].planned, item[0])
    ):
        if not milestone.paths or seen.plan.activities[key].state == "finished":
            continue
        rows = tuple(
            (
                _way(seen, tuple(step.id for step in path.steps if step.id != key)),
                (base[f"milestone.{key}.path.{path.number}.slack"],),
            )
            for path in milestone.paths
        )
        grid = Grid(columns=(column("Path", wide=True), column("Slack", figures=True)), rows=rows)
        status = seen.statuses.milestones.get(key)
        aside = say("planned {}", base[f"milestone.{key}.planned"])
        if status is not None:
            aside = say("{} {}", status_mark(status), aside)
        title: Text = (name_of(seen.program, key),)
        blocks.append(Section(id=f"path-{key}", title=title, aside=aside, blocks=(grid,)))
    return tuple(blocks) or (
        Empty(
            text=words("No milestone is ahead."),
            hint=words("Paths are listed for each milestone that waits for tasks."),
        ),
    )


def _way(seen: Picture, keys: tuple[str, ...]) -> Text:
    parts: list[Text] = []
    for key in keys:
        if parts:
            parts.append(quiet(words(" \N{RIGHTWARDS ARROW} ")))
        parts.append((name_of(seen.program, key),))
    return tuple(part for text in parts for part in text) or DASH


_SEVERITY = {
    "error": Mark(rag="red", word=Words(text="Error")),
    "warning": Mark(rag="amber", word=Words(text="Warning")),
    "note": Mark(rag="unknown", word=Words(text="Note")),
}


def _finding_counts(base: FactBase) -> Text:
    return listed(
        counted(base[f"findings.{name}"], one, many)
        for name, one, many in (
            ("error", "error", "errors"),
            ("warning", "warning", "warnings"),
            ("note", "note", "notes"),
        )
    )


def _findings(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    found = (*seen.plan.findings, *seen.findings)
    if not found:
        return (Empty(text=words("The checks found nothing to object to.")),)
    order = sorted(range(len(found)), key=lambda n: (found[n].rank, n))
    rows = []
    for place in order:
        finding = found[place]
        said: Text = (base[f"finding.{place}.message"],)
        if finding.hint:
            said = (*said, BREAK, *quiet((Quote(text=plain(finding.hint)),)))
        where = listed(named_anywhere(seen.program, key) for key in finding.subjects[:3])
        rows.append(((_SEVERITY[finding.severity],), said, where or _place(finding.where)))
    shown, note = cut_short(rows, base, of=None, what="findings")
    grid = Grid(
        columns=(column("Severity"), column("What", wide=True), column("Where", wide=True)),
        rows=shown,
    )
    return (grid, *note)


def _place(where: str | None) -> Text:
    return DASH if where is None else (Quote(text=plain(where)),)
