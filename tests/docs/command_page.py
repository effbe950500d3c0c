"""The page `docs/commands.md`: every command, argument and option, derived from the commands."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from fairlead.cli.commands import EPILOG, NAME, SUMMARY
from fairlead.cli.import_options import IMPORT_OPTIONS
from fairlead.cli.main import fairlead

__all__ = ["command_page", "commands"]

_HEAD = f"""\
# The commands

<!-- Written from the commands themselves by `make update-golden`. -->

*{SUMMARY}*

`{NAME} COMMAND --help` tells the same on the terminal. `--json` prints what the command computed,
with stable keys and times in ISO 8601. {EPILOG.partition(" Help")[0]}
"""
_IMPORT = """\
## Options of import

Where a table or the export of a tracker leaves something open, these settle it; see
[trackers](trackers.md).
"""


def commands() -> dict[str, click.Command]:
    """Every command by its name, in the order in which help lists them."""
    context = click.Context(fairlead, info_name=NAME)
    found = {name: fairlead.get_command(context, name) for name in fairlead.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def command_page() -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    shared: dict[str, click.Option] = {}
    for name, command in commands().items():
        own: list[click.Option] = []
        imports: list[click.Option] = []
        for option in _options(command):
            (imports if option.name in IMPORT_OPTIONS else own).append(option)
        shared.update({option.name or "": option for option in imports})
        lines += [f"## {NAME} {name}\n", f"```\n{_usage(name, command)}\n```\n"]
        lines += [_text(command.help or "")]
        lines += [*_table(own), ""]
        if imports:
            lines += ["And the [options of import](#options-of-import).\n"]
    lines += [_IMPORT, *_table(list(shared.values()))]
    return "\n".join(lines).rstrip() + "\n"


def _options(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


def _usage(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"{NAME} {name}")
    return " ".join([f"{NAME} {name}", *command.collect_usage_pieces(context)])


def _text(told: str) -> str:
    """The help of a command; a comment in it is a line of code, not a heading."""
    lines = inspect.cleandoc(told).splitlines()
    return "\n".join(f"`{line}`" if line.startswith("# ") else line for line in lines) + "\n"


def _table(options: list[click.Option]) -> Iterator[str]:
    yield "| option | what it does |"
    yield "|---|---|"
    for option in options:
        yield f"| {_spelling(option)} | {_told(option)} |"


def _spelling(option: click.Option) -> str:
    value = ""
    if isinstance(option.type, click.Choice):
        value = " " + "\\|".join(option.type.choices)
    elif isinstance(option.type, click.IntRange | click.FloatRange):
        value = f" {option.type.min}..{option.type.max}"
    elif not option.is_flag:
        value = f" {option.metavar or option.type.name.upper()}"
    return ", ".join(f"`{word}{value}`" for word in option.opts)


def _told(option: click.Option) -> str:
    told = option.help or ""
    if option.required:
        told += " Must be given."
    if option.show_default and option.default is not None:
        told += f" `{option.default}` when left out."
    if option.multiple and "repeated" not in told:
        told += " May be repeated."
    return told.replace("|", "\\|")
