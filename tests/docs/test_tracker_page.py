"""The page on trackers and tables names every field and bound that the readers have."""

from pathlib import Path

from fairlead.sources.bounds import MAX_DEPTH, MAX_ROWS
from fairlead.sources.spreadsheet.fields import TASK_COLUMNS
from fairlead.sources.tabular import grid
from fairlead.sources.tracker import json_input

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "trackers.md").read_text(encoding="utf-8")


def test_every_field_of_a_table_is_on_the_page() -> None:
    assert [term.field for term in TASK_COLUMNS if f"`{term.field}`" not in PAGE] == []


def test_the_bounds_on_the_page_are_the_real_ones() -> None:
    rows = f"{MAX_ROWS:,}; {grid.MAX_COLUMNS:,}; {grid.MAX_CELLS:,}"
    assert f"| rows, columns, cells | {rows} |" in PAGE
    assert f"JSON {json_input.MAX_JSON // 1024**2} MB" in PAGE
    assert f"| depth of the outline | {MAX_DEPTH} |" in PAGE
