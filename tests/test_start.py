"""Starting Fairlead: quick, light, and honest in its exit code."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import fairlead
from fairlead.analyses._kernel.library import KernelError
from fairlead.cli import exit_codes, main, start
from fairlead.cli.commands import COMMANDS
from fairlead.cli.lazy_group import LazyGroup

HEAVY = frozenset(
    {"django", "holidays", "msgspec", "numpy", "ortools", "rich", "ruamel", "scipy", "yaml"}
)
GROUP = main.fairlead


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fairlead", *arguments], capture_output=True, text=True, check=False
    )


def loaded_by(*arguments: str) -> tuple[int, set[str]]:
    """Exit code of a command, and the modules that its process had imported at the end."""
    script = (
        "import sys\n"
        "from fairlead.cli.start import main\n"
        "code = main()\n"
        "print('loaded', code, *sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    mark, code, *loaded = ran.stderr.splitlines()[-1].split()
    assert mark == "loaded"
    return int(code), set(loaded)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_asking_for_help_loads_nothing_but_the_words_of_it(option: str) -> None:
    code, loaded = loaded_by(option)
    assert code == exit_codes.CLEAN
    assert {"click", "shutil", "textwrap"} & loaded == set()
    assert HEAVY & {name.partition(".")[0] for name in loaded} == set()
    assert {name for name in loaded if name.startswith("fairlead")} == {
        "fairlead",
        "fairlead.cli",
        "fairlead.cli.commands",
        "fairlead.cli.start",
    }


@pytest.mark.parametrize("name", GROUP.summaries)
def test_the_help_of_a_command_loads_nothing_heavy(name: str) -> None:
    code, loaded = loaded_by(name, "--help")
    assert code == exit_codes.CLEAN
    assert HEAVY & {name.partition(".")[0] for name in loaded} == set()


def test_a_check_loads_one_country_and_nothing_that_it_has_no_use_for(tmp_path: Path) -> None:
    program = tmp_path / "program.yaml"
    program.write_text(
        "fairlead: 1\nprogram: one\nstart: 2026-01-05\n"
        "calendars: {office: {hours: Mon-Fri 09:00-17:00, holidays: FR}}\n"
        "tasks: {build: {title: Build it, estimate: 3d, calendar: office}}\n"
    )
    _, loaded = loaded_by("check", str(program))
    assert {"numpy", "holidays", "yaml"} < loaded
    assert {"defusedxml", "numpy.ma", "python_calamine", "rich", "ruamel"} & loaded == set()
    countries = {name for name in loaded if name.startswith("holidays.countries.")}
    assert countries == {"holidays.countries.france"}


@pytest.mark.parametrize("columns", [None, "", "0", "wide", "1", *map(str, range(40, 100)), "500"])
def test_quick_help_is_what_click_would_print(
    columns: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    assert main.main(["--help"]) == exit_codes.CLEAN
    by_click = capsys.readouterr().out
    assert start.main(["--help"]) == exit_codes.CLEAN
    assert capsys.readouterr().out == by_click


def test_quick_version_is_what_click_would_print(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--version"]) == exit_codes.CLEAN
    by_click = capsys.readouterr().out
    assert start.main(["--version"]) == exit_codes.CLEAN
    assert capsys.readouterr().out == by_click


def test_every_command_of_the_table_is_there() -> None:
    assert dict(GROUP.summaries) == COMMANDS


def test_a_shell_is_given_completions_whatever_was_typed() -> None:
    asked = {"_FAIRLEAD_COMPLETE": "bash_complete", "COMP_WORDS": "fairlead ch", "COMP_CWORD": "1"}
    for arguments in ([], ["--help"]):
        ran = subprocess.run(
            [sys.executable, "-c", "from fairlead.cli.start import main; main()", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | asked,
        )
        assert (ran.returncode, ran.stdout) == (0, "plain,check\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_help_that_cannot_be_printed_is_no_success() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "fairlead", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode not in {exit_codes.CLEAN, exit_codes.FINDINGS}


def test_version_is_the_one_of_the_package() -> None:
    ran = run("--version")
    assert (ran.returncode, ran.stdout) == (0, f"fairlead, version {fairlead.__version__}\n")


def test_help_lists_every_command_with_its_line() -> None:
    shown = " ".join(run("--help").stdout.split())
    for name, summary in GROUP.summaries.items():
        assert f"{name} {summary}" in shown


@pytest.mark.parametrize("name", GROUP.summaries)
def test_a_command_says_of_itself_what_the_table_says(name: str) -> None:
    command = import_module(f"fairlead.cli.verbs.{name.replace('-', '_')}").command
    assert isinstance(command, click.Command)
    assert command.name == name
    assert (command.help or "").partition("\n\n")[0].replace("\n", " ") == COMMANDS[name]


def test_an_unknown_option_is_misuse() -> None:
    assert run("--verison").returncode == exit_codes.MISUSE


def test_no_command_at_all_is_misuse_and_shows_help() -> None:
    ran = run()
    assert ran.returncode == exit_codes.MISUSE
    assert "Usage: fairlead" in ran.stderr


def verdict(monkeypatch: pytest.MonkeyPatch, *, then: BaseException | None) -> int:
    """Exit code of `fairlead probe`, a command that does nothing or ends with `then`."""

    @click.command
    def probe() -> None:
        if then is not None:
            raise then

    group = LazyGroup("fairlead", package="fairlead.cli.verbs", summaries={}, help="", epilog="")
    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: probe)
    monkeypatch.setattr(main, "fairlead", group)
    return main.main(["probe"])


@pytest.mark.parametrize(
    ("then", "code"),
    [
        (None, 0),
        (click.exceptions.Exit(1), 1),
        (click.UsageError("no such milestone"), 2),
        (click.FileError("plan.yaml", "is not there"), 2),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("a defect"), 70),
        (FileNotFoundError("a defect"), 70),
    ],
    ids=repr,
)
def test_only_findings_exit_with_one(
    monkeypatch: pytest.MonkeyPatch, then: BaseException | None, code: int
) -> None:
    assert verdict(monkeypatch, then=then) == code


def test_a_defect_shows_where_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict(monkeypatch, then=ZeroDivisionError("a defect"))
    assert "ZeroDivisionError: a defect" in capsys.readouterr().err


def test_a_kernel_that_does_not_fit_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verdict(monkeypatch, then=KernelError("Run `make setup`.")) == 70
    assert capsys.readouterr().err == "Error: Run `make setup`.\n"


@pytest.fixture
def two_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    """A group of `forecast` and `plan`; a third name, `serve`, has no module."""
    package = tmp_path / "probe_commands"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "plan.py").write_text(
        "import click\n@click.command\ndef command() -> None:\n    click.echo('planned')\n"
    )
    (package / "forecast.py").write_text("raise ImportError('forecast was imported')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return LazyGroup(
        "probe",
        package="probe_commands",
        summaries={"plan": "Compute dates.", "forecast": "Say when.", "serve": "Open the door."},
        help="A probe.",
        epilog="",
    )


def test_a_command_is_imported_only_when_it_runs(
    two_commands: LazyGroup, capsys: pytest.CaptureFixture[str]
) -> None:
    two_commands.main(["plan"], standalone_mode=False)
    two_commands.main(["--help"], standalone_mode=False)
    shown = capsys.readouterr().out
    assert shown.startswith("planned\n")
    assert "plan      Compute dates.\n  forecast  Say when.\n" in shown
    with pytest.raises(ImportError, match="forecast was imported"):
        two_commands.main(["forecast"], standalone_mode=False)


def test_a_command_without_a_module_is_left_out(two_commands: LazyGroup) -> None:
    with click.Context(two_commands) as context:
        assert two_commands.list_commands(context) == ["plan", "forecast"]
        assert two_commands.get_command(context, "serve") is None


def test_a_slip_of_the_pen_is_answered_with_the_nearest_command(two_commands: LazyGroup) -> None:
    with pytest.raises(click.UsageError) as caught:
        two_commands.main(["plna"], standalone_mode=False)
    assert caught.value.format_message() == "No such command 'plna'. Did you mean 'plan'?"


def test_names_are_completed_from_the_table(two_commands: LazyGroup) -> None:
    with click.Context(two_commands) as context:
        found = two_commands.shell_complete(context, "fo")
    assert [(item.value, item.help) for item in found] == [("forecast", "Say when.")]
