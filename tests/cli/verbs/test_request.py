"""The commands `baseline` and `request`: agree, ask, decide."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.main import main
from fairlead.cli.verbs.baseline import command as baseline
from fairlead.cli.verbs.request import command as request

TEXT = """\
fairlead: 1
program: small
stakeholders: {sales: {name: Sales}}
tasks:
  api: {title: API, estimate: 3d}   # by hand
"""
ASK = ("more", "--title", "More", "--by", "sales", "--on", "2026-03-02")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "plan.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def asked(path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(request, [str(path), *options])
    return done.exit_code, done.output


def test_agree_ask_and_approve(path: Path) -> None:
    agreed = CliRunner().invoke(
        baseline, [str(path), "first", "--by", "boss", "--on", "2026-03-01"]
    )
    assert agreed.exit_code == exit_codes.CLEAN
    assert "first  2026-03-01  boss  agreed as it stood" in agreed.output
    assert asked(path, *ASK, "--set", "tasks.api.estimate=6d")[0] == exit_codes.CLEAN
    code, output = asked(path, "more")
    assert (code, output) == (
        exit_codes.CLEAN,
        "More\nproposed, asked for by sales on 2026-03-02\n  tasks.api.estimate: 3d -> 6d\n",
    )
    code, output = asked(path, "more", "--approve", "--by", "boss", "--on", "2026-03-03")
    assert (code, output) == (
        exit_codes.CLEAN,
        "more is approved. Agreed is now baseline more.\n",
    )
    assert "estimate: 6d}   # by hand" in path.read_text(encoding="utf-8")
    listed = CliRunner().invoke(baseline, [str(path), "--json"])
    assert [row["name"] for row in json.loads(listed.output)["baselines"]] == ["first", "more"]


def test_a_draft_is_asked_for(path: Path) -> None:
    draft = path.with_name("draft.yaml")
    draft.write_text(f"{TEXT}  docs: {{title: Handbook, estimate: 1d}}\n", encoding="utf-8")
    assert asked(path, *ASK, "--draft", str(draft))[0] == exit_codes.CLEAN
    rows = json.loads(asked(path, "more", "--json")[1])["changes"]["more"]["edits"]
    assert rows == [{"row": "tasks.docs", "after": "{title: Handbook, estimate: 1d}"}]


def test_a_rejected_request_stays_for_the_record(path: Path) -> None:
    asked(path, *ASK, "--remove", "tasks.api")
    assert asked(path, "more", "--reject", "--by", "boss", "--on", "2026-03-03") == (
        exit_codes.CLEAN,
        "more is rejected.\n",
    )
    head, row = asked(path)[1].splitlines()
    assert head.split() == ["state", "asked", "by", "decided", "by"]
    assert row.split() == ["more", "rejected", "2026-03-02", "sales", "2026-03-03", "boss", "More"]
    code, output = asked(path, "more", "--approve", "--by", "boss")
    assert code == exit_codes.FINDINGS
    assert "change.settled" in output


def test_a_conflict_writes_nothing(path: Path) -> None:
    asked(path, *ASK, "--set", "tasks.api.estimate=6d")
    text = path.read_text(encoding="utf-8").replace("estimate: 3d}", "estimate: 4d}")
    path.write_text(text, encoding="utf-8")
    code, output = asked(path, "more", "--approve", "--by", "boss")
    assert code == exit_codes.FINDINGS
    assert "the program holds 4d" in output
    assert output.endswith("Nothing was written.\n")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "options",
    [
        ("none",),
        ("more", "--approve"),
        ("--approve",),
        ("more", "--set", "tasks.api.estimate=6d"),
        ("more", "--title", "T", "--by", "x"),
        (*ASK, "--set", "tasks.api.estimate"),
        (*ASK, "--set", "tasks.api.estimate=6 days"),
        (*ASK, "--set", "tasks.gone.estimate=6d"),
        (*ASK, "--remove", "tasks.gone"),
        (*ASK, "--draft", "baseline:none"),
        (*ASK, "--set", "tasks.api.estimate=6d", "--approve"),
    ],
)
def test_misuse_is_told_and_nothing_is_written(path: Path, options: tuple[str, ...]) -> None:
    assert main(["request", str(path), *options]) == exit_codes.MISUSE
    assert path.read_text(encoding="utf-8") == TEXT
    assert not path.with_suffix(".baselines").exists()


def test_a_baseline_says_who_agrees(path: Path) -> None:
    done = CliRunner().invoke(baseline, [str(path), "first"])
    assert done.exit_code == exit_codes.MISUSE
    empty = CliRunner().invoke(baseline, [str(path)])
    assert (empty.exit_code, empty.output[:27]) == (exit_codes.CLEAN, "Nothing was agreed yet: fai")
