"""What a server is given on its first day: an account, and programs to look at."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fairlead.program.noun import replace
from fairlead.sources.baselines import baselines_of, program_of
from fairlead.sources.open import read
from fairlead.web.log.agreed import take_over
from fairlead.web.models import User
from fairlead.web.pages.programs.importing import imported

__all__ = ["load_examples"]


def load_examples(folder: Path, user: User) -> int:
    """Bring in every program of a folder, and what was agreed of it; how many there were."""
    number = 0
    for path in sorted(folder.iterdir()):
        if path.is_dir() and any(path.glob("*.y*ml")):
            program = read(path).program
            if program is not None:
                log = imported(program, user, at=datetime.now(UTC), why="An example")
                for agreed in baselines_of(path).baselines:
                    was = replace(program_of(path, agreed), id=log.key)
                    take_over(log, agreed, was, at=datetime.now(UTC))
                number += 1
    return number
