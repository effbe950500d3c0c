"""What the pages show can be typed: commands with options that there are, YAML that is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from fairlead.sources.program_file import parse_program
from tests.docs.command_page import commands

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")]
)
COMMANDS = commands()
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
SPOKEN = re.compile(r"fairlead ([a-z][a-z-]+)((?: [^`\n|]*)?)")
OPTION = re.compile(r"(?<!\S)(--[a-z][a-z-]*|-[a-z])(?![a-z])")
NO_GRAMMAR = {"reference.unknown", "reference.outside", "trigger.unknown-name", "prepared.place"}
"""What a part of a program cannot be blamed for: the rest of it is not there."""


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def spoken(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command that a text shows as code, with its options."""
    shown = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    for part in shown:
        for name, rest in SPOKEN.findall(part):
            yield name, OPTION.findall(re.sub(r'"[^"]*"|#.*', "", rest))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_is_shown_has_its_options(page: Path) -> None:
    unknown = []
    for name, options in spoken(page.read_text(encoding="utf-8")):
        command = COMMANDS.get(name)
        if command is None:
            unknown.append(name)
            continue
        there = {word for one in command.params for word in (*one.opts, *one.secondary_opts)}
        unknown += [f"{name} {word}" for word in options if word not in {*there, "--help"}]
    assert unknown == []


def test_a_stale_option_is_seen() -> None:
    assert list(spoken("`fairlead plan x --gone` and `fairlead why A B -o f.md`")) == [
        ("plan", ["--gone"]),
        ("why", ["-o"]),
    ]
    assert isinstance(COMMANDS["plan"], click.Command)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_piece_of_a_program_that_is_shown_can_be_read(page: Path) -> None:
    wrong = []
    for text in BLOCK.findall(page.read_text(encoding="utf-8")):
        head = "" if "fairlead: 1" in text else "fairlead: 1\nprogram: shown\n"
        found = parse_program(head + text, name="shown.yaml").findings
        wrong += [f for f in found if f.severity == "error" and f.code not in NO_GRAMMAR]
    assert wrong == []
