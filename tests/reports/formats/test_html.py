"""The page: whole in one file, closed to the network, deaf to what users write."""

import base64
import hashlib
import re

import pytest

from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.formats.html import html, packaged
from fairlead.reports.picture import fact_base, picture
from tests.reports import sample
from tests.reports.large import large
from tests.reports.pages import Page

HOSTILE = '</title><script>alert(1)</script><img src=x onerror="x">&amp; \'"`\x00\x1b[31m\u202e'


def pages(program: Program | None = None) -> list[str]:
    program = program or sample.program()
    seen = picture(program, sample.plan(program), findings=sample.FINDINGS)
    base = fact_base(seen)
    return [html(business_briefing(seen, base)), html(engineering_briefing(seen, base))]


def hostile() -> Program:
    """The sample with every title and name replaced by an attack."""
    program = sample.program()
    for section in ("tasks", "milestones", "goals", "components", "requirements", "risks"):
        rows = {k: replace(row, title=HOSTILE) for k, row in program.section(section).items()}
        program = replace(program, **{section: Table(rows)})
    people = {k: replace(row, name=HOSTILE) for k, row in program.people.items()}
    return replace(program, title=HOSTILE, people=Table(people))


def test_every_tag_closes_as_it_opens() -> None:
    assert [Page(page).unbalanced for page in pages()] == [[], []]


def test_what_users_write_becomes_text_and_nothing_else() -> None:
    plain, attacked = pages(), pages(hostile())
    for before, after in zip(plain, attacked, strict=True):
        elements = {tag for tag, _ in Page(after).elements}
        assert elements <= {tag for tag, _ in Page(before).elements}
        assert after.count("<script") == 1
        assert "<script>alert" not in after
        assert "\x00" not in after
        assert Page(after).unbalanced == []


def test_no_element_carries_a_style_or_a_handler() -> None:
    for page in pages(hostile()):
        attributes = {name for _, given in Page(page).elements for name in given}
        assert {n for n in attributes if n == "style" or n.startswith("on")} == set()


def test_nothing_is_loaded_from_anywhere() -> None:
    for page in pages():
        for tag, given in Page(page).elements:
            assert tag not in {"link", "img", "iframe", "object", "embed"}
            assert given.get("src") is None
            assert given.get("href", "#").startswith("#")
        assert re.search(r"@import|url\((?!#)", page) is None


def test_the_policy_allows_exactly_the_styles_and_the_script_that_are_there() -> None:
    for page in pages():
        policy = next(
            given["content"] for tag, given in Page(page).elements if given.get("http-equiv")
        )
        parts = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'"
            for part in parts
        }
        assert len(parts) == 3
        assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_every_link_of_the_contents_leads_to_a_section() -> None:
    for page in pages():
        elements = Page(page).elements
        ids = [given["id"] for _, given in elements if "id" in given]
        targets = {given["href"][1:] for tag, given in elements if tag == "a"}
        assert targets <= set(ids)
        assert len(ids) == len(set(ids))


def test_every_chart_has_a_name_and_every_table_head_a_scope() -> None:
    for page in pages():
        elements = Page(page).elements
        charts = [given for tag, given in elements if tag == "svg" and "viewbox" in given]
        assert all(given.get("aria-label") or given.get("aria-hidden") for given in charts)
        assert all("scope" in given for tag, given in elements if tag == "th")


@pytest.mark.parametrize("tasks", [25, 150])
def test_every_row_of_a_plan_that_can_be_read_is_drawn(tasks: int) -> None:
    seen = picture(*large(tasks=tasks))
    page = Page(html(engineering_briefing(seen, fact_base(seen))))
    quotes = {piece.text for piece in page.pieces if piece.claim == "quote"}
    assert {t.title for t in seen.program.tasks.values()} <= quotes


def test_the_stylesheet_and_the_script_come_with_the_package() -> None:
    assert "--ink" in packaged("style.css")
    assert "data-theme" in packaged("theme.js")
