"""The tutorial is run as it stands: files written, commands executed, output compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL
)


def steps(text: str) -> list[tuple[str | None, str, str]]:
    """Each fenced block: the file it is the content of, its language, its text."""
    return [(m["file"], m["kind"], m["text"]) for m in BLOCK.finditer(text)]


def commands(block: str) -> list[tuple[str, str]]:
    """Each `$ command` of a console block with the output that stands below it."""
    parts = re.split(r"(?m)^\$ ", block)
    assert parts[0] == "", "A console block begins with a command."
    pairs = [part.partition("\n") for part in parts[1:]]
    return [(command, output) for command, _, output in pairs]


def matches(expected: str, shown: str) -> bool:
    """Whether the output is as told; a line `...` stands for any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in expected.rstrip().splitlines()
    )
    return re.fullmatch(pattern, shown.rstrip() + "\n" if shown.strip() else "") is not None


def test_tutorial_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIRLEAD_NO_RECORD")  # it shows the ledger that a report leaves
    ran = 0
    for file, kind, text in steps(TUTORIAL.read_text(encoding="utf-8")):
        if file is not None:
            target = tmp_path / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        elif kind == "console":
            for command, expected in commands(text):
                ran += 1
                run_as_told(command, expected, tmp_path)
    assert ran >= 6


def run_as_told(command: str, expected: str, folder: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "fairlead", f"The tutorial runs only fairlead: {command}"
    done = subprocess.run(
        [sys.executable, "-m", "fairlead", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        pytest.fail(f"$ {command}\nexited with {done.returncode}\n{done.stderr}")
    assert matches(expected, done.stdout), f"$ {command}\nprinted\n{done.stdout}"


def test_a_block_may_leave_lines_out_but_not_change_them() -> None:
    assert matches("a\n...\nd\n", "a\nb\nc\nd\n")
    assert matches("...\nd\n", "d\n")
    assert not matches("a\n...\nd\n", "a\nb\ne\n")
    assert not matches("a\n", "a\nb\n")
