"""What was said and when: a forecast as it was issued, kept so that it can be scored."""

from datetime import datetime

from fairlead.program.noun import Noun

__all__ = ["AS_DRAWN", "LEVELS", "IssuedForecast", "Reached", "Said", "Widening", "key_of"]

LEVELS = (1, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 99)
"""Per cent of the quantiles that are kept of each date."""


class Widening(Noun):
    """How much less sure a forecast is made than its trials are, as the score of the past asks.

    The date of a level with the normal deviate z is the one that the trials reach with the deviate
    `later` z above the middle, `earlier` z below it: 2 says the date of P95 where P80 is asked for.
    The middle stays. `dates` is how many dates of the past this was learned from.
    """

    later: float = 1.0
    earlier: float = 1.0
    dates: int = 0


AS_DRAWN = Widening()
"""The trials as they are."""


class Said(Noun):
    """What was said of one target: a milestone, a task, a backlog, the whole.

    `minutes` are its quantiles at `LEVELS`, counted from the status time of the forecast; `planned`
    and `due` count from it too. `chance` is that of being reached by `due`.
    """

    id: str
    kind: str
    minutes: tuple[int, ...]
    title: str = ""
    planned: int | None = None
    due: int | None = None
    chance: float | None = None


class Reached(Noun):
    """What had been reached when a forecast was issued. `finish` is in UTC minutes, its end.

    `day` says that only the day is known.
    """

    id: str
    kind: str
    finish: int
    day: bool = False


class IssuedForecast(Noun):
    """A forecast that somebody was given, with all that is needed to make it once more.

    `fingerprint` names the inputs, `calibration` says in words what estimates were taken to be
    worth. `through` is how it was given: `forecast`, `report`. `widening` was in force for all
    targets that are no tasks, `task_widening` for tasks.
    """

    program: str
    as_of: datetime
    fingerprint: str
    version: str
    seed: int
    trials: int
    people: bool = True
    calibration: str = ""
    through: str = "forecast"
    widening: Widening = AS_DRAWN
    task_widening: Widening = AS_DRAWN
    said: tuple[Said, ...] = ()
    reached: tuple[Reached, ...] = ()


def key_of(row: Said | Reached) -> str:
    """What a target is called in a record: `milestone:beta`, and `whole:` for the whole."""
    return f"{row.kind}:{row.id}"
