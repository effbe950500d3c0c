"""Ways out of a date that cannot be met: built from the program, priced, and the best of them."""

from fairlead.analyses.options.lever import Kind, Lever
from fairlead.analyses.options.options import Measure, Option, Options, Unanswerable, options

__all__ = ["Kind", "Lever", "Measure", "Option", "Options", "Unanswerable", "options"]
