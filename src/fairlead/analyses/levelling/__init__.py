"""The resource-feasible plan: nobody works on more than they can, and slack with that in mind."""

from fairlead.analyses.levelling.level import Levelled, assembled, level

__all__ = ["Levelled", "assembled", "level"]
