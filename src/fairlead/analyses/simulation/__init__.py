"""Simulation: the program lived through many times, with its people, its risks and its doubts."""

from fairlead.analyses.simulation.merging import merged
from fairlead.analyses.simulation.model import Model, compile_model
from fairlead.analyses.simulation.paired import Paired, joined, paired
from fairlead.analyses.simulation.simulate import CannotSimulate, simulate
from fairlead.analyses.simulation.trials import Trials

__all__ = [
    "CannotSimulate",
    "Model",
    "Paired",
    "Trials",
    "compile_model",
    "joined",
    "merged",
    "paired",
    "simulate",
]
