"""`fairlead risks`: the register by price, the reserve it asks for, and what is missing in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned, length, money, share, signed
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import seed_option, trials_option

if TYPE_CHECKING:
    from datetime import datetime

    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.plan import Plan
    from fairlead.analyses.register.proposals import Proposal
    from fairlead.analyses.register.ranking import RankedRisk, Register
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]


@click.command("risks")
@click.argument("program", type=click.Path(path_type=Path))
@click.option(
    "--confidence",
    type=click.Choice(["50", "80", "90"]),
    default="80",
    show_default=True,
    help="How sure the contingency reserve is to be, in per cent.",
)
@trials_option()
@seed_option
@click.option("--happened", metavar="RISK", help="It happened: an issue takes its place.")
@click.option("--closed", metavar="RISK", help="It can no longer happen.")
@click.option("--reopened", metavar="RISK", help="It may happen again.")
@click.option("--by", metavar="WHO", help="Who says so.")
@click.option("--because", metavar="TEXT", help="Why.")
@click.option("--at", metavar="TIME", help="When that was; else `as_of`, else now.")
@click.option("--json", "as_json", is_flag=True, help="Print the register as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    confidence: Literal["50", "80", "90"],
    trials: int,
    seed: int,
    happened: str | None,
    closed: str | None,
    reopened: str | None,
    by: str | None,
    because: str | None,
    at: str | None,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Rank risks by what they cost, and tell the reserve they ask for and what is missing.

    Each risk is priced by the same trials with and without it, so that the ranking is in days and
    money; the matrix is only a picture of that. Risks that a rule proposes come with the evidence.
    With `--happened`, `--closed` or `--reopened` that is taken down in the program file instead: a
    risk that happened leaves the dice, and an issue takes its place.
    """
    from fairlead.analyses.forecast import forecast  # slow import
    from fairlead.analyses.forecast.result import Forecast  # slow import
    from fairlead.analyses.register.overdue import register_findings  # slow import
    from fairlead.analyses.register.proposals import proposals  # slow import
    from fairlead.analyses.register.ranking import ranked  # slow import
    from fairlead.cli.opening import opened, planned, show_findings  # slow import
    from fairlead.cli.processes import crew_for  # slow import
    from fairlead.program.noun import Table, replace  # slow import

    if happened is not None or closed is not None or reopened is not None:
        asked = {"happen": happened, "close": closed, "reopen": reopened}
        _take_down(program, asked, by=by, because=because, at=at)
        return
    reading = opened(program, wishes=wishes)
    value, plan = planned(reading)
    told = forecast(
        value,
        seed=seed,
        trials=trials,
        plan=plan,
        crew=crew_for(value, trials=trials, prices=True),
    )
    still = {key: risk for key, risk in value.risks.items() if risk.status != "open"}
    quiet = forecast(replace(value, risks=Table(still)), seed=seed, trials=trials, prices=False)
    if not isinstance(told, Forecast) or not isinstance(quiet, Forecast):
        raise click.ClickException("There is no forecast, and so no price.")
    quantile: dict[str, Literal["p50", "p80", "p90"]] = {"50": "p50", "80": "p80", "90": "p90"}
    register = ranked(value, told, quiet=quiet, confidence=quantile[confidence])
    missing = proposals(value, plan)
    findings = (*reading.findings, *register_findings(value, now=plan.as_of))
    if as_json:
        click.echo(_json(value, register, missing, findings, plan=plan, told=told))
    else:
        _print(value, register, missing, told=told, now=plan.as_of)
        if findings:
            click.echo("\nFindings")
            show_findings(findings)
    grave = any(finding.rank < 2 for finding in findings)
    ctx.exit(exit_codes.FINDINGS if grave else exit_codes.CLEAN)


def _take_down(
    path: Path,
    asked: dict[str, str | None],
    *,
    by: str | None,
    because: str | None,
    at: str | None,
) -> None:
    """Write what became of one risk into the program file."""
    from functools import partial  # slow import

    from fairlead.analyses.register import course  # slow import
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.taking_down import taken_down  # slow import
    from fairlead.cli.versions import program_file_of  # slow import

    named = [(how, key) for how, key in asked.items() if key is not None]
    if len(named) > 1:
        raise click.UsageError("One at a time: --happened, --closed or --reopened.")
    held = program_file_of(path)
    ((how, key),) = named
    now = moment_asked(at, held, option="--at")
    make = {"happen": course.happen, "close": course.close, "reopen": course.reopen}[how]
    taken_down(path, partial(make, held, key, at=now, by=by, because=because))


def _json(
    program: Program,
    register: Register,
    missing: tuple[Proposal, ...],
    findings: tuple[Finding, ...],
    *,
    plan: Plan,
    told: Forecast,
) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    rows = {}
    for place, row in enumerate(register.risks, start=1):
        treatment = row.price.treatment
        rows[row.id] = {
            "rank": place,
            "title": row.title,
            "kind": row.kind,
            "probability": row.probability,
            "p80_minutes": row.price.p80_minutes,
            "p80_working_minutes": row.price.p80_working_minutes,
            "p80_error_minutes": row.price.p80_error_minutes,
            "cost": row.price.cost,
            "cost_error": row.price.cost_error,
            "likelihood": row.likelihood,
            "effect": row.effect,
            "owner": row.owner,
            "response": row.response,
            "trigger": row.trigger,
            "contingency": row.contingency,
            "treatment": treatment
            and {
                "p80_working_minutes": treatment.p80_working_minutes,
                "saved": treatment.saved,
                "cost": treatment.cost_of_treatment,
                "net": treatment.net,
                "pays_back": treatment.pays_back,
            },
        }
    answer = {
        "fingerprint": told.fingerprint,
        "as_of": plan.as_of,
        "seed": told.seed,
        "trials": told.trials,
        "currency": program.currency,
        "risks": rows,
        "reserve": register.reserve,
        "open": {
            "issues": [k for k, i in program.issues.items() if i.resolved is None],
            "assumptions": [k for k, a in program.assumptions.items() if a.status == "open"],
            "dependencies": [k for k, d in program.dependencies.items() if d.delivered is None],
        },
        "proposals": missing,
        "findings": findings,
    }
    return answer_json(answer)


def _print(
    program: Program,
    register: Register,
    missing: tuple[Proposal, ...],
    *,
    told: Forecast,
    now: datetime,
) -> None:
    from fairlead.program.moments import in_zone  # slow import

    today = in_zone(now, timezone=program.timezone)
    click.echo(f"{program.title or program.id}, as of {today:%Y-%m-%d}, {told.trials:,} trials")
    if register.risks:
        _priced(register, currency=program.currency)
        _matrix(register)
    _rest(program)
    if missing:
        click.echo("\nNot in the register, and proposed by rule")
    for event, several in _by_event(missing).items():
        click.echo(f"  {event}")
        for proposal in several:
            click.echo(f"    {proposal.id}: {proposal.evidence}")


def _priced(register: Register, *, currency: str) -> None:
    """The ranking, as columns, and the reserve that all of it asks for."""
    click.echo(f"\nRisks by what they cost: P80 of the whole, and {currency} on average")
    rows: list[tuple[str, ...]] = [
        ("", "", "likely", "P80", "good to", "cost", "treated saves", "of cost", "for", "")
    ]
    rows += [_risk(place, row) for place, row in enumerate(register.risks, start=1)]
    if all(row.price.treatment is None for row in register.risks):
        rows = [(*row[:6], "", "", "", row[9]) for row in rows]
    click.echo("\n".join(aligned(rows, right=frozenset({0, 2, 3, 4, 5, 6, 7, 8}))))
    width = max(len(row.id) for row in register.risks)
    click.echo()
    for place, row in enumerate(register.risks, start=1):
        click.echo(f"  {place:>2}  {row.id:<{width}}  {row.title} ({_about(row)})")
    reserve = register.reserve
    cost = "" if reserve.cost is None else f" and {money(reserve.cost)} {currency}"
    click.echo(
        f"\nContingency reserve at {reserve.confidence:.0%}: {length(reserve.minutes)}{cost}"
    )
    if reserve.joint is not None:
        click.echo(f"Chance to keep date and budget together: {share(reserve.joint)}")


def _risk(place: int, row: RankedRisk) -> tuple[str, ...]:
    price, treatment = row.price, row.price.treatment
    cells = (
        str(place),
        row.id,
        "-" if row.probability is None else share(row.probability),
        signed(price.p80_minutes),
        length(price.p80_error_minutes),
        money(price.cost),
    )
    if treatment is None:
        return (*cells, "", "", "", "opportunity" if row.kind == "opportunity" else "")
    back = treatment.pays_back
    return (
        *cells,
        signed(treatment.p80_minutes).removeprefix("+"),
        money(treatment.saved),
        money(treatment.cost_of_treatment),
        "" if back is None else f"pays back {back:.1f} times",
    )


def _about(row: RankedRisk) -> str:
    watched = f"watched by {row.owner}" if row.owner else "nobody watches it"
    return f"{row.response or 'no response'}, {watched}"


def _matrix(register: Register) -> None:
    """Likelihood upwards, effect to the right; numbers are the ranks."""
    from fairlead.analyses.register.ranking import BANDS, EFFECTS  # slow import

    cells: dict[tuple[int, int], list[str]] = {}
    for place, row in enumerate(register.risks, start=1):
        cells.setdefault((row.likelihood, row.effect), []).append(str(place))
    click.echo("\nThe same as a picture: likely upwards, to the right what it does to what is left")
    rows = [
        (name, *(",".join(cells.get((likelihood, effect), ["."])) for effect in range(1, 6)))
        for likelihood, name in zip(range(5, 0, -1), reversed(_bands(BANDS)), strict=True)
    ]
    rows.append(("", *_bands(EFFECTS)))
    click.echo("\n".join(aligned(rows, right=frozenset({0}))))


def _bands(ends: tuple[float, ...]) -> tuple[str, ...]:
    """Names of the bands that these ends part."""
    return (*(f"to {end:.0%}" for end in ends), "above")


def _by_event(missing: tuple[Proposal, ...]) -> dict[str, list[Proposal]]:
    """Proposals of the same event together, in the order of the first."""
    found: dict[str, list[Proposal]] = {}
    for proposal in missing:
        found.setdefault(proposal.risk.event or "", []).append(proposal)
    return found


def _rest(program: Program) -> None:
    rows = [
        ("Open issues", [f"{k}: {i.title} ({i.severity})" for k, i in program.issues.items()
                         if i.resolved is None]),
        ("Open assumptions", [f"{k}: {a.title}" for k, a in program.assumptions.items()
                              if a.status == "open"]),
        ("Deliveries that are open", [f"{k}: {d.title}" for k, d in program.dependencies.items()
                                      if d.delivered is None]),
    ]  # fmt: skip
    for title, lines in rows:
        if lines:
            click.echo(f"\n{title}")
        for line in lines:
            click.echo(f"  {line}")
