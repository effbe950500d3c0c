"""`fairlead report`: what it writes, what it refuses, and how it ends."""

import json
from pathlib import Path

import pytest

from fairlead.cli import exit_codes, main

PROGRAM = """\
fairlead: 1
program: ferry
title: Ferry booking
timezone: Europe/Berlin
start: 2026-03-02
as_of: 2026-03-02
people:
  asha: {name: Asha Rao}
tasks:
  form: {title: Booking form, estimate: 3d, who: asha}
  pay: {title: Payment, estimate: 4d, who: asha, needs: [form]}
milestones:
  open: {title: Booking opens, needs: [pay], due: 2026-04-30}
"""


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.yaml"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def test_a_briefing_is_written_as_pdf(ferry: Path) -> None:
    target = ferry.with_suffix(".pdf")
    main.main(["report", str(ferry), "--for", "business", "--trials", "0", "-o", str(target)])
    assert target.read_bytes().startswith(b"%PDF-")


def test_without_the_extra_a_pdf_is_misuse_and_says_what_to_do(
    ferry: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairlead.reports.formats.pdf.find_spec", lambda _: None)
    target = ferry.with_suffix(".pdf")
    code = main.main(["report", str(ferry), "--for", "business", "-o", str(target)])
    said = " ".join(capsys.readouterr().err.split())
    assert code == exit_codes.MISUSE
    assert "ferry.pdf: PDF needs the extra `fairlead[pdf]`." in said
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say who reads it"),
        (["--for", "business", "-o", "x.docx"], "expected a name that ends in .html, .md or .pdf"),
        (["--for", "both"], "Both briefings go into a folder"),
        (["--for", "sales"], "'sales' is not one of"),
        (["--for", "business", "--timezone", "Mars/Base"], "'Mars/Base' is no IANA time zone"),
        (["--for", "business", "--timezone", "../../etc/passwd"], "is no IANA time zone"),
    ],
)
def test_misuse_is_told(
    arguments: list[str], said: str, ferry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["report", str(ferry), *arguments]) == exit_codes.MISUSE
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_program_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.yaml")
    assert main.main(["report", missing, "--for", "business"]) == exit_codes.MISUSE


def test_markdown_goes_to_the_screen_when_no_file_is_named(
    ferry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["report", str(ferry), "--for", "business"]) == exit_codes.CLEAN
    shown = capsys.readouterr().out
    assert shown.startswith("# Ferry booking\n")
    assert "| Booking opens | **On track** | 30 Apr 2026 | 10 Mar 2026 |" in shown


def test_html_is_written_whole(ferry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = ferry.with_suffix(".html")
    code = main.main(["report", str(ferry), "--for", "engineering", "-o", str(target)])
    assert code == exit_codes.CLEAN
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert capsys.readouterr().out == f"Wrote {target}.\n"
    assert [p.name for p in ferry.parent.iterdir() if p.name.startswith(".")] == []


def test_both_voices_go_into_a_folder(ferry: Path) -> None:
    folder = ferry.parent / "reports"
    assert main.main(["report", str(ferry), "--for", "both", "-o", str(folder)]) == exit_codes.CLEAN
    assert sorted(p.name for p in folder.iterdir()) == [
        "business.html",
        "business.md",
        "engineering.html",
        "engineering.md",
    ]


def test_json_gives_the_facts(ferry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["report", str(ferry), "--json"]) == exit_codes.CLEAN
    document = json.loads(capsys.readouterr().out)
    fact = document["facts"]["milestone.open.planned"]
    # seven days of work from Monday 2 March end on Tuesday 10 March at 17:00
    assert fact["value"] == "2026-03-10T17:00:00+01:00"
    assert fact["shown"] == "10 Mar 2026"
    assert document["facts"]["task.pay.work"]["unit"] == "minutes"
    assert document["as_of"] == "2026-03-02T00:00:00+01:00"


def test_a_file_with_errors_writes_nothing(ferry: Path) -> None:
    ferry.write_text(PROGRAM.replace("needs: [form]", "needs: [from]"), encoding="utf-8")
    target = ferry.with_suffix(".html")
    code = main.main(["report", str(ferry), "--for", "business", "-o", str(target)])
    assert code == exit_codes.MISUSE
    assert not target.exists()


def test_a_folder_that_is_not_there_is_misuse(ferry: Path) -> None:
    target = ferry.parent / "none" / "brief.html"
    code = main.main(["report", str(ferry), "--for", "business", "-o", str(target)])
    assert code == exit_codes.MISUSE
