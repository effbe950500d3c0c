"""Sums of tasks: foretold as a plan is, all at once on its first day; what they share is learned.

Tasks of a team that are estimated one after the other are a block, as are those of a fortnight and
of a quarter. A block is foretold on the day of its first estimate, with the common factors of
person, team and program known by then, and learned from when all of it is completed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses._kernel.library import library
from fairlead.analyses.calibration.coded import Coded
from fairlead.analyses.calibration.conformal import calibrated
from fairlead.analyses.calibration.grid import crossings
from fairlead.analyses.calibration.learner import Learner
from fairlead.analyses.chance.normal import lower
from fairlead.analyses.chance.prior import PRIOR
from fairlead.program.noun import Noun

__all__ = ["KINDS", "Factors", "SumScore", "Sums", "sum_scores"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = ("20", "50", "program", "fortnight", "quarter")
"""So many tasks of a team, 50 of whatever team, or those of a team within 14 and 91 days."""

_COUNTS = {"20": 20, "50": 50, "program": 50}
_SPANS = {"fortnight": 14, "quarter": 91}
_FEWEST = 5  # tasks of a block
_MOST = 200
_DRAWS = 400
_ROWS = 4099  # a prime, so that steps do not meet
_Z: Floats = np.linspace(-3.0, 3.0, 49)
_STEP = float(_Z[1] - _Z[0])
_LEVELS: Floats = lower(_Z)
_WEIGHT: Floats = np.exp(-0.5 * _Z**2) / np.exp(-0.5 * _Z**2).sum()
_PRIOR_WEIGHT = 150.0
"""What the prior weighs: as much as the pairs of some forty blocks of twenty tasks."""
_FURTHEST = 3.0  # deviations of its own beyond which a task says no more
_GAIN = 0.2
_LIMIT = 2.0
_MOST_SHARED = 0.8


class Factors(Noun):
    """The parts of the variance of a task's deviate that its person, team and program share."""

    person: float = PRIOR.person
    team: float = PRIOR.team
    program: float = PRIOR.program


class SumScore(Noun):
    """How many sums of a kind were scored, and what their 80 % interval and P80 covered."""

    scored: int
    coverage_80: float
    p80_coverage: float


class Sums:
    """Blocks of a stream, and what their tasks share. It changes as it learns.

    With `latest`, only so many blocks of each kind are looked at, those that begin last.

    `scores` are of each kind the chances that were given to sums up to what came, as long as at
    least `known_before` completions were known.
    """

    def __init__(
        self,
        stream: Coded,
        learner: Learner,
        *,
        kinds: tuple[str, ...] = KINDS,
        latest: int | None = None,
    ) -> None:
        self._stream, self._learner = stream, learner
        self._teams = _numbered([t.groups[0] if t.groups else "" for t in stream.tasks])
        self._people = _numbered([t.who or f"task {n}" for n, t in enumerate(stream.tasks)])
        self._hours = np.array([t.estimate for t in stream.tasks])
        self._begins: dict[int, list[tuple[str, Ints]]] = {}
        self._ends: dict[int, list[_Block]] = {}
        for kind in kinds:
            blocks = _blocks(kind, self._teams, stream.estimated)
            blocks.sort(key=lambda rows: int(rows[0]))
            for rows in blocks if latest is None else blocks[-latest:]:
                self._begins.setdefault(int(rows[0]), []).append((kind, rows))
        tails = np.array(
            [PRIOR.person + PRIOR.team + PRIOR.program, PRIOR.team + PRIOR.program, PRIOR.program]
        )
        self._moments = tails * _PRIOR_WEIGHT
        self._weights = np.full(3, _PRIOR_WEIGHT)
        self._scale = dict.fromkeys(kinds, 0.0)
        self.scores: dict[str, list[float]] = {kind: [] for kind in kinds}

    def factors(self, kind: str | None = None) -> Factors:
        """What is known of common factors, for blocks of a kind, or for any."""
        same = np.maximum(self._moments / self._weights, 0.0)
        program = float(same[2])
        team = max(float(same[1]) - program, 0.0)
        person = max(float(same[0]) - program - team, 0.0)
        scales = list(self._scale.values()) if kind is None else [self._scale[kind]]
        times = float(np.exp(np.mean(scales)))
        times *= min(1.0, _MOST_SHARED / max(times * (person + team + program), 1e-9))
        return Factors(person=person * times, team=team * times, program=program * times)

    def begin(self, rows: Ints, *, scored: bool) -> None:
        """Foretell the blocks whose first task is among `rows`, from what is known today."""
        for row in rows.tolist():
            for kind, block in self._begins.pop(row, ()):
                made = self._foretold(kind, block, scored=scored)
                last = int(self._stream.completed[block].max())
                self._ends.setdefault(last, []).append(made)

    def learn(self, before: int) -> None:
        """Take in the blocks that were completed before a day (an ordinal)."""
        for day in sorted(day for day in self._ends if day < before):
            for block in self._ends.pop(day):
                self._take(block)

    def finish(self) -> None:
        """Take in every block that was foretold."""
        self.learn(int(self._stream.completed.max()) + 1)

    def _foretold(self, kind: str, rows: Ints, *, scored: bool) -> _Block:
        cdf, levels = self._learner.forecast(rows, keep=False)
        logs = crossings(calibrated(cdf, levels), _LEVELS)
        hours = self._hours[rows]
        people, teams = _numbered(self._people[rows]), _numbered(self._teams[rows])
        seed = 7 * int(rows[0]) + 1009 * KINDS.index(kind)
        each = hours[:, None] * np.exp(logs)
        totals = _totals(each, (people, teams), self.factors(kind), seed=seed)
        mean = each @ _WEIGHT
        spread = np.sqrt((each - mean[:, None]) ** 2 @ _WEIGHT)
        return _Block(
            kind=kind,
            rows=rows,
            totals=totals,
            mean=mean,
            spread=spread,
            people=people,
            teams=teams,
            scored=scored,
        )

    def _take(self, block: _Block) -> None:
        took = self._hours[block.rows] * np.exp(self._stream.log_ratio[block.rows])
        chance = float((block.totals <= took.sum()).mean())
        if block.scored:
            self.scores[block.kind].append(chance)
        missed = abs(chance - 0.5) > 0.4
        scale = self._scale[block.kind] + _GAIN * (missed - 0.2)
        self._scale[block.kind] = min(max(scale, -_LIMIT), _LIMIT)
        if block.kind not in _COUNTS:
            return  # the same tasks, counted already
        bound = _FURTHEST * block.spread
        away = np.clip(took - block.mean, -bound, bound)
        each = _pairs(away, block.people, block.teams)
        all_ = _pairs(block.spread, block.people, block.teams)
        size = float((block.spread**2).sum())
        self._moments += each / size
        self._weights += all_ / size


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """A block that was foretold: drawn totals, and mean and spread of each of its tasks."""

    kind: str
    rows: Ints
    totals: Floats
    mean: Floats
    spread: Floats
    people: Ints
    teams: Ints
    scored: bool


def _numbered(values: Iterable[object]) -> Ints:
    numbers: dict[object, int] = {}
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    return np.array([numbers.setdefault(v, len(numbers)) for v in listed], np.int64)


def _blocks(kind: str, teams: Ints, days: Ints) -> list[Ints]:
    found: list[Ints] = []
    if kind == "program":
        teams = np.zeros_like(teams)
    for team in range(int(teams.max()) + 1):
        rows = np.flatnonzero(teams == team)
        if kind in _COUNTS:
            count = _COUNTS[kind]
            found += [rows[at : at + count] for at in range(0, len(rows) - count + 1, count)]
            continue
        spans = (days[rows] - days[rows[0]]) // _SPANS[kind]
        cuts = np.flatnonzero(np.diff(spans)) + 1
        found += [part[:_MOST] for part in np.split(rows, cuts) if len(part) >= _FEWEST]
    return found


class _Blocked(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("tasks", "draws", "columns", "program")),
        ("first", ctypes.c_double),
        ("step", ctypes.c_double),
        ("root", ctypes.c_double * 4),
        *((name, ctypes.c_void_p) for name in ("value", "deviate", "row")),
    )


def _totals(each: Floats, groups: tuple[Ints, Ints], shared: Factors, *, seed: int) -> Floats:
    """Sums of draws that share their causes by a Gaussian copula, (draws).

    `each` is what a task takes at the deviates `_Z`, (tasks, deviates); `groups` are the people and
    the teams of the tasks, by number. Deviates are rows of one table, from the row `seed` on, so
    that blocks share few of them.
    """
    people, teams = groups
    own = max(1 - shared.person - shared.team - shared.program, 0.0)
    parts = np.sqrt([own, shared.person, shared.team, shared.program])
    at = seed + _MOST
    of_team = at + int(people.max()) + 1
    rows = np.stack([seed + np.arange(len(each)), at + people, of_team + teams], axis=1)
    row, value = np.ascontiguousarray(rows % _ROWS), np.ascontiguousarray(each)
    totals: Floats = np.empty(_DRAWS)
    block = _Blocked(
        tasks=len(each),
        draws=_DRAWS,
        columns=len(_Z),
        program=(of_team + int(teams.max()) + 1) % _ROWS,
        first=float(_Z[0]),
        step=_STEP,
        root=tuple(parts.tolist()),
        value=value.ctypes.data,
        deviate=_deviates().ctypes.data,
        row=row.ctypes.data,
    )
    library().fl_totals(ctypes.byref(block), ctypes.c_void_p(totals.ctypes.data))
    return totals


@cache
def _deviates() -> Floats:
    """(rows, draws) of normal deviates with a fixed seed."""
    made: Floats = np.random.default_rng(20).standard_normal((_ROWS, _DRAWS))
    return made


def _pairs(values: Floats, people: Ints, teams: Ints) -> Floats:
    """Sums of products over pairs of the same person, of others in the team, and of the rest."""

    def within(groups: Ints) -> float:
        sums = np.bincount(groups, weights=values)
        return float((sums**2).sum() - (values**2).sum()) / 2

    both = _numbered(zip(people.tolist(), teams.tolist(), strict=True))
    of_person, of_team = within(people), within(teams)
    all_ = (float(values.sum()) ** 2 - float((values**2).sum())) / 2
    of_either = of_person + of_team - within(both)
    return np.array([of_person, of_either - of_person, all_ - of_either])


def sum_scores(scores: Mapping[str, list[float]]) -> dict[str, SumScore]:
    """The score of each kind of which there is any."""
    found = {}
    for kind, chances in scores.items():
        if chances:
            told = np.array(chances)
            found[kind] = SumScore(
                scored=len(told),
                coverage_80=float((np.abs(told - 0.5) <= 0.4).mean()),
                p80_coverage=float((told <= 0.8).mean()),
            )
    return found
