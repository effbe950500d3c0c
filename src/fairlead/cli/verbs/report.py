"""`fairlead report`: the briefing for one side, or for both, as a file that can be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairlead.cli import exit_codes
from fairlead.cli.history import history_option, judgement_of
from fairlead.cli.import_options import import_options
from fairlead.cli.saving import check_briefing_file
from fairlead.cli.shared_options import output_option, seed_option, timezone_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairlead.analyses.chance.judgement import Judgement
    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.plan import Plan
    from fairlead.cli.past import Past
    from fairlead.program.findings import Finding
    from fairlead.program.issued import Widening
    from fairlead.program.program import Program
    from fairlead.reports.briefing import Briefing, Voice
    from fairlead.reports.fact import FactBase
    from fairlead.reports.picture import Picture
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_OF_BOTH = (".html", ".md")
_QUICK = 3_000  # tasks, times the runs that prices take, up to which all trials take a second
_FEW = 1_000


@click.command("report")
@click.argument("program", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "reader",
    type=click.Choice(["business", "engineering", "both"]),
    help="Whose voice to speak in. `both` writes into a folder.",
)
@output_option(
    "The file to write, .html or .md; with `--for both` a folder, which gets both of each. "
    "Markdown on the screen when left out."
)
@timezone_option("The reader's zone; else that of the program.")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=14,
    show_default=True,
    help="How far ahead next work is listed.",
)
@click.option(
    "--trials",
    type=click.IntRange(0, 1_000_000),
    help="Trials of the forecast, 0 for none; else 10,000, or 1,000 of a large program.",
)
@seed_option
@history_option
@click.option(
    "--record/--no-record",
    default=None,
    help="Keep the forecast in the ledger beside the program, or do not; it is kept when a file "
    "is written.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the facts that briefings speak from.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    reader: str | None,
    output: Path | None,
    timezone: str | None,
    days: int,
    trials: int | None,
    seed: int,
    history: Path | None,
    record: bool | None,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Write a briefing in the voice of business or of engineering.

    PROGRAM is a program file or folder, or any file that Fairlead reads. Both voices speak from
    the same facts. An HTML file needs nothing else: open it, mail it; a PDF is for paper. The
    exit code is that of `fairlead plan`; the quality of the plan is told, and judged by `check`.
    """
    if reader is None and not as_json:
        raise click.UsageError("Say who reads it: --for business, --for engineering or --for both.")
    if output is not None and reader != "both":
        check_briefing_file(output)
    if output is None and reader == "both" and not as_json:
        raise click.UsageError("Both briefings go into a folder: give it with -o FOLDER.")
    seen, base, weighed, keep = _seen(
        program,
        wishes=wishes,
        timezone=timezone,
        days=days,
        trials=trials,
        seed=seed,
        history=history,
        draws=reader == "both" or (output is not None and output.suffix.lower() != ".md"),
    )
    if as_json:
        from fairlead.reports.formats.fact_json import facts_json  # slow import

        found = (*seen.plan.findings, *seen.findings)
        click.echo(facts_json(base, findings=found), nl=False)
    if reader == "both" and not as_json:
        from fairlead.reports.overview import answers_text  # slow import

        click.echo(f"{seen.program.title or seen.program.id}\n")
        click.echo(answers_text(seen.program, seen.plan, seen.findings, forecast=seen.forecast))
    if reader is not None and not (as_json and output is None):
        voices: tuple[Voice, ...] = ("business", "engineering")
        for voice in voices:
            if reader in (voice, "both"):
                _write(
                    _briefing(seen, base, voice), output, to_folder=reader == "both", quiet=as_json
                )
    if record or (record is None and output is not None):
        keep(bool(record))
    ctx.exit(exit_codes.FINDINGS if any(f.rank < 2 for f in weighed) else exit_codes.CLEAN)


def _seen(
    path: Path,
    *,
    wishes: Wishes,
    timezone: str | None,
    days: int,
    trials: int | None,
    seed: int,
    history: Path | None = None,
    draws: bool,
) -> tuple[Picture, FactBase, tuple[Finding, ...], Callable[[bool], None]]:
    """The picture, its facts, the findings that the exit code goes by, and how to record it."""
    from fairlead.analyses.quality import check  # slow import
    from fairlead.analyses.triggers.watching import said_in  # slow import
    from fairlead.cli.opening import opened, planned  # slow import
    from fairlead.cli.past import kept_beside, past  # slow import
    from fairlead.cli.scope_history import scope_so_far  # slow import
    from fairlead.reports.charts.draw import begin_to_draw  # slow import
    from fairlead.reports.picture import fact_base, picture  # slow import

    reading = opened(path, wishes=wishes)
    program, plan = planned(reading)
    if draws and trials != 0:
        begin_to_draw()
    quality = check(program, plan, beside=kept_beside(path)).findings
    before = past(path, program)
    judgement, of_record = judgement_of(program, history)
    chances = _forecast(
        program, plan, trials=trials, seed=seed, judgement=judgement, widening=before.widening
    )
    scope = scope_so_far(path, program, plan)
    found = (*reading.findings, *before.findings, *of_record, *scope.findings)
    seen = picture(
        program,
        plan,
        findings=(*found, *quality),
        timezone=timezone,
        horizon_days=days,
        forecast=chances,
        scores=before.scores,
        ledger=scope.ledger,
        earned=scope.earned,
        earlier=said_in(before.issued),
    )
    weighed = (*found, *plan.findings)

    def record(wanted: bool) -> None:  # noqa: FBT001 (called once, just above)
        _record(path, seen, before, judgement, wanted=wanted)

    return seen, fact_base(seen), weighed, record


def _record(
    path: Path, seen: Picture, before: Past, judgement: Judgement | None, *, wanted: bool
) -> None:
    """Keep what the report said of the future, if it said anything."""
    from fairlead.cli.past import recorded  # slow import

    if seen.forecast is None:
        return
    told = recorded(
        path,
        seen.program,
        seen.plan,
        seen.forecast,
        before=before,
        through="report",
        wanted=wanted,
        judgement=judgement,
    )
    if told:
        click.echo(told, err=True)


def _forecast(
    program: Program,
    plan: Plan,
    *,
    trials: int | None,
    seed: int,
    judgement: Judgement | None = None,
    widening: Widening,
) -> Forecast | None:
    """The forecast that the report speaks of; none where none is wanted, or nothing has an end."""
    from fairlead.analyses.forecast import TRIALS, forecast  # slow import
    from fairlead.analyses.plan import Unplannable  # slow import

    if trials is None:
        runs = 2 + 2 * len(program.risks)
        trials = TRIALS if len(program.tasks) * runs <= _QUICK else _FEW
    if trials < 10 or all(row.state == "finished" for row in plan.activities.values()):
        return None
    made = forecast(
        program,
        seed=seed,
        trials=trials,
        plan=plan,
        judgement=judgement,
        widening=widening,
    )
    return None if isinstance(made, Unplannable) else made


def _briefing(seen: Picture, base: FactBase, voice: Voice) -> Briefing:
    if voice == "business":
        from fairlead.reports.briefings.business import business_briefing  # slow import

        return business_briefing(seen, base)
    from fairlead.reports.briefings.engineering import engineering_briefing  # slow import

    return engineering_briefing(seen, base)


def _write(briefing: Briefing, output: Path | None, *, to_folder: bool, quiet: bool) -> None:
    from fairlead.cli.saving import told  # slow import

    names = [output]
    if to_folder and output is not None:
        output.mkdir(parents=True, exist_ok=True)
        names = [output / f"{briefing.voice}{suffix}" for suffix in _OF_BOTH]
    for name in names:
        told(briefing, name, beside=quiet)
