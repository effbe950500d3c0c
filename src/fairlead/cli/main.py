"""The command `fairlead`: a group of its subcommands, and what its exit codes promise."""

import errno
import os
import sys
from collections.abc import Sequence

import click

from fairlead import __version__
from fairlead.cli import exit_codes
from fairlead.cli.commands import COMMANDS, EPILOG, NAME, SUMMARY
from fairlead.cli.lazy_group import LazyGroup

__all__ = ["fairlead", "main"]

fairlead = LazyGroup(
    NAME, package="fairlead.cli.verbs", summaries=COMMANDS, help=SUMMARY, epilog=EPILOG
)
click.version_option(__version__, prog_name=NAME)(fairlead)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command (of `sys.argv`, unless given) and return the exit code.

    Click would exit with 1 for every failure, which here means "the program has findings":
    whatever kept a command from its work is told apart instead.

    | what happened                           | exit code                |
    |-----------------------------------------|--------------------------|
    | the command returned                    | 0                        |
    | the command called `ctx.exit(code)`     | that code                |
    | click's exceptions: options, files      | 2                        |
    | Ctrl-C, or a question left unanswered   | 130                      |
    | who reads our output has gone           | 0, they have seen enough |
    | the kernel is missing or another one    | 70, with what to do      |
    | anything else: a defect                 | 70, with the traceback   |
    """
    try:
        code = fairlead.main(arguments, prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return exit_codes.MISUSE
    except click.Abort:
        return exit_codes.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not exit with 1)
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            # Python flushes at exit once more, which would complain about the same pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return exit_codes.CLEAN
        if _is_of_the_kernel(error):
            click.echo(f"Error: {error}", err=True)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
        return exit_codes.CRASH
    return code if isinstance(code, int) else exit_codes.CLEAN


def _is_of_the_kernel(error: Exception) -> bool:
    """Whether the compiled part does not fit: the installation is to be mended, not the code."""
    if not isinstance(error, ImportError):
        return False
    from fairlead.analyses._kernel.library import KernelError  # slow import

    return isinstance(error, KernelError)
