"""Markdown: what users write stays what they wrote, and both briefings are as they were agreed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.fact import Fact
from fairlead.reports.formats.markdown import escaped, markdown
from fairlead.reports.picture import fact_base, picture
from fairlead.reports.text import Part
from tests.reports import sample


def stable(part: Part, text: str) -> str:
    """What is written for a part, but for the facts that a new version changes."""
    changing = {"plan.fingerprint", "fairlead.version"}
    return part.id if isinstance(part, Fact) and part.id in changing else text


def both() -> dict[str, str]:
    seen = picture(sample.program(), sample.plan(), findings=sample.FINDINGS)
    base = fact_base(seen)
    return {
        "business": markdown(business_briefing(seen, base), shown=stable),
        "engineering": markdown(engineering_briefing(seen, base), shown=stable),
    }


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_the_briefing_is_as_it_was_agreed(voice: str, golden: Callable[[str, str], None]) -> None:
    golden(f"reports/{voice}.md", both()[voice])


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("a|b", r"a\|b"),
        ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
        ("<script>", r"\<script\>"),
        ("[x](y)", r"\[x\](y)"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("1. first", r"1\. first"),
        ("see https://example.org", r"see https\://example.org"),
        ("API v2", "API v2"),
    ],
)
def test_marks_of_markdown_become_plain(written: str, plain: str) -> None:
    assert escaped(written) == plain


@given(st.text())
def test_every_mark_is_preceded_by_a_backslash(text: str) -> None:
    shown = escaped(text)
    taken = shown.replace("\\\\", "")
    for mark in "`*_[]<>|~#&$":
        assert taken.count(mark) == taken.count("\\" + mark)


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    for text in both().values():
        for table in text.split("\n\n"):
            rows = [row for row in table.splitlines() if row.startswith("|")]
            cells = {row.replace("\\|", "").count("|") for row in rows}
            assert len(cells) <= 1, table
