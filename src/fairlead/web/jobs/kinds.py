"""What jobs there are: each a function of the job that may be called again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fairlead.web.jobs.studies import study
from fairlead.web.models import Job

__all__ = ["KINDS"]

KINDS: Final[Mapping[str, Callable[[Job], None]]] = {"study": study}
