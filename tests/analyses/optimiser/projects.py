"""Small projects for the tests, and a check that shares nothing with the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fairlead.analyses.optimiser.project import Impossible, Link, Project, project_of


@dataclass(frozen=True)
class Case:
    durations: Sequence[int]
    demands: Sequence[Sequence[int]]
    capacities: Sequence[int]
    links: Sequence[Link] = ()
    release: Sequence[int] = field(default_factory=tuple)

    def project(self) -> Project:
        made = project_of(
            durations=self.durations,
            links=self.links,
            demands=self.demands,
            capacities=self.capacities,
            release=self.release or None,
        )
        assert not isinstance(made, Impossible)
        return made

    def length_of(self, start: Sequence[int]) -> int:
        """Of a schedule that keeps every rule; AssertionError for one that does not."""
        ends = [s + d for s, d in zip(start, self.durations, strict=True)]
        assert all(s >= r for s, r in zip(start, self.release or [0] * len(start), strict=True))
        for link in self.links:
            from_ = ends if link.type in {"FS", "FF"} else start
            to = start if link.type in {"FS", "SS"} else ends
            assert to[link.after] >= from_[link.before] + link.lag
        for moment in range(max(ends, default=0)):
            for r, capacity in enumerate(self.capacities):
                used = [
                    row[r]
                    for row, s, e in zip(self.demands, start, ends, strict=True)
                    if s <= moment < e
                ]
                assert sum(used) <= capacity
        return max(ends, default=0)
