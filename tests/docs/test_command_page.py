"""The page of the commands is that of the commands, and they keep their promises."""

from collections.abc import Callable

import click
import pytest

from tests.docs.command_page import command_page, commands


def test_the_page_is_that_of_the_commands(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/commands.md", command_page())


@pytest.mark.parametrize(("name", "command"), commands().items(), ids=commands())
def test_every_command_and_option_says_what_it_does(name: str, command: click.Command) -> None:
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [f"{name} {one.opts[0]}" for one in options if not one.help] == []
    assert command.help, f"fairlead {name} --help says nothing."


@pytest.mark.parametrize(("name", "command"), commands().items(), ids=commands())
def test_every_command_answers_in_json(name: str, command: click.Command) -> None:
    speaks_nothing_else = name == "mcp"
    words = [word for one in command.params for word in one.opts]
    assert speaks_nothing_else or "--json" in words, name
