"""What a record of finished work has taught, to be asked about work that is still to do."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Subject, coded, days, subject_of
from fairlead.analyses.calibration.conformal import calibrated
from fairlead.analyses.calibration.grid import BINS, crossings
from fairlead.analyses.calibration.learner import Learner
from fairlead.analyses.calibration.open_work import OpenWork
from fairlead.analyses.calibration.prior import PRIOR, Prior
from fairlead.analyses.calibration.sums import Sums
from fairlead.program.fingerprint import canonical_bytes
from fairlead.program.history import History

__all__ = ["Record", "record_of"]

Floats = NDArray[np.float64]

_LEARNED_BY = ("50", "program")
_BLOCKS = 60
"""What tasks share is learned from so many sums of each kind, the last ones."""

_RECENT = 400
"""The last completions, from which it is taken who usually does what."""
_STAND_INS = 24
"""The most frequent people and groups that stand in for who is not known."""


class Record:
    """A history learned to its end. It does not change any more.

    `tasks` are learned from, the last of them `until`. Where it is not known who does a task, or
    they are new, the answer is that of the people and groups of recent work, mixed by their shares:
    as wide as they differ. `factors` are what tasks share.
    """

    def __init__(self, history: History, *, prior: Prior = PRIOR) -> None:
        if not history.tasks:
            raise ValueError("A record needs a finished task, got none.")
        stream = coded(history)
        self.history = history
        self.tasks = len(stream)
        self.until: date = max(task.completed for task in stream.tasks)
        self._learner = Learner(stream, prior=prior)
        sums = Sums(stream, self._learner, kinds=_LEARNED_BY, latest=_BLOCKS)
        given = np.zeros((len(stream), 2))
        known = 0
        for learned, rows, known in days(stream):  # noqa: B007 (how many are known at the end)
            self._learner.learn(learned)
            sums.learn(int(stream.estimated[rows[0]]))
            cdf, levels = self._learner.forecast(rows)
            sums.begin(rows, scored=False)
            around = stream.bin[rows][:, None] + np.arange(2)
            given[rows] = calibrated(np.take_along_axis(cdf, around, axis=1), levels)
        order = np.lexsort((np.arange(len(stream)), stream.completed))
        self._learner.learn(order[known:].tolist())
        sums.finish()
        self.factors = sums.factors()
        self._open = OpenWork(self._learner.people)
        none = np.zeros(len(stream), np.bool_)
        self._open.replay(stream, given, scored=none)
        recent = [subject_of(stream.tasks[row], history) for row in order[-_RECENT:].tolist()]
        self._recent = Counter((s.who, s.groups) for s in recent)
        self._people = frozenset(task.who for task in stream.tasks)
        self._groups = tuple(
            frozenset(task.groups[place] for task in stream.tasks)
            for place in range(len(history.group_names))
        )

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that name the content of the history."""
        return hashlib.blake2b(canonical_bytes(self.history), digest_size=16).hexdigest()

    def distributions(
        self, subjects: Sequence[Subject], *, open_days: Sequence[int] | None = None
    ) -> Floats:
        """The chance that log(actual / estimate) is at most each edge, (subjects, edges).

        `open_days` are the days for which each has been open already, none when left out.
        """
        asked: list[Subject] = []
        weights: list[list[int]] = []
        for subject in subjects:
            mixed = self._stand_ins(subject)
            asked += [one for one, _ in mixed]
            weights.append([weight for _, weight in mixed])
        distinct = list(dict.fromkeys(asked))
        cdf = calibrated(*self._learner.foretell(distinct))
        at = {subject: row for row, subject in enumerate(distinct)}
        found: Floats = np.empty((len(subjects), BINS + 1))
        begin = 0
        for row, own in enumerate(weights):
            rows = [at[one] for one in asked[begin : begin + len(own)]]
            found[row] = np.average(cdf[rows], axis=0, weights=own)
            begin += len(own)
        return found if open_days is None else self._open.refreshed(found, subjects, open_days)

    def log_ratios(
        self,
        subjects: Sequence[Subject],
        levels: Floats,
        *,
        open_days: Sequence[int] | None = None,
    ) -> Floats:
        """log(actual / estimate) that each level of chance lies below, (subjects, levels)."""
        return crossings(self.distributions(subjects, open_days=open_days), levels)

    def _stand_ins(self, subject: Subject) -> list[tuple[Subject, int]]:
        """The subject itself, or those who usually do such work, each with its weight."""
        knows_who = subject.who in self._people and (subject.who != "" or len(self._people) == 1)
        known = [
            group if group and group in seen else None
            for group, seen in zip(subject.groups, self._groups, strict=True)
        ]
        if knows_who and None not in known:
            return [(subject, 1)]
        who = subject.who if knows_who else None
        kept = list(range(len(known)))
        while True:
            found: Counter[tuple[str, tuple[str, ...]]] = Counter()
            for (person, groups), count in self._recent.items():
                alike = all(known[n] in (None, groups[n]) for n in kept)
                if alike and who in (None, person):
                    mixed = tuple(
                        k if k is not None else g for k, g in zip(known, groups, strict=True)
                    )
                    found[person, mixed] += count
            if found:
                break
            if kept:  # nobody did just that of late: what is known of it less closely
                kept.pop()
            elif who is not None:
                return [(subject, 1)]
        return [
            (Subject(subject.hours, person, groups), count)
            for (person, groups), count in sorted(found.items(), key=lambda p: (-p[1], p[0]))[
                :_STAND_INS
            ]
        ]


@lru_cache(maxsize=8)
def record_of(history: History) -> Record:
    """The record of a history, kept for the next who asks: equal histories teach the same."""
    return Record(history)
