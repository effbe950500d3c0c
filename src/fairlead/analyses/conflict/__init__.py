"""Why dates cannot be met: the commitments that contradict each other."""

from fairlead.analyses.conflict.commitment import Commitment
from fairlead.analyses.conflict.conflict import Conflict, conflict, conflict_of_all

__all__ = ["Commitment", "Conflict", "conflict", "conflict_of_all"]
