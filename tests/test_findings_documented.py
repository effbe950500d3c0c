"""Every finding that the source can make is documented once, with its severity, and provoked."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fairlead.analyses.quality.registry import CHECKS
from fairlead.analyses.quality.registry import RULES as QUALITY_RULES
from fairlead.sources.program_file.rules import RULES as FILE_RULES
from fairlead.sources.spreadsheet.rows import CODES

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "fairlead"
PAGES = (ROOT / "docs" / "findings.md", ROOT / "docs" / "methods" / "plan-quality.md")
ROW = re.compile(r"^\| `([a-z]+(?:\.[a-z-]+)+)` \| ([^|]+) \|", re.MULTILINE)
EXPECTED = re.compile(r"expect: ([a-z]+(?:\.[a-z-]+)+)")

COMPUTED = {
    "analyses/quality/__init__.py": {*CHECKS, *QUALITY_RULES},
    "sources/program_file/prepared.py": set(FILE_RULES),
    "sources/program_file/readiness.py": set(FILE_RULES),
    "sources/history_amounts.py": {"history.seconds", "history.units"},
    "sources/program_file/rules.py": set(FILE_RULES),
    "sources/program_file/sense.py": set(FILE_RULES),
    "sources/spreadsheet/rows.py": {f"table.{code}" for code in CODES.values()},
}
"""Where a code is not written out, and the codes that it can be."""


def spelled(value: ast.expr) -> set[str] | None:
    """The codes that an expression spells out; None when it computes them."""
    match value:
        case ast.Constant(value=str(code)):
            return {code}
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return {one, other}
    return None


@cache
def calls() -> tuple[tuple[str, ast.expr, ast.expr], ...]:
    """Place, code and severity of every finding that is made."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                named = {word.arg: word.value for word in node.keywords}
                place = path.relative_to(SOURCES).as_posix()
                found.append((place, named["code"], named["severity"]))
    return tuple(found)


def codes() -> set[str]:
    found: set[str] = set()
    for place, code, _ in calls():
        words = spelled(code)
        found |= COMPUTED[place] if words is None else words
    return found


def rows() -> list[tuple[str, str]]:
    """Code and second column of every row, on all pages."""
    return [row for page in PAGES for row in ROW.findall(page.read_text(encoding="utf-8"))]


def provoked() -> Iterator[str]:
    """Codes that tests name in full, and those that files of the corpus expect."""
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in (ROOT / "tests" / "corpus").rglob("*.*"):
        if path.is_file():
            yield from EXPECTED.findall(path.read_text(encoding="utf-8", errors="replace"))


def test_where_codes_are_computed_is_known() -> None:
    assert {place for place, code, _ in calls() if spelled(code) is None} == set(COMPUTED)


def test_every_code_is_documented_once_and_nothing_else_is() -> None:
    assert sorted(code for code, _ in rows()) == sorted(codes())


def test_every_code_is_provoked_by_a_test_or_a_file_of_the_corpus() -> None:
    assert codes() - set(provoked()) == set()


def test_the_documented_severity_is_the_one_that_is_given() -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for _, code, severity in calls():
        if isinstance(severity, ast.Constant):
            for word in spelled(code) or ():
                given[word].add(str(severity.value))
    told = {code: set(re.findall("error|warning|note", cell)) for code, cell in rows()}
    assert {code: told[code] for code in given} == given
    assert {code: told[code] for code in FILE_RULES} == {
        code: {rule.severity} for code, rule in FILE_RULES.items()
    }
