"""What is said of why a date moved."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.why.causes import Cause
from fairlead.program.noun import Noun, Table

__all__ = ["Moved", "MovedBecause", "MovedBy", "Why"]


class MovedBy(Noun):
    """What one change did to one date.

    `place` is what it touched (`tasks.api`), `edits` the places of all its edits, `title` its name
    for a reader. Minutes are of the clock, later is positive; `chance` is the change of the chance
    to be in time, None without a date to meet.
    """

    place: str
    title: str
    edits: tuple[str, ...]
    minutes: int
    p50_minutes: int
    chance: float | None = None


class MovedBecause(Noun):
    """What one cause did to one date: the sum of its changes, exactly.

    Two stand beside the changes: `sequence` is what the newer plan's order of work does by itself,
    `sampling` what the parts, told by fewer trials, leave of the movement that all trials tell.
    """

    cause: Cause
    minutes: int
    p50_minutes: int
    chance: float | None = None
    changes: tuple[MovedBy, ...] = ()


class Moved(Noun):
    """How one date moved, and why: the causes add up to it exactly.

    `moved_minutes` is of P80, `p50_moved_minutes` of P50, `chance_moved` of the chance to be in
    time, in minutes of the clock and parts of one. `reached` is what both versions have as done.
    """

    id: str
    title: str
    old_p50: datetime
    new_p50: datetime
    old_p80: datetime
    new_p80: datetime
    moved_minutes: int
    p50_moved_minutes: int
    old_due: datetime | None = None
    new_due: datetime | None = None
    old_chance: float | None = None
    new_chance: float | None = None
    chance_moved: float | None = None
    reached: bool = False
    causes: tuple[MovedBecause, ...] = ()


class Why(Noun):
    """Why dates moved between two versions of a program.

    `trials` is drawn of each version, `trials_between` of every program that lies between them.
    `added` and `removed` are targets that only one version has, `quiet` the places of edits that
    cannot move a date.
    """

    old: str
    new: str
    old_as_of: datetime
    new_as_of: datetime
    timezone: str
    seed: int
    trials: int
    trials_between: int
    finish: Moved
    milestones: Table[Moved] = Table()
    launches: Table[Moved] = Table()
    sprints: Table[Moved] = Table()
    backlogs: Table[Moved] = Table()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, Moved], ...]:
        """Every date with what it is of: promises first, the whole last."""
        parts = (
            ("milestone", self.milestones),
            ("launch", self.launches),
            ("sprint", self.sprints),
            ("backlog", self.backlogs),
        )
        rows = [(kind, row) for kind, table in parts for row in table.values()]
        return (*rows, ("whole", self.finish))
