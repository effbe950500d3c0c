"""How work flows, in a program's briefing: the pace of its own record, beside the plan."""

from __future__ import annotations

from fairlead.reports.briefing import Block, Paragraph, Section, Voice
from fairlead.reports.fact import FactBase
from fairlead.reports.picture import Picture
from fairlead.reports.sections.flow_blocks import ageing, cycle_time, next_items, throughput
from fairlead.reports.text import Text, counted, say, words

__all__ = ["flow_section"]

_FEWEST = 20
"""Tasks done, without which their pace says nothing that is worth a section."""


def flow_section(seen: Picture, base: FactBase, *, voice: Voice) -> tuple[Section, ...]:
    """The flow of a program's tasks and backlogs; no section where few of them are done."""
    flow = seen.flow
    if flow is None or flow.done < _FEWEST or not flow.weeks:
        return ()
    said = Paragraph(text=_said(seen, base))
    if voice == "business":
        blocks: tuple[Block, ...] = (said, *throughput(flow, base))
        return (Section(id="flow", title=words("How fast work gets done"), blocks=blocks),)
    parts = (
        ("next", "When what is left is done, by the pace alone", next_items(flow, base)),
        ("throughput", "Throughput", throughput(flow, base)),
        ("cycle-time", "Cycle time", cycle_time(flow, base)),
        ("ageing", "Under way", ageing(flow, base)),
    )
    sections = (
        Section(id=f"flow-{name}", title=words(title), blocks=found)
        for name, title, found in parts
        if name != "next" or flow.when is not None
    )
    return (Section(id="flow", title=words("Flow"), blocks=(said, *sections)),)


def _said(seen: Picture, base: FactBase) -> Text:
    said = say(
        "{} a week were done over the last {}, whatever their size.",
        counted(base["flow.per_week"], "task", "tasks"),
        base["flow.window"],
    )
    if seen.flow is None or seen.flow.when is None:
        return said
    return say(
        "{} By that pace alone, whatever the plan says, the {} left are done by {} with four "
        "chances in five.",
        said,
        base["flow.when.items"],
        base["flow.when.p80"],
    )
