"""Every finding has a file in the corpus that provokes it, and says on which line."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.sources import madr, program_file
from fairlead.sources.program_file import parse_program, read_program_file
from fairlead.sources.program_file.reference_page import findings_page, program_file_page
from fairlead.sources.program_file.rules import RULES

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus" / "file"
CASES = sorted(path for path in CORPUS.iterdir() if path.name != "valid")
EXPECTED = re.compile(r"expect: ([a-z-]+\.[a-z-]+)(?: @ (?:line (\d+)|(file)))?")


def code_of(path: Path) -> str:
    return path.name.removesuffix(".yaml")


def expectations(path: Path) -> Counter[tuple[str, str]]:
    """(place, code) of each `# expect: code`: about its own line, unless it says another."""
    found: Counter[tuple[str, str]] = Counter()
    files = [path] if path.is_file() else [part for part in path.rglob("*.*") if part.is_file()]
    for part in files:
        text = part.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), 1):
            for code, other, whole in EXPECTED.findall(line):
                found[str(part) if whole else f"{part}:{other or number}", code] += 1
    return found


@pytest.mark.parametrize("path", CASES, ids=code_of)
def test_a_corpus_file_yields_the_findings_that_it_names(path: Path) -> None:
    findings = read_program_file(path).findings
    expected = expectations(path)
    assert code_of(path) in {code for _, code in expected}
    assert Counter((f.where, f.code) for f in findings) == expected
    for finding in findings:
        assert finding.severity == RULES[finding.code].severity


@pytest.mark.parametrize("path", sorted((CORPUS / "valid").iterdir()), ids=lambda path: path.name)
def test_a_valid_file_has_no_errors(path: Path) -> None:
    assert [f for f in read_program_file(path).findings if f.severity == "error"] == []


def test_every_code_in_the_source_is_a_rule_and_has_its_corpus() -> None:
    folder = Path(program_file.__file__).parent
    program = ROOT / "src" / "fairlead" / "program" / "references.py"
    conditions = program.with_name("conditions.py")
    used = set()
    for path in [*folder.glob("*.py"), Path(madr.__file__), program, conditions]:
        if path.name == "rules.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= {node.value} & set(RULES)
                if re.fullmatch(
                    r"(?:file|yaml|key|value|id|madr|outline|reference)\.[a-z-]+", node.value
                ):
                    used.add(node.value)
    assert used - {"file.yaml"} == set(RULES)
    assert {code_of(path) for path in CASES} == set(RULES)


def test_everything_is_reported_at_once_in_the_order_of_the_file() -> None:
    text = (
        "fairlead: 1\nprogram: p\ntimezone: Nowhere\n"
        "tasks:\n  a: {estimate: 5, who: nobody}\n  b: {title: B, estimat: 3d, needs: [c, a]}\n"
    )
    found = [(f.where, f.code) for f in parse_program(text, name="p.yaml").findings]
    assert found == [
        ("p.yaml:3", "timezone.unknown"),
        ("p.yaml:5", "span.no-unit"),
        ("p.yaml:5", "field.missing"),
        ("p.yaml:5", "reference.unknown"),
        ("p.yaml:6", "key.unknown"),
        ("p.yaml:6", "reference.unknown"),
    ]


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("a: {title: A, estimat: 3d}", "'estimat'", "Did you mean 'estimate'?"),
        (
            "a: {title: A, estimate: 5}",
            "'5' says no unit",
            "Write `5d` for days or `5h` for hours.",
        ),
        ("a: {title: A, estimate: 8d..3d}", "expected low <= high", "Put the smaller one first."),
        ("a: {title: A, team: paymnts}", "names 'paymnts'", "Did you mean 'payments'?"),
        ("a: {title: A, as_late_as_possible: no}", "neither `true` nor", "Write `false`."),
    ],
)
def test_a_finding_says_what_is_there_and_what_to_write(line: str, message: str, hint: str) -> None:
    text = f"fairlead: 1\nprogram: p\nteams:\n  payments:\ntasks:\n  {line}\n"
    (finding,) = parse_program(text).findings
    assert message in finding.message
    assert finding.hint == hint
    assert finding.subjects == ("a",)


def test_a_path_that_leads_nowhere_is_told() -> None:
    with pytest.raises(UnreadableInput, match="there is no such file"):
        read_program_file(Path("nowhere.yaml"))


def test_a_folder_without_a_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"no \*\.yaml file"):
        read_program_file(tmp_path)


def test_the_pages_are_those_of_the_model() -> None:
    page = ROOT / "docs" / "program-file.md"
    assert page.read_text(encoding="utf-8") == program_file_page(), (
        "Run: fairlead schema --page > docs/program-file.md"
    )
    findings = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    for line in findings_page().splitlines():
        assert line in findings, "Run: fairlead schema --findings, and put the table there."
