"""The forecast: when, how sure, what drives it, what each risk and treatment is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fairlead.analyses.plan import Plan, Unplannable
from fairlead.program.issued import AS_DRAWN, Widening
from fairlead.program.program import Program

if TYPE_CHECKING:
    from fairlead.analyses.chance.judgement import Judgement
    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.forecast.so_far import SoFar
    from fairlead.analyses.forecast.workers import Crew

__all__ = ["SEED", "TRIALS", "forecast"]

SEED = 1
"""The seed when none is given. It is the same for every program, so that the forecasts of two
versions of one share their draws, and differ by what was changed alone."""

TRIALS = 10_000
"""Trials when none are asked for: a chance is then good to a per cent."""


def forecast(
    program: Program,
    *,
    seed: int = SEED,
    trials: int = TRIALS,
    precision_minutes: int | None = None,
    people: bool = True,
    prices: bool = True,
    judgement: Judgement | None = None,
    plan: Plan | None = None,
    widening: Widening = AS_DRAWN,
    causes: bool = True,
    crew: Crew | None = None,
    progress: Callable[[int, int], None] | None = None,
    so_far: Callable[[SoFar], None] | None = None,
) -> Forecast | Unplannable:
    """Live through a program many times, and say what came of it.

    With `precision_minutes`, more trials are drawn until the 95 % interval of every P80 is no wider
    than that to either side, up to a million. `people` off forecasts as if everybody were always
    free; `prices` off leaves out what single risks are worth, `causes` off why the middle is later
    than the plan. `judgement` says what estimates are worth (the documented prior if None), `plan`
    is that of the program if it is at hand. `widening` is what the score of past forecasts asks
    for; the result states it. `crew` lends the workers, `progress` is told how many of how many
    runs are done, `so_far` what the first trials say of the end before all of them are there.

    A program that has no plan is `Unplannable`, with what to change.
    """
    from fairlead.analyses.forecast.forecasting import Asked, forecasted  # slow import

    asked = Asked(
        seed=seed,
        trials=trials,
        precision_minutes=precision_minutes,
        people=people,
        prices=prices,
        widening=widening,
        causes=causes,
    )
    return forecasted(
        program,
        asked,
        judgement=judgement,
        plan=plan,
        crew=crew,
        progress=progress,
        so_far=so_far,
    )
