"""The options of an import, from the command line to what the readers are asked."""

import click
import pytest
from click.testing import CliRunner

from fairlead.cli.import_options import import_options
from fairlead.program.noun import Table
from fairlead.sources.wishes import Wishes


def asked(*arguments: str) -> Wishes:
    """What a command with these options asks for."""
    heard: list[Wishes] = []

    @click.command
    @import_options
    def probe(*, wishes: Wishes) -> None:
        heard.append(wishes)

    ran = CliRunner().invoke(probe, list(arguments))
    if ran.exit_code:
        raise click.UsageError(ran.output)
    return heard[0]


def test_nothing_asked_leaves_all_to_the_evidence() -> None:
    assert asked() == Wishes()


def test_every_option_is_heard() -> None:
    assert asked(
        *("--column", "title=Summary = short", "--column", "who="),
        *("--sheet", "Plan", "--unit", "h", "--dates", "month-first"),
        *("--hours-per-point", "6", "--label", "size/M=2d..5d"),
    ) == Wishes(
        columns=Table({"title": "Summary = short", "who": ""}),
        sheet="Plan",
        unit="h",
        dates="month-first",
        hours_per_point=6.0,
        label_estimates=Table({"size/M": "2d..5d"}),
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--column", "title"),
        ("--column", "=x"),
        ("--unit", "y"),
        ("--hours-per-point", "0"),
        ("--label", "size/M=big"),
    ],
)
def test_an_option_that_makes_no_sense_is_misuse(arguments: tuple[str, str]) -> None:
    with pytest.raises(click.UsageError):
        asked(*arguments)
