"""The whole model of one stream: effects, nested shares, their pool, and levels that are kept.

The arithmetic is in the kernel (calibration.c); here is what it is asked, and what it knows.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses._kernel.library import library
from fairlead.analyses.calibration.coded import Coded, Subject, matrix
from fairlead.analyses.calibration.conformal import LEVELS
from fairlead.analyses.calibration.grid import BINS, INNER, WEIGHTS
from fairlead.analyses.calibration.prior import PRIOR, Prior

__all__ = ["Learner"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PULL = 20.0
"""After so many tasks, what was learned and the prior count the same."""
_ROOT = 4.0  # the prior outweighs so many times what a wider group does
_SPREAD_OF = np.array([[5.0], [1.0], [0.5]])  # variance of logit, location, log scale by the family
_MEAN_LOG = 1.6  # as in the kernel
_FIRST = 0.5  # what effects count in the pool at first; the chains of shares have the rest
_SHAPES = 80


_Two = ctypes.c_int64 * 2


class _Known(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("edges", "families", "levels", "members")),
        *((name, ctypes.c_int64) for name in ("effects", "learned")),
        ("plain", _Two),
        ("ahead", ctypes.c_double * 2),
        *((name, ctypes.c_double) for name in ("lost", "pull", "root_weight", "weight")),
        *(
            (name, ctypes.c_void_p)
            for name in (
                "level", "inner", "inner_weight", "prior", "prior_logit", "chain_ptr", "chain",
                "ceiling", "mean", "variance", "counts", "totals", "pool", "squares", "common",
                "own", "own_missed", "own_tasks", "shape",
            )
        ),
    )  # fmt: skip


class _Finished(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int64),
        *(
            (name, ctypes.c_void_p)
            for name in (
                "effect", "times", "node", "person", "bin", "log_ratio", "exact", "logits",
                "located", "asked", "given",
            )
        ),
    )  # fmt: skip


class Learner:
    """Learns a stream task by task, and says what the next will take. It changes as it learns.

    Whoever calls it keeps to time: `forecast` rows, and `learn` them once they are completed.
    `people` are the numbers of those who are in the stream.
    """

    def __init__(self, stream: Coded, *, prior: Prior = PRIOR) -> None:
        self._stream = stream
        self.people = {who: n for n, who in enumerate(dict.fromkeys(t.who for t in stream.tasks))}
        self._who = np.array([self.people[task.who] for task in stream.tasks], np.int64)
        self._exact = stream.exact.astype(np.uint8)
        self.members = 1 + len(stream.code.chains)
        self._kept = _known(stream, prior, people=len(self.people) + 1)
        self._struct = _Known(
            edges=len(INNER),
            families=len(stream.code.families),
            levels=len(stream.code.levels),
            members=self.members,
            effects=len(stream.variances),
            plain=_Two(*(1 + chain for chain in stream.code.plain)),
            pull=_PULL,
            root_weight=_ROOT * prior.weight,
            weight=prior.weight,
            **{name: array.ctypes.data for name, array in self._kept.items()},
        )
        self._said: dict[int, tuple[Floats, Floats, Floats, Floats]] = {}

    def forecast(self, rows: Ints, *, keep: bool = True) -> tuple[Floats, Floats]:
        """Distributions of the log ratio at the edges, and the levels at which LEVELS are covered.

        `keep` remembers what was said, so that `learn` can hold it against the outcome.
        """
        stream = self._stream
        logits: Floats | None = None
        if keep:
            logits = np.empty((len(rows), self.members, len(INNER)))
        cdf, levels, located = self._foretold(
            (stream.effects[rows], stream.multipliers[rows], stream.nodes[rows], self._who[rows]),
            logits,
        )
        if logits is not None:
            around = stream.bin[rows][:, None] + np.arange(2)
            given = np.take_along_axis(cdf, around, axis=1)
            for n, row in enumerate(rows.tolist()):
                self._said[row] = logits[n], located[n], levels[n], given[n]
        return cdf, levels

    def foretell(self, subjects: Sequence[Subject]) -> tuple[Floats, Floats]:
        """The same of tasks that are not in the stream; of people never seen, as of anybody."""
        effects, multipliers, nodes = matrix(self._stream.code, subjects, grow=False)
        nobody = len(self.people)
        people = np.array([self.people.get(s.who, nobody) for s in subjects], np.int64)
        cdf, levels, _ = self._foretold((effects, multipliers, nodes, people), None)
        return cdf, levels

    def learn(self, rows: Sequence[int]) -> None:
        """Take in tasks that were foretold and are completed, in the order of their completion."""
        if not len(rows):
            return
        stream = self._stream
        at = np.array(rows, np.int64)
        said = [self._said.pop(row) for row in at.tolist()]
        logits, located, asked, given = (np.stack(part) for part in zip(*said, strict=True))
        arrays: dict[str, NDArray[np.generic]] = {
            "effect": stream.effects[at],
            "times": stream.multipliers[at],
            "node": stream.nodes[at],
            "person": self._who[at],
            "bin": stream.bin[at],
            "log_ratio": stream.log_ratio[at],
            "exact": self._exact[at],
            "logits": logits,
            "located": located,
            "asked": asked,
            "given": given,
        }
        done = _Finished(count=len(at), **{k: array.ctypes.data for k, array in arrays.items()})
        library().fl_learn(ctypes.byref(self._struct), ctypes.byref(done))

    def _foretold(
        self, rows: tuple[Ints, Floats, Ints, Ints], logits: Floats | None
    ) -> tuple[Floats, Floats, Floats]:
        """Distributions, levels to ask, location and scale; into `logits` what the members say.

        `rows` are effects, multipliers, nodes and people.
        """
        asked = [np.ascontiguousarray(a) for a in rows]
        count = len(rows[0])
        cdf: Floats = np.empty((count, BINS + 1))
        levels: Floats = np.empty((count, len(LEVELS)))
        located: Floats = np.empty((count, 2))
        library().fl_foretell(
            ctypes.byref(self._struct),
            ctypes.c_int64(count),
            *(ctypes.c_void_p(a.ctypes.data) for a in (*asked, cdf, levels)),
            ctypes.c_void_p(None if logits is None else logits.ctypes.data),
            ctypes.c_void_p(located.ctypes.data),
        )
        return cdf, levels, located


def _known(stream: Coded, prior: Prior, *, people: int) -> dict[str, NDArray[np.generic]]:
    """What is known at first, array by array, as the kernel keeps it."""
    code = stream.code
    places = [[code.levels.index(level) for level in chain] for chain in code.chains]
    members = 1 + len(places)
    ceiling: Floats = np.ascontiguousarray(_SPREAD_OF * stream.variances)
    mean = np.zeros_like(ceiling)
    # The first effect is the common one: it begins at the prior.
    mean[:, 0] = (
        np.log(prior.exact / (1 - prior.exact)),
        prior.location,
        np.log(prior.spread / _MEAN_LOG),
    )
    shares = prior.shares()
    began = np.clip(np.cumsum(shares)[:-1], 1e-4, 1 - 1e-4)
    pool = np.full(members, (1 - _FIRST) / max(1, members - 1))
    pool[0] = _FIRST
    return {
        "level": LEVELS,
        "inner": INNER,
        "inner_weight": WEIGHTS,
        "prior": shares,
        "prior_logit": np.log(began / (1 - began)),
        "chain_ptr": np.cumsum([0, *map(len, places)]).astype(np.int32),
        "chain": np.array([place for chain in places for place in chain], np.int32),
        "ceiling": ceiling,
        "mean": mean,
        "variance": ceiling.copy(),
        "counts": np.zeros((code.node_count, BINS)),
        "totals": np.zeros(code.node_count),
        "pool": pool,
        "squares": np.zeros(members),
        "common": np.zeros(len(LEVELS)),
        "own": np.zeros(people),
        "own_missed": np.zeros(people),
        "own_tasks": np.zeros(people),
        "shape": np.zeros(_SHAPES),
    }
