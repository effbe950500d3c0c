"""What commands print fits a terminal, stays whole in a pipe, and is in the order of the file."""

from __future__ import annotations

import io
import shutil
import sys
from os import terminal_size
from pathlib import Path

import pytest

from fairlead.cli.lines import folded, table, terminal_columns
from fairlead.cli.main import main
from fairlead.cli.opening import show_findings
from fairlead.program.findings import Finding


class Terminal(io.StringIO):
    """Where output goes when somebody looks at it."""

    def isatty(self) -> bool:
        return True


def finding(where: str, message: str = "Wrong.", hint: str | None = None) -> Finding:
    return Finding(code="a.b", severity="error", message=message, where=where, hint=hint)


LONG = finding("plan.yaml:3", "A word or two too many " * 8, "Say it in fewer words. " * 5)


def test_findings_are_whole_lines_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal_columns() is None
    show_findings((LONG,))
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_findings_are_folded_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stdout", seen)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: terminal_size((60, 24)))
    show_findings((LONG,))
    lines = seen.getvalue().splitlines()
    assert len(lines) > 4
    assert max(map(len, lines)) <= 60
    assert " ".join(" ".join(lines).split()) == " ".join(
        f"plan.yaml:3: error: {LONG.message} [a.b] {LONG.hint}".split()
    )


def test_line_13_comes_before_line_100(capsys: pytest.CaptureFixture[str]) -> None:
    show_findings(tuple(finding(where) for where in ("p.yaml:100", "p.yaml:13", "b.yaml:7")))
    places = [line.partition(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert places == ["b.yaml:7", "p.yaml:13", "p.yaml:100"]


def test_words_are_never_cut() -> None:
    assert folded("a well-known " + "x" * 90, width=50) == ["a well-known", "x" * 90]


def test_many_errors_are_counted_and_the_first_of_them_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(f"  t{n}: {{title: T, estimate: {n} apples}}" for n in range(25))
    program = tmp_path / "p.yaml"
    program.write_text(f"fairlead: 1\nprogram: p\ntasks:\n{rows}\n", encoding="utf-8")
    assert main(["plan", str(program)]) == 2
    told = capsys.readouterr().err
    assert told.count("[span.grammar]") == 20
    assert "25 errors in the file: mend them first. 5 more are not shown" in told


def test_two_whole_programs_in_a_folder_are_told_to_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "fairlead: 1\nprogram: p\nstart: 2026-03-02\ntasks: {a: {title: A}}\n"
    for name in ("old.yaml", "new.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["plan", str(tmp_path)]) == 2
    assert "Both files are whole programs; a folder is read as one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["impact", "{p}", "walet"], "'walet' is no request, no scenario, and no file."),
        (["options", "{p}", "--milestone", "m", "--by", "15.1.2027"], "Write `2027-01-15`."),
    ],
)
def test_a_slip_on_the_command_line_is_told_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    program = tmp_path / "p.yaml"
    program.write_text("fairlead: 1\nprogram: p\nstart: 2026-03-02\n", encoding="utf-8")
    assert main([each.format(p=program) for each in arguments]) == 2
    assert told in capsys.readouterr().err


ROWS = [("", "start", "P90", "who"), ("api", "2026-03-02", "2026-05-01", "asha ben cleo")]


def test_a_table_leaves_out_what_a_narrow_terminal_has_no_room_for_and_says_so() -> None:
    wide = ["       start       P90         who", "  api  2026-03-02  2026-05-01  asha ben cleo"]
    assert table(ROWS, spare=(2, 3), width=None) == wide
    assert table(ROWS, spare=(2, 3), width=44) == wide
    assert table(ROWS, spare=(2, 3), width=40) == [
        "       start       who",
        "  api  2026-03-02  asha ben cleo",
        "  (too narrow for: P90)",
    ]
    assert table(ROWS, spare=(2, 3), width=10)[-1] == "  (too narrow for: P90, who)"


def test_a_plan_fits_a_terminal_of_80(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "p.yaml"
    people = ", ".join(f"person-{n}: {{name: P}}" for n in range(3))
    program.write_text(
        f"fairlead: 1\nprogram: p\nstart: 2026-03-02\npeople: {{{people}}}\ntasks:\n"
        "  a-long-name-of-a-task: {title: A, estimate: 3d, who: [person-0, person-1, person-2]}\n",
        encoding="utf-8",
    )
    seen = Terminal()
    monkeypatch.setattr(sys, "stdout", seen)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: terminal_size((80, 24)))
    assert main(["plan", str(program)]) == 0
    rows = seen.getvalue().partition("\nTasks\n")[2].splitlines()
    assert max(map(len, rows)) <= 80
    assert "2026-03-02  2026-03-0" in rows[1]
