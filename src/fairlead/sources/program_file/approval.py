"""What deciding on a change request does: to the program, and to the agreed baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fairlead.program.changes import Change, Conflict, Edit, apply, diff, rebased
from fairlead.program.findings import Finding
from fairlead.program.goals import Requirement
from fairlead.program.moments import Moment
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.program.references import check_references
from fairlead.program.requests import ChangeRequest
from fairlead.sources.program_file.layout import flow_text
from fairlead.sources.program_file.request_words import change_of
from fairlead.sources.program_file.rows import row_codec
from fairlead.sources.program_file.sense import nonsense
from fairlead.sources.program_file.writer import field_tree

__all__ = ["Approval", "Verdict", "decided", "merged_into", "resolved"]

Verdict = Literal["approved", "rejected", "deferred", "withdrawn"]

_SETTLED = ("approved", "rejected", "withdrawn")
_LONG = 60


class Approval(Noun):
    """What a decision changes. `program` is the change of the program as it is now, the request's
    new state included; `baseline` what is agreed from then on, None where that stays as it is.

    With an error among the findings nothing may be carried out.
    """

    program: Change = Change()
    baseline: Program | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether it may be carried out."""
        return all(finding.severity != "error" for finding in self.findings)


def resolved(program: Program, key: str) -> tuple[Change, tuple[Finding, ...]]:
    """The change that a request or scenario of the program spells out, and what is wrong in it.

    Raises `KeyError` when the program has neither of that id.
    """
    request = program.changes.get(key)
    section = "scenarios" if request is None else "changes"
    edits = program.scenarios[key].edits if request is None else request.edits
    change, findings = change_of(edits, timezone=program.timezone, where=f"{section}.{key}")
    if not change and not findings:
        findings = (
            Finding(
                code="change.empty",
                severity="warning",
                message=f"{section}.{key}: it has no edits, so nothing would change.",
                where=f"{section}.{key}",
                hint="Say under `edits` what would change.",
                subjects=(key,),
            ),
        )
    return change, findings


def decided(
    program: Program,
    key: str,
    *,
    verdict: Verdict,
    by: str,
    on: Moment,
    because: str | None = None,
    look_again: Moment | None = None,
    agreed: Program | None = None,
) -> Approval:
    """What it does to decide on the change request `key` of a program.

    Approval merges the request into the program and into `agreed`, the baseline that holds: so what
    slipped into the program without a request stays outside of what is agreed. Without a baseline
    the first one is the program with the request. A request that was made against other values is
    merged three-way. Whatever conflicts, or breaks a reference, is a finding, and nothing is done.
    Raises `KeyError` when there is no such request.
    """
    request = program.changes[key]
    where = f"changes.{key}"
    if request.state in _SETTLED:
        told = f"{where} is {request.state} already{_when(request)}."
        return Approval(findings=(_settled(told, where, key),))
    state = replace(
        request,
        state=verdict,
        decided_by=by,
        decided=on,
        because=because if because is not None else request.because,
        look_again=look_again if verdict == "deferred" else None,
    )
    marks = _field_edits(key, request, state)
    if verdict != "approved":
        return Approval(program=Change(edits=marks))
    change, findings = resolved(program, key)
    if any(finding.severity == "error" for finding in findings):
        return Approval(findings=findings)
    after, here = merged_into(program, change, where=where, what="the program")
    findings += here
    baseline: Program | None = None
    if agreed is not None:
        baseline, there = merged_into(agreed, change, where=where, what="the agreed baseline")
        known = {finding.message for finding in findings}
        findings += tuple(finding for finding in there if finding.message not in known)
    if after is None or (agreed is not None and baseline is None):
        return Approval(findings=findings)
    edits = diff(program, after).edits
    return Approval(
        program=Change(edits=(*edits, *marks)),
        baseline=after if agreed is None else baseline,
        findings=findings,
    )


def _when(request: ChangeRequest) -> str:
    by = f" by {request.decided_by}" if request.decided_by else ""
    return by if request.decided is None else f"{by} on {request.decided.isoformat()[:10]}"


def _settled(told: str, where: str, key: str) -> Finding:
    return Finding(
        code="change.settled",
        severity="error",
        message=told,
        where=where,
        hint="A decision stands. Ask anew with another request.",
        subjects=(key,),
    )


def _field_edits(key: str, before: ChangeRequest, after: ChangeRequest) -> tuple[Edit, ...]:
    names = ChangeRequest.__struct_fields__
    return tuple(
        Edit(section="changes", key=key, field=name, before=old, after=new)
        for name in names
        if (old := getattr(before, name)) != (new := getattr(after, name))
    )


def merged_into(
    program: Program, change: Change, *, where: str, what: str = "the program"
) -> tuple[Program | None, tuple[Finding, ...]]:
    """A program with a change that may have been made against another; None where it cannot be.

    Requirements follow: one that was proposed and comes in with the change is agreed from then on,
    one that was agreed and is edited by it is changed. The findings name every place that holds
    another value than the change was made against, and every error that it would bring in.
    """
    merged = rebased(program, change)
    if merged.conflicts:
        return None, tuple(_clash(each, change, program, where, what) for each in merged.conflicts)
    after = _with_states(apply(program, merged.change), change)
    before = {finding.message for finding in _errors(program)}
    broken = tuple(
        Finding(
            code="change.breaks",
            severity="error",
            message=f"{where}: in {what} it would leave an error: {finding.message}",
            where=where,
            hint=finding.hint,
            subjects=finding.subjects,
        )
        for finding in _errors(after)
        if finding.message not in before
    )
    return (None if broken else after), broken


def _errors(program: Program) -> Iterator[Finding]:
    for finding in (*check_references(program), *nonsense(program)):
        if finding.severity == "error":
            yield finding


def _with_states(after: Program, change: Change) -> Program:
    rows = dict(after.requirements.items())
    for edit in change.edits:
        row = rows.get(edit.key or "") if edit.section == "requirements" else None
        if row is None or edit.key is None or edit.field == "status":
            continue
        if edit.field is None and row.status == "proposed":
            rows[edit.key] = replace(row, status="agreed")
        elif edit.field in _MEANING and row.status == "agreed":
            rows[edit.key] = replace(row, status="changed")
    table: Table[Requirement] = Table(rows, before=after.requirements)
    return after if table == after.requirements else replace(after, requirements=table)


_MEANING = frozenset({"title", "goal", "priority", "accept", "value", "component"})


def _clash(conflict: Conflict, change: Change, program: Program, where: str, what: str) -> Finding:
    edit = next(edit for edit in change.edits if edit.place == conflict.place)
    base, ours, theirs = (
        _shown(edit, value, program) for value in (conflict.base, conflict.ours, conflict.theirs)
    )
    gone = (
        edit.section is not None
        and edit.field is not None
        and (edit.key or "") not in program.section(edit.section)
    )
    if gone:
        told = f"{edit.section}.{edit.key} is not in {what}."
    else:
        told = f"{what} holds {ours}; the request was made against {base}, and asks for {theirs}."
    return Finding(
        code="change.conflict",
        severity="error",
        message=f"{where}: {edit.place}: {told}",
        where=where,
        hint="Settle it with whoever changed it, then write the request's edit anew.",
        subjects=() if edit.key is None else (edit.key,),
    )


def _shown(edit: Edit, value: object, program: Program) -> str:
    """A value as the program file writes it, cut where it is long."""
    if value is None:
        return "nothing"
    noun = Program if edit.section is None else SECTIONS[edit.section]
    if edit.field is None:
        tree = row_codec(noun).write(value, program.timezone)
    else:
        written = field_tree(noun, edit.field, value, timezone=program.timezone)
        if written is None:
            return "nothing"
        tree = written
    text = flow_text(tree)
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."
