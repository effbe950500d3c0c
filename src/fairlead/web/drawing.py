"""Charts drawn by a process beside the one that serves.

What draws holds the interpreter for a tenth of a second, in which no other page would be answered.
Specifications go to the process and drawings come back, each as its length in eight bytes and its
text. Where the process cannot be had, or ends, the chart is drawn here.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Final

from fairlead.reports.charts.draw import can_draw, draw_by, drawn_here

__all__ = ["Beside", "draw_beside"]

_LONGEST: Final = 64 * 1024 * 1024


class Beside:
    """A process that draws, begun with the first chart and again where it ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def drawn(self, spec: str) -> str:
        """The SVG of a chart. Raises as what draws does."""
        with self._lock:
            try:
                svg = self._asked(spec)
            except OSError:
                self.end()
                svg = ""
        return svg or drawn_here(spec)  # a chart that cannot be drawn says why where it is asked

    def _asked(self, spec: str) -> str:
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "fairlead.web.drawing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise OSError("The process that draws has no pipes.")
        _put(process.stdin, spec)
        answer = _taken(process.stdout)
        if answer is None:
            raise OSError("The process that draws ended.")
        return answer

    def end(self) -> None:
        """End the process; the next chart begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was to be written to one who is gone
                if pipe is not None:
                    pipe.close()


def draw_beside() -> None:
    """Have this process's charts drawn by another, where charts can be drawn at all."""
    if can_draw():
        draw_by(Beside().drawn)


def _put(stream: IO[bytes], text: str) -> None:
    told = text.encode()
    stream.write(len(told).to_bytes(8, "big") + told)
    stream.flush()


def _taken(stream: IO[bytes]) -> str | None:
    """The next text; None where the other side has ended."""
    head = stream.read(8)
    length = int.from_bytes(head, "big")
    if len(head) < 8 or length > _LONGEST:
        return None
    told = stream.read(length)
    return told.decode() if len(told) == length else None


def main() -> None:
    """Draw what is asked for until there is nobody to ask."""
    while (spec := _taken(sys.stdin.buffer)) is not None:
        svg = ""
        with suppress(ValueError):
            svg = drawn_here(spec)
        _put(sys.stdout.buffer, svg)


if __name__ == "__main__":
    main()
