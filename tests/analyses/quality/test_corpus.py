"""Programs that say themselves what is to be found in them: one for each code, nearly right."""

import re
from pathlib import Path

import pytest

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.quality import check
from fairlead.analyses.quality.registry import CHECKS, RULES, meaning
from fairlead.sources.program_file import read_program_file

ROOT = Path(__file__).parents[3]
CORPUS = sorted((ROOT / "tests" / "corpus" / "quality").glob("*.yaml"))
EXPECTATION = re.compile(r"^# expect: (\S+)(?: @ (\S+))?$", re.MULTILINE)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_program_has_exactly_the_findings_that_it_states(path: Path) -> None:
    reading = read_program_file(path)
    assert reading.program is not None
    assert [f for f in reading.findings if f.code != "actual.future"] == []
    planned = plan(reading.program)
    assert isinstance(planned, Plan)
    report = check(reading.program, planned)
    expected = [
        (code, where or None) for code, where in EXPECTATION.findall(path.read_text("utf-8"))
    ]
    assert sorted((f.code, f.where or "") for f in report.findings) == sorted(
        (code, where or "") for code, where in expected
    )


@pytest.mark.parametrize("code", [*CHECKS, *RULES])
def test_every_code_has_a_program_that_triggers_it(code: str) -> None:
    path = ROOT / "tests" / "corpus" / "quality" / f"{code}.yaml"
    assert code in [found for found, _ in EXPECTATION.findall(path.read_text("utf-8"))]


def test_every_program_of_the_corpus_is_for_a_code() -> None:
    assert {path.stem for path in CORPUS} - {*CHECKS, *RULES} == {"clean"}


def test_every_code_is_documented_in_the_order_of_the_checks() -> None:
    page = (ROOT / "docs" / "methods" / "plan-quality.md").read_text("utf-8")
    documented = re.findall(r"^\| `((?:quality|software)\.[a-z.-]+)` \|", page, re.MULTILINE)
    assert documented == [*CHECKS, *RULES]


@pytest.mark.parametrize("code", [*CHECKS, *RULES])
def test_every_rule_gives_its_reason_in_a_sentence(code: str) -> None:
    assert meaning(code).endswith(".")


def test_there_are_fourteen_points_and_ten_practices() -> None:
    families = [code.split(".")[1] for code in CHECKS]
    assert (families.count("dcma"), families.count("gao")) == (14, 10)
