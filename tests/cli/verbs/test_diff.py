"""The command `diff`: edits in the words of the program file."""

import json
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.verbs.diff import command
from fairlead.sources.baselines import agree
from fairlead.sources.program_file import read_program_file

OLD = """\
fairlead: 1
program: small
start: 2026-03-02
tasks:
  spec: {title: Specification, estimate: 2d}
  api: {title: Interface, estimate: 3d, needs: [spec]}
"""


def run(folder: Path, new: str, *options: str) -> tuple[int, str]:
    for name, text in (("old.yaml", OLD), ("new.yaml", new)):
        (folder / name).write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        command, [str(folder / "old.yaml"), str(folder / "new.yaml"), *options]
    )
    return done.exit_code, done.output


def test_equal_programs_in_another_order_do_not_differ(tmp_path: Path) -> None:
    lines = OLD.splitlines()
    code, output = run(tmp_path, "\n".join([*lines[:4], lines[5], lines[4]]))
    assert (code, output) == (exit_codes.CLEAN, "Nothing changed.\n")


def test_values_are_shown_as_the_file_writes_them(tmp_path: Path) -> None:
    code, output = run(
        tmp_path,
        OLD.replace("estimate: 3d", "estimate: 3d..8d").replace("2026-03-02", "2026-03-09"),
    )
    assert code == exit_codes.FINDINGS
    assert output == (
        "~ start: 2026-03-02 -> 2026-03-09\n"
        "~ tasks.api.estimate: 3d -> 3d..8d\n"
        "2 edits: 2 changed.\n"
    )


def test_rows_that_come_and_go_are_named(tmp_path: Path) -> None:
    new = OLD.replace(
        "  api: {title: Interface, estimate: 3d, needs: [spec]}",
        "  docs: {title: Handbook, estimate: 1d}",
    )
    _, output = run(tmp_path, new)
    assert (
        output == "- tasks.api  Interface\n+ tasks.docs  Handbook\n2 edits: 1 removed, 1 added.\n"
    )


def test_json_holds_both_values(tmp_path: Path) -> None:
    _, output = run(tmp_path, OLD.replace("title: Interface", "title: API"), "--json")
    (edit,) = json.loads(output)["edits"]
    assert (edit["place"], edit["before"], edit["after"]) == ("tasks.api.title", "Interface", "API")


def test_unknown_section_is_misuse(tmp_path: Path) -> None:
    code, output = run(tmp_path, OLD, "--section", "task")
    assert code == exit_codes.MISUSE
    assert "tasks" in output


def test_versions_may_be_spelled(tmp_path: Path) -> None:
    program = tmp_path / "old.yaml"
    run(tmp_path, OLD)
    read = read_program_file(program).program
    assert read is not None
    agree(program, read, name="first", by="sales", at=datetime(2026, 3, 2, tzinfo=UTC))
    program.write_text(OLD.replace("estimate: 3d", "estimate: 5d"), encoding="utf-8")
    told = "~ tasks.api.estimate: 3d -> 5d\n1 edit: 1 changed.\n"
    for versions in (
        ["baseline", str(program)],
        ["baseline:first", str(program)],
        ["baseline", "now", "--of", str(program)],
    ):
        done = CliRunner().invoke(command, versions)
        assert (done.exit_code, done.output) == (exit_codes.FINDINGS, told)
    assert CliRunner().invoke(command, ["baseline", "now"]).exit_code == exit_codes.MISUSE
    missing = CliRunner().invoke(command, ["baseline:frist", str(program)])
    assert "There is no baseline 'frist'" in missing.output
