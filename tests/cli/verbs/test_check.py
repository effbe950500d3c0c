"""`fairlead check`: what it prints, and what its exit code tells a script."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fairlead.cli import exit_codes
from fairlead.cli.main import main

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus" / "quality"
CLEAN = str(CORPUS / "clean.yaml")
LATE = str(CORPUS / "quality.dcma.negative-float.yaml")
NOTE_ONLY = str(CORPUS / "software.milestone-without-confidence.yaml")
BROKEN = "fairlead: 1\nprogram: p\nstart: 2026-01-05\ntasks:\n  a: {title: A, estimate: 5}\n"
CIRCLE = """
fairlead: 1
program: p
start: 2026-01-05
tasks:
  a: {title: A, estimate: 1d, needs: b}
  b: {title: B, estimate: 1d, needs: a}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["check", *arguments])
    return code, capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code, out = run(capsys, *arguments, "--json")
    return code, json.loads(out)


def test_a_clean_program_exits_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, CLEAN)
    assert code == exit_codes.CLEAN
    assert out.startswith("Order page: as of 2026-02-02, ends 2026-02-12\n")
    assert out.endswith("\nNothing found.\n")


def test_a_finding_exits_with_one_and_names_its_offenders(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out = run(capsys, LATE)
    assert code == exit_codes.FINDINGS
    assert re.search(r"^  FAIL  Negative float +100\.0%  at most 0%$", out, re.MULTILINE)
    assert "build, try" in out


def test_notes_alone_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, NOTE_ONLY)
    assert (code, out.splitlines()[-1]) == (exit_codes.CLEAN, "0 errors, 0 warnings, 1 note.")


@pytest.mark.parametrize(("least", "code"), [("warning", 1), ("error", 0)])
def test_what_fails_can_be_chosen(
    capsys: pytest.CaptureFixture[str], least: str, code: int
) -> None:
    assert run(capsys, LATE, "--fail-on", least)[0] == code


@pytest.mark.parametrize("arguments", [("no-such-file.yaml",), (CLEAN, "--only", "everything")])
def test_misuse_exits_with_two(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(capsys, *arguments)[0] == exit_codes.MISUSE


def test_a_file_with_errors_is_told_by_line_and_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    code, out = run(capsys, str(path), "--fail-on", "error")
    assert code == exit_codes.FINDINGS
    assert "error span.no-unit" in out
    assert "broken.yaml:5:" in out.replace("\n      ", "")
    assert "Quality is not judged" in out
    assert "DCMA" not in out


def test_only_one_family_still_tells_why_it_cannot_be_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    code, out = run(capsys, str(path), "--only", "dcma")
    assert code == exit_codes.FINDINGS
    assert "span.no-unit" in out


def test_a_plan_that_cannot_be_made_is_a_finding_of_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "circle.yaml"
    path.write_text(CIRCLE)
    code, report = told(capsys, str(path))
    assert code == exit_codes.FINDINGS
    assert report["finish"] is None
    assert report["checks"] == []
    (finding,) = report["findings"]
    assert (finding["code"], sorted(finding["subjects"])) == ("links.circular", ["a", "b"])


@pytest.mark.parametrize(
    ("only", "families"),
    [
        (("dcma",), {"dcma"}),
        (("gao",), {"gao"}),
        (("dcma", "gao"), {"dcma", "gao"}),
        (("file",), set()),
        (("software",), set()),
    ],
)
def test_only_what_is_asked_for_is_told(
    capsys: pytest.CaptureFixture[str], only: tuple[str, ...], families: set[str]
) -> None:
    options = [part for name in only for part in ("--only", name)]
    _, report = told(capsys, LATE, *options)
    assert {row["code"].split(".")[1] for row in report["checks"]} == families


def test_json_carries_the_numbers_of_every_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = told(capsys, LATE)
    assert code == exit_codes.FINDINGS
    assert set(report) == {"fingerprint", "as_of", "finish", "findings", "checks"}
    assert len(report["checks"]) == 24
    row = next(r for r in report["checks"] if r["code"] == "quality.dcma.negative-float")
    assert row == {
        "code": "quality.dcma.negative-float",
        "title": "Negative float",
        "standard": "DCMA 14-point, 7",
        "passed": False,
        "because": "2 of 2 unfinished tasks have less than no slack (100.0%; none may): "
        "build, try.",
        "numerator": 2,
        "denominator": 2,
        "share": 1.0,
        "threshold": 0.0,
        "at_least": False,
        "offenders": ["build", "try"],
        "evidence": [],
    }
    assert {frozenset(finding) for finding in report["findings"]} == {
        frozenset({"code", "severity", "message", "where", "hint", "subjects"})
    }


def many_long_tasks(count: int) -> str:
    rows = "\n".join(f"  t{i}: {{title: T, estimate: 20d}}" for i in range(count))
    return f"fairlead: 1\nprogram: p\nstart: 2026-01-05\ntasks:\n{rows}\n"


def test_what_is_left_out_is_counted_and_can_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(many_long_tasks(13))
    _, short = run(capsys, str(path), "--only", "software")
    assert short.count("more days of each person") == 10
    assert "and 3 more; --all shows them" in short
    _, full = run(capsys, str(path), "--only", "software", "--all")
    assert full.count("more days of each person") == 13
    assert "--all shows them" not in full


def test_what_a_request_cannot_mean_is_found_and_the_plan_is_judged_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "fairlead: 1\nprogram: p\nstart: 2026-03-02\ntasks: {a: {title: A, estimate: 3d}}\n"
        "changes:\n  c: {title: C, edits: {row: tasks.a, field: estimat, to: 5d}}\n"
        "scenarios: {s: {title: S}}\n",
        encoding="utf-8",
    )
    assert main(["check", str(path), "--json"]) == exit_codes.FINDINGS
    codes = [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert "change.unreadable" in codes
    assert "change.empty" in codes
    assert any(code.startswith("software.") for code in codes)


def test_what_was_agreed_and_forecast_beside_a_program_is_judged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "fairlead: 1\nprogram: p\nstart: 2026-01-05\nas_of: 2026-01-07\n"
        "tasks:\n  a: {title: A, estimate: 5d..9d}\n"
        "risks:\n  r: {event: E, probability: 10%, delay: {a: 1d}}\n",
        "utf-8",
    )
    alone = run(capsys, str(path))[1]
    assert "nothing was agreed yet" in alone
    assert "no forecast is on record" in alone
    main(["baseline", str(path), "first", "--by", "boss"])
    main(["forecast", str(path), "--record", "--trials", "300"])
    capsys.readouterr()
    beside = run(capsys, str(path))[1]
    assert "nothing was agreed yet" not in beside
    assert "no forecast is on record" not in beside
