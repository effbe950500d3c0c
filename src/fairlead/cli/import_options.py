"""Options that commands share to settle what an imported table or export leaves open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairlead.sources.wishes import Wishes

__all__ = ["IMPORT_OPTIONS", "import_options"]

IMPORT_OPTIONS = ("columns", "sheet", "unit", "dates", "hours_per_point", "label_estimates")
"""The names of the parameters that `import_options` adds."""


class _Pair(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE`, cut at the first `=`."""

    name = "pair"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, sign, rest = str(value).partition("=")
        if not sign or not name.strip():
            self.fail(f"{value!r}: expected NAME=VALUE.", param, ctx)
        return name.strip(), rest.strip()


_OPTIONS = (
    click.option(
        "--column",
        "columns",
        type=_Pair(),
        multiple=True,
        metavar="FIELD=HEADER",
        help="Read a field of a table from this column; FIELD= reads it from none.",
    ),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook to read."),
    click.option(
        "--unit",
        type=click.Choice(["m", "h", "d", "w"]),
        help="What plain numbers of effort and duration count.",
    ),
    click.option(
        "--dates",
        type=click.Choice(["day-first", "month-first"]),
        help="How to read dates such as 03/04/2026.",
    ),
    click.option(
        "--hours-per-point",
        type=click.FloatRange(min=0, min_open=True, max=1000),
        help="Read Jira's story points as effort.",
    ),
    click.option(
        "--label",
        "label_estimates",
        type=_Pair(),
        multiple=True,
        metavar="LABEL=ESTIMATE",
        help="The estimate that a GitHub label means, such as size/M=3d.",
    ),
)


def import_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options to a command, which gets what they asked for as its argument `wishes`."""

    @wraps(command)
    def asked(*arguments: object, **options: object) -> None:
        own = {name: options.pop(name) for name in IMPORT_OPTIONS}
        command(*arguments, wishes=_wishes(**own), **options)  # type: ignore[arg-type]  # click's

    adorned: Callable[..., None] = asked
    for option in reversed(_OPTIONS):
        adorned = option(adorned)
    return adorned


def _wishes(
    *,
    columns: tuple[tuple[str, str], ...],
    sheet: str | None,
    unit: str | None,
    dates: str | None,
    hours_per_point: float | None,
    label_estimates: tuple[tuple[str, str], ...],
) -> Wishes:
    from fairlead.program.noun import Table  # slow import
    from fairlead.sources.wishes import Wishes  # slow import

    if label_estimates:
        from fairlead.sources.github import estimates_of_labels  # slow import

        try:
            estimates_of_labels(dict(label_estimates))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--label") from error
    return Wishes(
        columns=Table(columns),
        sheet=sheet,
        unit=unit,  # type: ignore[arg-type]  # one of the choices
        dates=dates,  # type: ignore[arg-type]  # one of the choices
        hours_per_point=hours_per_point,
        label_estimates=Table(label_estimates),
    )
