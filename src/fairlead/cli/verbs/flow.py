"""`fairlead flow`: how items flow through a team, and when the next ones will be done."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import DAY, output_option

if TYPE_CHECKING:
    from fairlead.analyses.flow.flow import Flow
    from fairlead.program.findings import Finding
    from fairlead.program.flow import WorkRecord
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("flow")
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--items",
    type=click.IntRange(1, 1_000_000),
    help="How many items come next; else 30, and of a program all that are left.",
)
@click.option("--by", type=DAY, help="Say how many will be done by that day.")
@click.option("--as-of", type=DAY, help="The last day of the record; what came later is left out.")
@click.option(
    "--window",
    type=click.IntRange(14, 3660),
    default=182,
    show_default=True,
    help="Days that throughput and cycle time are taken of.",
)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only items of this kind.")
@click.option("--backtest", "wanted", is_flag=True, help="Score forecasts at a rolling origin.")
@output_option("Write a page with charts into this .html file.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    record: Path,
    items: int | None,
    by: datetime | None,
    as_of: datetime | None,
    window: int,
    kinds: tuple[str, ...],
    wanted: bool,
    output: Path | None,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Tell how items flow through a team, and when the next ones will be done.

    RECORD is a table with a row for each item and the day on which it was completed (also, where
    known, on which it was begun and asked for), a tracker's export with its transitions, or a
    program. With --backtest it is asked how good such forecasts would have been in its own past.
    """
    from fairlead.analyses.flow.flow import flow  # slow import
    from fairlead.analyses.flow.items import of_kinds, until  # slow import
    from fairlead.cli.opening import show_findings  # slow import

    if output is not None and (wanted or output.suffix.lower() != ".html"):
        raise click.UsageError("-o writes a page of the flow: expected a name that ends in .html.")
    name, read, found, left = _record(record, wishes=wishes)
    read = of_kinds(read, kinds)
    if items is None:
        items = left if left and not kinds else 30
    if as_of is not None:
        read = until(read, as_of.date())
    if wanted:
        _backtest(read, as_json=as_json)
    else:
        try:
            made = flow(read, items=items, by=None if by is None else by.date(), window=window)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        from fairlead.cli.verbs.flow_text import flow_json, flow_lines  # slow import

        found = (*found, *made.findings)
        if output is not None:
            _draw(made, output, name=name)
        if as_json:
            click.echo(flow_json(made, found))
        else:
            click.echo("\n".join(flow_lines(made, name=name)))
    if found and not as_json:
        click.echo("\nFindings")
        show_findings(found)
    ctx.exit(exit_codes.FINDINGS if any(f.rank < 2 for f in found) else exit_codes.CLEAN)


def _record(path: Path, *, wishes: Wishes) -> tuple[str, WorkRecord, tuple[Finding, ...], int]:
    """A name and the items of what was named, what was found, and how many a program has left."""
    from fairlead.analyses.flow.items import items_of, left_of  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.program.errors import FairleadError  # slow import
    from fairlead.sources.open import kind_of  # slow import
    from fairlead.sources.work_items import read_work_items  # slow import

    try:
        table = kind_of(path) == "table"
        if not table:
            reading = opened(path, wishes=wishes)
            program = read_whole(reading)
            name = program.title or program.id
            return name, items_of(program), reading.findings, left_of(program)
        items = read_work_items(
            path,
            columns=wishes.columns,
            sheet=wishes.sheet,
            day_first=None if wishes.dates is None else wishes.dates == "day-first",
        )
    except FairleadError as error:
        raise click.ClickException(str(error)) from error
    if items.record is None:
        show_findings(items.findings, err=True)
        raise click.ClickException("The record cannot be read.")
    pairs = ", ".join(f"{field} from {column!r}" for field, column in items.columns)
    click.echo(f"Columns: {pairs}.", err=True)
    return path.stem, items.record, items.findings, 0


def _draw(made: Flow, output: Path, *, name: str) -> None:
    from fairlead.cli.saving import save  # slow import
    from fairlead.reports.briefings.flow import flow_briefing  # slow import
    from fairlead.reports.formats.html import html  # slow import

    save(output, html(flow_briefing(made, name=name)))
    click.echo(f"Wrote {output}.", err=True)


def _days(record: WorkRecord) -> tuple[date, ...]:
    return tuple(item.finished for item in record.items if item.finished is not None)


def _backtest(record: WorkRecord, *, as_json: bool) -> None:
    from fairlead.analyses.flow.backtest import CannotBacktest, backtest  # slow import
    from fairlead.cli.verbs.flow_text import backtest_json, backtest_lines  # slow import

    made = backtest(_days(record), first=record.first, since=record.since)
    if isinstance(made, CannotBacktest):
        raise click.ClickException(f"Cannot say: {made.because}")
    click.echo(backtest_json(made) if as_json else "\n".join(backtest_lines(made)))
