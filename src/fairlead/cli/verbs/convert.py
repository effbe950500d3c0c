"""The command `fairlead convert`: a program from one format into another, and what that costs."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Final

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import timezone_option

if TYPE_CHECKING:
    from fairlead.analyses.plan import Plan
    from fairlead.program.program import Program
    from fairlead.sources.loss import Loss, LossReport
    from fairlead.sources.mspdi.write_tasks import PlannedDates
    from fairlead.sources.reading import Reading
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_WIDTH: Final = 100
_TARGETS: Final = {
    ".xml": "Microsoft Project",
    ".yaml": "program file",
    ".yml": "program file",
    ".csv": "table",
    ".tsv": "table",
}


@click.command("convert")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Write nothing, and exit with 1, if anything is lost.")
@click.option("--json", "as_json", is_flag=True, help="Print the loss report as JSON.")
@timezone_option("IANA zone of the times in IN, where its format names none; UTC when left out.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    source: Path,
    target: Path,
    strict: bool,
    as_json: bool,
    timezone: str | None,
    wishes: Wishes,
) -> None:
    """Convert between formats, and report what the target cannot hold.

    IN is a program file or folder, Microsoft Project (.xml, .mpp), Primavera (.xer, .xml), a
    tracker's export or a table. OUT is Microsoft Project XML (.xml), a program file (.yaml), or a
    table of tasks (.csv, .tsv), the first and the last with the dates of the plan where there is
    one; it is written whole or not at all.
    """
    _check_target(source, target)
    from fairlead.cli.opening import opened  # slow import
    from fairlead.cli.saving import save  # slow import

    reading = opened(source, wishes=wishes, timezone=timezone, tell_columns=False)
    program = reading.program
    text, written_loss = (None, None) if program is None else _rendered(program, target)
    losses = tuple(loss for loss in (reading.loss, written_loss) if loss is not None)
    broken = program is None or any(f.severity == "error" for f in reading.findings)
    lossy = any(not loss.lossless for loss in losses)
    wrote = text is not None and not (strict and (lossy or broken))
    if wrote and text is not None:
        save(target, text)
    if as_json:
        _print_json(source, target, reading, written_loss, wrote=wrote)
    else:
        _print_report(source, target, reading, written_loss, wrote=wrote)
    ctx.exit(exit_codes.FINDINGS if broken or not wrote else exit_codes.CLEAN)


def _check_target(source: Path, target: Path) -> None:
    if target.suffix.lower() not in _TARGETS:
        raise click.BadParameter(
            f"{target} ends in {target.suffix or 'nothing'!r}, expected .xml (Microsoft Project), "
            ".yaml (program file), .csv or .tsv (table of tasks).",
            param_hint="OUT",
        )
    if not target.parent.is_dir():
        raise click.BadParameter(f"there is no folder {target.parent}.", param_hint="OUT")
    if target.is_dir():
        raise click.BadParameter(f"{target} is a folder, expected a file.", param_hint="OUT")
    if source.exists() and target.exists() and source.samefile(target):
        raise click.BadParameter("it is IN itself: write to another file.", param_hint="OUT")


def _rendered(program: Program, target: Path) -> tuple[str, LossReport | None]:
    suffix = target.suffix.lower()
    if suffix in (".yaml", ".yml"):
        from fairlead.sources.program_file import render_program  # slow import

        return render_program(program), None
    made = _plan(program)
    if suffix == ".xml":
        from fairlead.sources.mspdi.write import render_mspdi  # slow import

        return render_mspdi(program, planned={} if made is None else _dates(made))
    from fairlead.sources.spreadsheet.write import render_table  # slow import

    return render_table(program, plan=made, tabs=suffix == ".tsv")


def _plan(program: Program) -> Plan | None:
    """The plan, for whoever opens the file without scheduling it; None if there can be none."""
    from fairlead.analyses.plan import Unplannable, plan  # slow import

    made = plan(program)
    return None if isinstance(made, Unplannable) else made


def _dates(made: Plan) -> dict[str, PlannedDates]:
    from fairlead.sources.mspdi.write_tasks import PlannedDates  # slow import

    return {
        key: PlannedDates(
            start=activity.start,
            finish=activity.finish,
            total=activity.total_slack_minutes,
            free=activity.free_slack_minutes,
            critical=activity.critical,
        )
        for key, activity in made.activities.items()
    }


def _print_json(
    source: Path,
    target: Path,
    reading: Reading,
    written_loss: LossReport | None,
    *,
    wrote: bool,
) -> None:
    import msgspec  # slow import

    def plain(value: object) -> object:
        return dict(value.items()) if hasattr(value, "items") else str(value)

    def account(loss: LossReport | None) -> dict[str, object] | None:
        if loss is None:
            return None
        return {
            "source": loss.source,
            "lossless": loss.lossless,
            "carried": dict(loss.carried.items()),
            "changed": [_loss_row(one) for one in loss.changed],
            "left_out": [_loss_row(one) for one in loss.left_out],
            "set_aside": [_loss_row(one) for one in loss.set_aside],
        }

    both = [loss for loss in (reading.loss, written_loss) if loss is not None]
    result = {
        "source": str(source),
        "target": str(target),
        "written": wrote,
        "columns": dict(reading.columns),
        "lossless": all(loss.lossless for loss in both),
        "reading": account(reading.loss),
        "writing": account(written_loss),
        "findings": [
            {
                name: getattr(finding, name)
                for name in ("code", "severity", "message", "where", "hint", "subjects")
            }
            for finding in reading.findings
        ],
    }
    encoded = msgspec.json.format(msgspec.json.encode(result, enc_hook=plain), indent=2)
    click.echo(encoded.decode())


def _loss_row(loss: Loss) -> dict[str, object]:
    return {
        "what": loss.what,
        "why": loss.why,
        "count": loss.count,
        "subjects": list(loss.subjects),
    }


def _print_report(
    source: Path,
    target: Path,
    reading: Reading,
    written_loss: LossReport | None,
    *,
    wrote: bool,
) -> None:
    from fairlead.cli.opening import column_lines  # slow import

    for finding in sorted(reading.findings, key=lambda one: one.rank):
        click.echo(_lines(f"{finding.severity}: ", f"{finding.message} [{finding.code}]"))
        if finding.hint:
            click.echo(_lines("  ", finding.hint))
    for title, loss in ((f"Read {source}", reading.loss), (f"For {target}", written_loss)):
        if loss is None:
            continue
        click.echo(f"{title}:")
        if loss is reading.loss:
            for line in column_lines(reading, first="  columns   "):
                click.echo(line)
        carried = ", ".join(f"{count:,} {noun}" for noun, count in loss.carried.items())
        click.echo(_lines("  carried   ", carried or "nothing"))
        for word, entries in (("changed", loss.changed), ("left out", loss.left_out)):
            for entry in entries:
                click.echo(_lines(f"  {word:<9} ", _entry(entry)))
        if loss.set_aside:
            kinds = f"{len(loss.set_aside)} kinds of computed values, settings and keys"
            click.echo(_lines("  set aside ", f"{kinds}; --json lists them."))
        if loss.lossless:
            click.echo("  nothing was lost.")
    click.echo(f"Wrote {target}." if wrote else f"Wrote nothing to {target}.")


def _entry(loss: Loss) -> str:
    some = ", ".join(loss.subjects)
    more = ", ..." if some and loss.count > len(loss.subjects) else ""
    return f"{loss.count:,} x {loss.what}: {loss.why}" + (f" ({some}{more})" if some else "")


def _lines(first: str, text: str) -> str:
    return "\n".join(
        wrap(text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) or [first]
    )
