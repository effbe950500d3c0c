"""`fairlead request`: ask for a change, and decide on it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned
from fairlead.cli.shared_options import DAY

if TYPE_CHECKING:
    from fairlead.program.program import Program
    from fairlead.program.requests import ProposedEdit
    from fairlead.sources.program_file.approval import Verdict

__all__ = ["command"]

_PAIR = re.compile(r"([^=\s]+)=(.*)", re.DOTALL)
_VERDICTS: dict[str, Verdict] = {
    "approve": "approved",
    "reject": "rejected",
    "defer": "deferred",
    "withdraw": "withdrawn",
}


@click.command("request")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("key", metavar="[ID]", required=False)
@click.option("--title", metavar="TEXT", help="Ask for a change: what is wanted.")
@click.option("--by", metavar="WHO", help="Who asks, or decides: an id of the program, or a name.")
@click.option("--reason", metavar="TEXT", help="Why it is asked for.")
@click.option(
    "--cause",
    type=click.Choice(
        [
            "business", "customer", "regulation", "technical",
            "defect", "estimate", "supplier", "people",
        ]
    ),
    help="Where the change comes from.",
)  # fmt: skip
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="PLACE=VALUE",
    help="What would change, such as tasks.api.estimate=8d, or a new row: tasks.x={title: X}.",
)
@click.option("--remove", "removes", multiple=True, metavar="ROW", help="A row that would go.")
@click.option(
    "--draft",
    metavar="VERSION",
    help="What would change is what differs between the program and this version of it.",
)
@click.option("--approve", "verdict", flag_value="approve", help="Merge it, and agree on that.")
@click.option("--reject", "verdict", flag_value="reject", help="Decide against it.")
@click.option("--defer", "verdict", flag_value="defer", help="Decide later.")
@click.option("--withdraw", "verdict", flag_value="withdraw", help="Take it back.")
@click.option("--because", metavar="TEXT", help="Why it is decided so.")
@click.option(
    "--until",
    type=DAY,
    metavar="DATE",
    help="When a deferred one is looked at again.",
)
@click.option(
    "--on",
    type=DAY,
    metavar="DATE",
    help="The day it was asked for or decided; today when left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the requests as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    key: str | None,
    title: str | None,
    by: str | None,
    reason: str | None,
    cause: str | None,
    sets: tuple[str, ...],
    removes: tuple[str, ...],
    draft: str | None,
    verdict: str | None,
    because: str | None,
    until: datetime | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Ask for a change, decide on it, or list what was asked for.

    A request stands in the program file under `changes`, and changes nothing until it is approved.
    Approval merges it into the program, keeping comments, and makes a new agreed baseline; a
    request that was made against other values is merged three-way. When something conflicts it is
    named, nothing is written, and the exit code is 1.
    """
    from fairlead.cli.versions import program_file_of  # slow import

    held = program_file_of(program)
    asks = title is not None or bool(sets) or bool(removes) or draft is not None
    if asks and verdict is not None:
        raise click.UsageError("Ask for it first, then decide on it.")
    if key is None:
        if asks or verdict is not None:
            raise click.UsageError("Name the request: fairlead request PROGRAM ID ...")
        click.echo(_json(held) if as_json else _listed(held))
        return
    if asks:
        _ask(program, held, key, title=title, by=by, reason=reason, cause=cause, on=on,
             edits=_edits(program, held, sets=sets, removes=removes, draft=draft))  # fmt: skip
        return
    if key not in held.changes:
        raise click.ClickException(_unknown(held, key))
    if verdict is None:
        ctx.exit(_show(held, key, as_json=as_json))
    if by is None:
        raise click.UsageError("Say who decides: --by WHO.")
    code = _settle(
        program, held, key, _VERDICTS[verdict], by=by, because=because, until=until, on=on
    )
    ctx.exit(code)


def _unknown(program: Program, key: str) -> str:
    from fairlead.program.references import did_you_mean  # slow import

    hint = did_you_mean(key, program.changes)
    return f"There is no request {key!r} in `changes`.{f' {hint}' if hint else ''}"


def _ask(
    path: Path,
    program: Program,
    key: str,
    *,
    title: str | None,
    by: str | None,
    reason: str | None,
    cause: str | None,
    on: datetime | None,
    edits: tuple[ProposedEdit, ...],
) -> None:
    from fairlead.cli.versions import moment_said  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.program.requests import ChangeRequest  # slow import
    from fairlead.sources.program_file.codecs import is_id  # slow import
    from fairlead.sources.requests import ask  # slow import

    if key in program.changes:
        raise click.ClickException(f"There is a request {key!r} already.")
    if not is_id(key):
        raise click.ClickException(f"{key!r} is no id: letters, digits, `_`, `.` and `-`.")
    if title is None or by is None:
        raise click.UsageError("A request says what is wanted and who asks: --title and --by.")
    if not edits:
        raise click.UsageError("A request says what would change: --set, --remove or --draft.")
    request = ChangeRequest(
        title=title,
        requester=by,
        reason=reason,
        cause=cause,  # type: ignore[arg-type]  # one of the choices
        asked=moment_said(on)[1],
        edits=edits,
    )
    try:
        ask(path, key, request)
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Asked for {key}: {len(edits):,} edit{'' if len(edits) == 1 else 's'}. ", nl=False)
    click.echo(f"What it would do: fairlead impact {path} {key}")


def _edits(
    path: Path,
    program: Program,
    *,
    sets: tuple[str, ...],
    removes: tuple[str, ...],
    draft: str | None,
) -> tuple[ProposedEdit, ...]:
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.cli.versions import version_of  # slow import
    from fairlead.program.changes import diff  # slow import
    from fairlead.sources.program_file.request_words import (  # slow import
        change_of,
        proposed,
        taken_out,
        with_value,
    )

    found: list[ProposedEdit] = []
    try:
        for text in sets:
            pair = _PAIR.fullmatch(text)
            if pair is None:
                raise click.BadParameter(f"{text!r}: expected PLACE=VALUE.", param_hint="--set")
            found.append(with_value(program, pair[1], pair[2].strip()))
        found.extend(taken_out(program, row) for row in removes)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if draft is not None:
        change = diff(program, version_of(path, draft).program)
        found.extend(proposed(change, timezone=program.timezone))
    _, findings = change_of(found, timezone=program.timezone, where="changes.new")
    if findings:
        show_findings(findings, err=True)
        raise click.ClickException("The request was not written.")
    return tuple(found)


def _settle(
    path: Path,
    program: Program,
    key: str,
    verdict: Verdict,
    *,
    by: str,
    because: str | None,
    until: datetime | None,
    on: datetime | None,
) -> int:
    from fairlead.analyses.quality import finishes  # slow import
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.cli.versions import moment_said  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.requests import settle  # slow import

    at, day = moment_said(on)
    try:
        done = settle(
            path,
            program,
            key,
            verdict=verdict,
            by=by,
            at=at,
            on=day,
            because=because,
            look_again=None if until is None else until.date(),
            dates=finishes,
        )
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.FileError(str(error.filename), error.strerror or str(error)) from error
    if done.approval.findings:
        show_findings(done.approval.findings)
    if not done.approval.possible:
        click.echo("Nothing was written.")
        return exit_codes.FINDINGS
    click.echo(f"{key} is {verdict}.", nl=done.baseline is None)
    if done.baseline is not None:
        click.echo(f" Agreed is now baseline {done.baseline.name}.")
    return exit_codes.FINDINGS if done.approval.findings else exit_codes.CLEAN


def _json(program: Program, only: str | None = None) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    rows = {k: v for k, v in program.changes.items() if only in (None, k)}
    return answer_json({"changes": rows})


def _listed(program: Program) -> str:
    if not program.changes:
        return "Nothing was asked for yet."
    rows = [("", "state", "asked", "by", "decided", "by", "")]
    for key, row in program.changes.items():
        asked, decided = (at.isoformat()[:10] if at else "" for at in (row.asked, row.decided))
        rows.append(
            (key, row.state, asked, row.requester or "", decided, row.decided_by or "", row.title)
        )
    return "\n".join(aligned(rows, indent=""))


def _show(program: Program, key: str, *, as_json: bool) -> int:
    """Print one request, and whether it could be merged as things stand."""
    from fairlead.cli.opening import show_findings  # slow import
    from fairlead.sources.program_file.approval import merged_into, resolved  # slow import

    request = program.changes[key]
    change, findings = resolved(program, key)
    if request.state in ("proposed", "deferred") and not findings:
        _, findings = merged_into(program, change, where=f"changes.{key}")
    if as_json:
        click.echo(_json(program, key))
        return exit_codes.FINDINGS if findings else exit_codes.CLEAN
    who = f", asked for by {request.requester}" if request.requester else ""
    asked = "" if request.asked is None else f" on {request.asked.isoformat()[:10]}"
    click.echo(f"{request.title}\n{request.state}{who}{asked}")
    for text in (request.reason, request.because):
        if text:
            click.echo(f"  {text}")
    for edit in request.edits:
        sides = [side or "nothing" for side in (edit.before, edit.after)]
        click.echo(f"  {edit.place}: {sides[0]} -> {sides[1]}")
    show_findings(findings)
    return exit_codes.FINDINGS if findings else exit_codes.CLEAN
