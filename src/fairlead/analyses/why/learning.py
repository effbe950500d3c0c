"""What was known of estimates at a version, asked of any program between two versions."""

from __future__ import annotations

from dataclasses import dataclass, field

from fairlead.analyses.calibration.coded import Subject
from fairlead.analyses.calibration.judged import shared_by, spreads
from fairlead.analyses.calibration.own_record import Finder, history_of, open_days
from fairlead.analyses.calibration.record import Record, record_of
from fairlead.analyses.chance import PRIOR, Judged, Judgement
from fairlead.analyses.chance.spread import Spread
from fairlead.program.program import Program

__all__ = ["Learning", "learned_from"]


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """Judges tasks by one record, whatever program they stand in; two of one record are equal.

    Of the program that the record is from it judges as `judgement_from` does.
    """

    finder: Finder
    record: Record
    known: dict[tuple[Subject, int], Spread] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Learning):
            return self.record.fingerprint == other.record.fingerprint
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.record.fingerprint)

    def judge(self, program: Program, key: str) -> Judged:
        """What the record says of a task as it stands in this program, or the prior."""
        subject = self.finder.subject(program, key)
        shared = shared_by(self.record).judge(program, key)
        if subject is None:
            return shared
        asked = subject, open_days(program, key)
        found = self.known.get(asked)
        if found is None:
            (found,) = spreads(self.record, [asked])
            self.known[asked] = found
        return Judged(found, shared.loadings)


def learned_from(program: Program) -> Judgement:
    """What the finished tasks of a program teach; the prior without any."""
    history = history_of(program)
    return Learning(Finder(history), record_of(history)) if history.tasks else PRIOR
