"""Putting a file into its place: whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Put a file into its place in one step, so that no reader ever sees a part of it.

    What was there keeps its permissions, and stays if anything fails; a link is followed. Raises
    `OSError`.
    """
    import tempfile  # slow import

    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    waiting = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        waiting.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        waiting.replace(target)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
