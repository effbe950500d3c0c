"""The hand-over to the forecast: what a record has taught, as a judgement of a program's tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Subject
from fairlead.analyses.calibration.own_record import Finder, history_of, open_days
from fairlead.analyses.calibration.record import Record, record_of
from fairlead.analyses.chance.judgement import Judged, Judgement, RecordUsed
from fairlead.analyses.chance.normal import lower
from fairlead.analyses.chance.prior import PRIOR, Prior
from fairlead.analyses.chance.spread import Quantiles, Spread
from fairlead.program.history import History
from fairlead.program.program import Program

__all__ = ["Learned", "judgement_from", "shared_by", "spreads"]

Floats = NDArray[np.float64]

_PULL = 20.0
"""A record of so many tasks stands half way between the prior and what it says itself."""
_Z: Floats = np.linspace(-2.75, 2.75, 45)
_LEVELS: Floats = lower(_Z)
_END = 6.4
_SMALLEST = 1e-4


@dataclass(frozen=True, slots=True)
class Learned:
    """The judgement of every task that stood in a program when the record was asked.

    Tasks that it does not know are judged by the prior.
    """

    record: RecordUsed
    judged: Mapping[str, Judged] = field(repr=False, compare=False)
    otherwise: Judgement = PRIOR

    def judge(self, program: Program, key: str) -> Judged:
        """What the record says of a task, or the prior."""
        return self.judged.get(key) or self.otherwise.judge(program, key)


def judgement_from(
    program: Program, *, history: History | None = None, name: str = ""
) -> Judgement:
    """What a record says of the tasks of a program; without one, what its own finished tasks say.

    `name` is what the record is called in the answer. Without any finished task it is the prior.
    """
    told = history_of(program) if history is None else history
    if not told.tasks:
        return PRIOR
    record = record_of(told)
    found = Finder(told)
    subjects = {key: found.subject(program, key) for key in program.tasks}
    days = {key: open_days(program, key) for key in program.tasks}
    asked = list(dict.fromkeys((s, days[key]) for key, s in subjects.items() if s is not None))
    made = dict(zip(asked, spreads(record, asked), strict=True))
    shared = shared_by(record)
    judged: dict[str, Judged] = {}
    for key, subject in subjects.items():
        if subject is not None:
            judged[key] = Judged(made[subject, days[key]], shared.judge(program, key).loadings)
    return Learned(
        RecordUsed(
            name=name or program.id,
            own=history is None,
            tasks=record.tasks,
            until=record.until,
            fingerprint=record.fingerprint,
        ),
        judged,
        otherwise=shared,
    )


def shared_by(record: Record) -> Prior:
    """The prior with the common factors of a record: the loadings of every task."""
    of = record.factors
    return Prior(person=of.person, team=of.team, program=of.program)


def spreads(record: Record, asked: list[tuple[Subject, int]]) -> list[Spread]:
    """Actual over estimate of subjects open for so many days, pulled to the prior at first.

    On the scale of log ratios a quantile is w of the record's and 1 - w of the prior's, with
    w = n / (n + 20) for n tasks. Beyond three in a thousand the tail goes on as steep as the whole.
    """
    if not asked:
        return []
    weight = record.tasks / (record.tasks + _PULL)
    prior = np.log(PRIOR.ratio.at(_Z))
    found: list[Spread] = []
    told = record.log_ratios([s for s, _ in asked], _LEVELS, open_days=[d for _, d in asked])
    for logs in weight * told + (1 - weight) * prior:
        rising = np.maximum.accumulate(logs)
        slope = (rising[-1] - rising[0]) / (_Z[-1] - _Z[0])
        beyond = slope * (_END - _Z[-1])
        values = np.exp(np.concatenate([[rising[0] - beyond], rising, [rising[-1] + beyond]]))
        z = (-_END, *_Z.tolist(), _END)
        found.append(Quantiles(z, tuple(np.maximum(values, _SMALLEST).tolist())))
    return found
