"""The questions that pages ask of a worker: impact, why the date moved, ways out, packets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fairlead.analyses.conflict import Conflict, conflict
from fairlead.analyses.escalation.packet import packet
from fairlead.analyses.forecast import SEED
from fairlead.analyses.options import Options, options
from fairlead.analyses.plan import Unplannable
from fairlead.analyses.scope.impact import impact
from fairlead.analyses.scope.paired import lived_through
from fairlead.analyses.simulation import CannotSimulate
from fairlead.analyses.why import why
from fairlead.program.baselines import as_agreed
from fairlead.program.changes import apply
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.plain import change_of
from fairlead.program.program import Program
from fairlead.sources.program_file.prepared import prepared_options
from fairlead.web.jobs.answer import Answer
from fairlead.web.jobs.answers import answering, step_of
from fairlead.web.jobs.clock import state_of
from fairlead.web.jobs.requested import edits_of, requested
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, ProgramLog
from fairlead.web.versions import once

__all__ = ["impact_of", "options_of", "packet_of", "why_moved"]


def _program(job: Job, number: int) -> Program:
    return program_at(ProgramLog.objects.get(pk=job.log_id), number)


def _impact(job: Job, asked: dict[str, Any]) -> Answer:
    before = _program(job, asked["number"])
    after, findings = requested(before, edits_of(asked), where="changes.asked")
    if after is None:
        return Answer(findings=findings)
    trials = asked["trials"]
    known = once(
        ("lived", fingerprint(before), trials),
        lambda: lived_through(before, seed=SEED, trials=trials),
    )
    if isinstance(known, Unplannable):
        return Answer(findings=known.findings)
    found = impact(before, after, trials=trials, lived=known)
    if isinstance(found, Unplannable):
        return Answer(findings=found.findings)
    return Answer(impact=found, findings=findings)


def _why(job: Job, asked: dict[str, Any]) -> Answer:
    old = as_agreed(apply(as_agreed(_program(job, asked["old"])), change_of(asked["edits"])))
    new = as_agreed(_program(job, asked["new"]))
    try:
        return Answer(why=why(old, new, trials=asked["trials"], progress=step_of(job)))
    except (CannotSimulate, ValueError) as error:
        return Answer(findings=(_cannot(str(error)),))


def _cannot(told: str) -> Finding:
    return Finding(
        code="forecast.nothing",
        severity="error",
        message=f"There are no dates to compare, in a version or on the way between them. {told}",
    )


def _options(job: Job, asked: dict[str, Any]) -> Answer:
    program = _program(job, asked["number"])
    by = asked.get("by")
    found = options(
        program,
        milestone=asked["milestone"],
        by=None if by is None else date.fromisoformat(by),
        confidence=asked.get("confidence"),
        trials=asked["trials"],
        progress=step_of(job),
    )
    if not isinstance(found, Options):
        return Answer(findings=found.findings)
    against = None
    if not found.met:
        made = conflict(
            program,
            milestone=found.milestone,
            by=found.by - timedelta(minutes=1),
            confidence=found.confidence,
            seed=found.seed,
        )
        against = made if isinstance(made, Conflict) else None
    return Answer(options=found, conflict=against)


def _packet(job: Job, asked: dict[str, Any]) -> Answer:
    log = ProgramLog.objects.get(pk=job.log_id)
    program, now = program_at(log, asked["number"]), datetime.fromisoformat(asked["now"])
    climbs = state_of(log, program, at=now).climbs
    climbed = next((each for each in climbs if each.concern.id == asked["concern"]), None)
    if climbed is None:
        return Answer()
    ways = prepared_options(program, climbed.concern.decision)
    made = packet(program, climbed, now=now, options=ways)
    return Answer(packets=() if made is None else (made,))


impact_of = answering(_impact)
packet_of = answering(_packet)
why_moved = answering(_why)
options_of = answering(_options)
