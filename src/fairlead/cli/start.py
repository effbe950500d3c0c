"""Where the process begins: plain help and version at once, everything else by click.

Click takes several times as long to import as Python takes to start, so that the two questions that
are asked most are answered without it, in the words that it would use.
"""

import os
import sys

from fairlead import __version__
from fairlead.cli.commands import COMMANDS, EPILOG, NAME, SUMMARY

__all__ = ["help_text", "main"]

_OPTIONS = {
    "--version": "Show the version and exit.",
    "--help": "Show this message and exit.",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command (of `sys.argv`, unless given) and return the exit code.

    Only exactly `--help` or `--version` is answered here. A shell that asks for completions, and
    whatever keeps the answer from being printed, is for `fairlead.cli.main`.
    """
    asked = sys.argv[1:] if arguments is None else arguments
    if asked in (["--help"], ["--version"]) and f"_{NAME.upper()}_COMPLETE" not in os.environ:
        version = f"{NAME}, version {__version__}\n"
        try:
            sys.stdout.write(version if asked == ["--version"] else help_text(_columns()))
            sys.stdout.flush()
        except OSError:
            pass  # it comes again below, where it is told what it means
        else:
            return 0
    if arguments is None:
        _travel_light()
    from fairlead.cli.main import main as run  # slow import

    return run(asked)


def _travel_light() -> None:
    """Settle what a process of one short command can do without."""
    import atexit  # slow import
    import gc  # slow import

    # A command makes many objects, few cycles, and is over: at the end nothing need be collected.
    gc.set_threshold(20_000, 20, 100)
    atexit.register(gc.freeze)
    # numpy's linear algebra, which no analysis uses, would start a thread for every core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def help_text(columns: int) -> str:
    """The help of `fairlead`, byte for byte as click lays it out on a terminal so wide."""
    width = max(min(columns, 80) - 2, 50)
    lines = [f"Usage: {NAME} [OPTIONS] COMMAND [ARGS]...", ""]
    lines += _wrapped(SUMMARY, width, indent=2)
    for title, rows in (("Options", _OPTIONS), ("Commands", COMMANDS)):
        lines += ["", f"{title}:", *_table(rows, width)]
    lines += ["", *_wrapped(EPILOG, width, indent=2)]
    return "\n".join(lines) + "\n"


def _table(rows: dict[str, str], width: int) -> list[str]:
    column = max(map(len, rows)) + 4  # two spaces before it and two behind
    lines = []
    for name, text in rows.items():
        first, *rest = _wrapped(text, width, indent=column)
        lines += [f"  {name}".ljust(column) + first[column:], *rest]
    return lines


def _wrapped(text: str, width: int, *, indent: int) -> list[str]:
    """Words on lines no wider than `width`, the indent among it."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and len(longer) > width - indent:
            lines.append(word)
        else:
            lines[-1] = longer
    return [" " * indent + line for line in lines]


def _columns() -> int:
    """Characters on a line of the terminal: as `shutil` finds them, which imports compressors."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns > 0:
        return columns
    if sys.__stdout__ is None:
        return 80
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80
    except (OSError, ValueError):  # no terminal, or closed
        return 80
