"""Changes that are prepared in the file, turned into changes of the program as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.program.changes import Change
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.requests import ProposedEdit
from fairlead.sources.program_file.request_words import change_of, taken_out, with_value
from fairlead.sources.program_file.rules import RULES

__all__ = ["Prepared", "prepared_change", "prepared_options"]


class Prepared(Noun):
    """The change that prepared edits make of the program, and what is wrong with them."""

    change: Change
    findings: tuple[Finding, ...] = ()


def prepared_change(
    program: Program,
    edits: Iterable[ProposedEdit],
    *,
    where: str,
    subjects: tuple[str, ...] = (),
) -> Prepared:
    """The change by which each place holds what an edit says, whatever it holds now.

    The edits are spelled as those of a request, but for `from`, which may be left out: what is
    prepared today is for the program of the day it is needed. Where it is given and no longer so,
    the plan was made for other values (`prepared.moved`). A row that neither comes from nor goes
    to anything is taken out. An edit that names no place (`prepared.place`) or holds what its
    place cannot (`change.unreadable`) is left out. Findings stand at `where`.
    """
    whole: list[ProposedEdit] = []
    findings: list[Finding] = []

    def wrong(code: str, told: str) -> None:
        finding = Finding(
            code=code,
            severity=RULES[code].severity,
            message=f"{where}: {told}",
            where=where,
            subjects=subjects,
        )
        findings.append(finding)

    for words in edits:
        try:
            held = _from_now(program, words)
        except ValueError as error:
            wrong("prepared.place", str(error))
            continue
        whole.append(held)
        if words.before is not None and not _same(program, words, held, where=where):
            now = "nothing" if held.before is None else repr(held.before[:60])
            wrong(
                "prepared.moved",
                f"{words.place}: made for {words.before[:60]!r}, where {now} stands now.",
            )
    change, unreadable = change_of(whole, timezone=program.timezone, where=where)
    moving = tuple(edit for edit in change.edits if edit.before != edit.after)
    return Prepared(change=Change(edits=moving), findings=(*findings, *unreadable))


def prepared_options(program: Program, decision: str | None) -> dict[str, Change]:
    """What each option of a decision would change, by its key; none that cannot be read."""
    row = program.decisions.get(decision or "")
    found: dict[str, Change] = {}
    for key, option in () if row is None else row.options.items():
        prepared = prepared_change(program, option.edits, where=key)
        if not prepared.findings:
            found[key] = prepared.change
    return found


def _from_now(program: Program, words: ProposedEdit) -> ProposedEdit:
    """The edit with what stands there now. Raises `ValueError` when it names no place."""
    if words.row is not None and words.field is None and words.after is None:
        return taken_out(program, words.row)
    return with_value(program, words.place, "null" if words.after is None else words.after)


def _same(program: Program, words: ProposedEdit, held: ProposedEdit, *, where: str) -> bool:
    """Whether an edit was made for what stands there now, in whatever spelling."""
    (then, _), (now, _) = (
        change_of((each,), timezone=program.timezone, where=where) for each in (words, held)
    )
    return [edit.before for edit in then.edits] == [edit.before for edit in now.edits]
