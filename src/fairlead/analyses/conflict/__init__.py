"""Why a date cannot be met: the commitments that contradict each other."""

from fairlead.analyses.conflict.commitment import Commitment
from fairlead.analyses.conflict.conflict import Conflict, conflict

__all__ = ["Commitment", "Conflict", "conflict"]
