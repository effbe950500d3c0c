"""A group of commands that imports a command only when that command runs."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["LazyGroup"]


def _module(name: str) -> str:
    """The module of a command: `on-call` lives in `on_call`."""
    return name.replace("-", "_")


class LazyGroup(click.Group):
    """Commands named in a table, each living in a module of its own.

    `summaries` maps the name of a command to its one line of help; the command itself is the
    attribute `command` of the module `package.name`. A name whose module does not exist is left
    out. Help and completion are answered from the table alone, so they cost no imports.
    """

    def __init__(
        self, name: str, *, package: str, summaries: Mapping[str, str], help: str, epilog: str
    ) -> None:
        super().__init__(name, help=help, epilog=epilog)
        self.package = package
        self.summaries = {
            key: summary
            for key, summary in summaries.items()
            if find_spec(f"{package}.{_module(key)}")
        }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table, which is the order of a program's life."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of `cmd_name`, and return its command."""
        if cmd_name not in self.summaries:
            return None
        module = f"{self.package}.{_module(cmd_name)}"
        command = import_module(module).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.command is {command!r}, expected a click.Command.")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begins with, or raise with the names that come close."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=self.summaries, ctx=ctx
            ) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table, instead of asking every command for its help."""
        if self.summaries:
            with formatter.section("Commands"):
                formatter.write_dl(list(self.summaries.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Complete from the table; options are completed as in any command."""
        from click.shell_completion import CompletionItem  # slow import

        return [
            CompletionItem(name, help=summary)
            for name, summary in self.summaries.items()
            if name.startswith(incomplete)
        ] + click.Command.shell_complete(self, ctx, incomplete)
