"""Finished work as a record: what was thought, what it took, who did it, what sort it was, when."""

from datetime import date

from fairlead.program.noun import Noun

__all__ = ["FinishedTask", "History"]


class FinishedTask(Noun):
    """One finished task. `estimate` and `actual` are in one unit, which is that of the history.

    `estimated` is the day on which the estimate was made, `completed` the day on which the work was
    done; only what was completed on an earlier day can have been known to who made an estimate.
    `groups` holds one text for each name in `History.group_names`, empty where it is not known.
    """

    estimated: date
    completed: date
    estimate: float
    actual: float
    who: str = ""
    groups: tuple[str, ...] = ()
    key: str = ""


class History(Noun):
    """The finished work of one organisation. `group_names` say what the groups are: team, kind.

    `hours_per_unit` turns estimate and actual into hours: 1 when they are hours, 8 for days.
    """

    tasks: tuple[FinishedTask, ...] = ()
    group_names: tuple[str, ...] = ()
    hours_per_unit: float = 1.0
