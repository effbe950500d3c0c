"""The flow of a record as a page: when the next items are done, and the charts behind it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time

from fairlead import __version__
from fairlead.analyses.flow.flow import Flow
from fairlead.program.fingerprint import canonical_bytes
from fairlead.program.noun import Table
from fairlead.reports.briefing import Briefing, Section
from fairlead.reports.fact import FactBase, Recorder
from fairlead.reports.facts.flow import MOST_AGES, record_flow
from fairlead.reports.names import plain
from fairlead.reports.sections.flow_blocks import (
    ageing,
    cumulative,
    cycle_time,
    next_items,
    throughput,
)
from fairlead.reports.text import Quote, Text, counted, say, words

__all__ = ["MOST_AGES", "flow_briefing"]


def flow_briefing(flow: Flow, *, name: str) -> Briefing:
    """The page of a flow; `name` is what the record is called."""
    base = _facts(flow, name)
    return Briefing(
        voice="engineering",
        title=Quote(text=plain(name)),
        headline=_headline(flow, base),
        sections=(
            Section(
                id="next",
                title=words("When the next items are done"),
                blocks=next_items(flow, base),
            ),
            Section(id="throughput", title=words("Throughput"), blocks=throughput(flow, base)),
            Section(id="cycle-time", title=words("Cycle time"), blocks=cycle_time(flow, base)),
            Section(id="ageing", title=words("Work in progress"), blocks=ageing(flow, base)),
            Section(id="cumulative", title=words("Cumulative flow"), blocks=cumulative(flow, base)),
        ),
        base=base,
    )


def _facts(flow: Flow, name: str) -> FactBase:
    recorder = Recorder(currency="EUR")
    digest = hashlib.blake2b(canonical_bytes(flow), digest_size=16).hexdigest()
    as_of = datetime.combine(flow.first, time(), UTC)
    record = recorder.record
    record("fairlead.version", "text", __version__, "The version of Fairlead.")
    record("plan.fingerprint", "text", digest, "The flow, as a digest.")
    record("plan.as_of", "finish", as_of, "Flow of the record: its end.")
    record("report.timezone", "text", "UTC", "Days of a record have no zone.")
    record_flow(recorder, flow)
    return FactBase(
        program=name,
        fingerprint=digest,
        as_of=as_of,
        timezone="UTC",
        version=__version__,
        facts=Table(recorder.rows),
    )


def _headline(flow: Flow, base: FactBase) -> Text:
    said = say(
        "{} done, {} under way; {} a week.",
        counted(base["flow.done"], "item", "items"),
        base["flow.wip"],
        base["flow.per_week"],
    )
    if flow.when is None:
        return said
    return say(
        "{} The next {} are done by {} with four chances in five.",
        said,
        base["flow.when.items"],
        base["flow.when.p80"],
    )
