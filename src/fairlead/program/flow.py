"""Work as it flows: items that are asked for, begun and done, each on its day."""

from datetime import date

from fairlead.program.noun import Noun

__all__ = ["WorkItem", "WorkRecord"]


class WorkItem(Noun):
    """One item of a team's record. A day that is not known, or has not come, is None."""

    key: str = ""
    title: str = ""
    kind: str = ""
    created: date | None = None
    started: date | None = None
    finished: date | None = None


class WorkRecord(Noun):
    """The items of a team, and the first day of which nothing is known yet.

    `since` is the first day of the record, where it is longer than its items show.
    """

    items: tuple[WorkItem, ...]
    first: date
    since: date | None = None
