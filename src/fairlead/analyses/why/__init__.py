"""Why the date moved: by cause and by single change, adding up exactly."""

from __future__ import annotations

from fairlead.analyses.why.causes import CAUSES, Cause
from fairlead.analyses.why.moved import Moved, MovedBecause, MovedBy, Why
from fairlead.analyses.why.why import why

__all__ = ["CAUSES", "Cause", "Moved", "MovedBecause", "MovedBy", "Why", "why"]
