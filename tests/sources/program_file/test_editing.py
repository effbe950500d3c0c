"""Edits of a user's own file: exactly what was asked for changes, and not a character more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fairlead.program.changes import Change, diff
from fairlead.program.errors import ChangeConflict, UnreadableInput
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Need, Task
from fairlead.sources.program_file import (
    edit_program_file,
    edited_texts,
    parse_program,
    read_program_file,
    render_program,
)
from tests.program.strategies import programs

laws = settings(max_examples=30, suppress_health_check=list(HealthCheck))

TEXT = """\
# The checkout program. Ask Asha before you change dates.
fairlead: 1
program: checkout
title:   'Checkout'     # working title
timezone: Europe/Berlin

calendars:
  berlin:    {hours: Mon-Fri 09:00-17:00, timezone: Europe/Berlin}   # the office
  bangalore: {hours: Mon-Fri 10:00-18:00, timezone: Asia/Kolkata}

people: {asha: {name: Asha, calendar: bangalore}, ben: {name: Ben}}

tasks:
  # first things first
  spec:   {title: API specification, estimate: 3d, who: asha}
  api:
    title: Payment API v2     # agreed with payments
    estimate: 4d..9d
    needs:
      - spec                  # of course
    not_before: 2026-02-02 09:00
  rollout:
    title: Rollout
    tasks:
      eu:
        title: Europe
        estimate: 2d
      us: {title: America, estimate: 2d}
# the end
"""


def program() -> Program:
    found = parse_program(TEXT).program
    assert found is not None
    return found


def edited(after: Program) -> str:
    text = edited_texts({"p.yaml": TEXT}, diff(program(), after))["p.yaml"]
    assert parse_program(text).program == after
    return text


def changed_lines(text: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    old, new = TEXT.splitlines(), text.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def with_task(key: str, **fields: object) -> Program:
    base = program()
    return replace(base, tasks=base.tasks.with_row(key, replace(base.tasks[key], **fields)))


def test_a_value_in_a_one_line_row_changes_alone() -> None:
    gone, came = changed_lines(edited(with_task("spec", estimate=Estimate.point(5, "d"))))
    assert gone == ["  spec:   {title: API specification, estimate: 3d, who: asha}"]
    assert came == ["  spec:   {title: API specification, estimate: 5d, who: asha}"]


def test_a_value_keeps_the_comment_of_its_line() -> None:
    gone, came = changed_lines(edited(with_task("api", title="Payment API: v3")))
    assert gone == ["    title: Payment API v2     # agreed with payments"]
    assert came == ['    title: "Payment API: v3"     # agreed with payments']


def test_a_new_field_is_a_new_line() -> None:
    gone, came = changed_lines(edited(with_task("api", notes="two\nlines\n")))
    assert gone == []
    assert came == ["    notes: |", "      two", "      lines"]


def test_a_field_that_goes_takes_only_its_lines() -> None:
    gone, came = changed_lines(edited(with_task("api", needs=())))
    assert gone == ["    needs:", "      - spec                  # of course"]
    assert came == []


def test_a_new_row_stands_after_the_last_one_of_its_section() -> None:
    base = program()
    text = edited(replace(base, tasks=base.tasks.with_row("x", Task(title="X"))))
    assert "      us: {title: America, estimate: 2d}\n  x: {title: X}\n# the end\n" in text


def test_a_new_row_of_a_summary_stands_inside_it() -> None:
    base = program()
    row = Task(title="Asia", parent="rollout")
    gone, came = changed_lines(edited(replace(base, tasks=base.tasks.with_row("asia", row))))
    assert (gone, came) == ([], ["      asia: {title: Asia}"])


def test_a_row_of_a_new_section_opens_it_at_the_end() -> None:
    base = program()
    goals = parse_program("fairlead: 1\nprogram: p\ngoals: {g: {title: G}}").program
    assert goals is not None
    text = edited(replace(base, goals=goals.goals))
    assert text == TEXT + "goals:\n  g: {title: G}\n"


def test_a_row_that_moves_out_of_its_summary_keeps_its_content() -> None:
    text = edited(with_task("eu", parent=None))
    assert text.count("Europe\n") == 0
    assert "  eu: {title: Europe, estimate: 2d}" in text


def test_a_summary_that_goes_leaves_its_parts_when_they_are_wanted() -> None:
    base = program()
    rows = {key: replace(row, parent=None) for key, row in base.tasks.items() if key != "rollout"}
    text = edited(replace(base, tasks=Table(rows)))
    assert "rollout" not in text


def test_a_new_time_zone_leaves_every_instant_where_it_was() -> None:
    text = edited(replace(program(), timezone="Asia/Kolkata"))
    assert "    not_before: 2026-02-02 13:30" in text


def test_a_row_in_a_one_line_section_changes_inside_it() -> None:
    base = program()
    text = edited(replace(base, people=base.people.without("asha"), tasks=Table(
        {key: replace(row, who=()) for key, row in base.tasks.items()}
    )))  # fmt: skip
    assert "people: {ben: {name: Ben}}" in text


def test_line_ends_of_windows_stay() -> None:
    text = TEXT.replace("\n", "\r\n")
    change = diff(program(), with_task("api", notes="n", estimate=None))
    after = edited_texts({"p.yaml": text}, change)["p.yaml"]
    assert re.search(r"(?<!\r)\n", after) is None
    assert parse_program(after).program == with_task("api", notes="n", estimate=None)


@pytest.mark.parametrize("title", ["A\n\n", "A", "B\n\n\n\n", "B\n"])
def test_blank_lines_at_the_end_of_a_text_are_part_of_it(title: str) -> None:
    text = (
        "fairlead: 1\nprogram: p\ndecisions:\n  d:\n    title: |+\n      A\n\n\n"
        "    status: proposed\nteams:\n  t: {}\n"
    )
    old = parse_program(text).program
    assert old is not None
    row = replace(old.decisions["d"], title=title, owner="t")
    new = replace(old, decisions=Table({"d": row}))
    after = edited_texts({"p.yaml": text}, diff(old, new))["p.yaml"]
    assert parse_program(after).program == new


@laws
@given(programs(), programs())
def test_any_change_can_be_carried_out_in_the_file(old: Program, new: Program) -> None:
    text = render_program(old)
    after = edited_texts({"p.yaml": text}, diff(old, new))["p.yaml"]
    assert parse_program(after).program == new


@laws
@given(programs(), programs())
def test_comments_outlive_every_change_of_other_rows(old: Program, new: Program) -> None:
    new = replace(old, people=new.people, title=new.title)
    commented = []
    for number, line in enumerate(render_program(old).splitlines()):
        if re.match(r"(tasks|milestones|risks|goals|teams):$", line):
            commented.append(f"# note {number}")
        commented.append(line)
    text = "\n".join(commented) + "\n"
    change = diff(old, new)
    try:
        after = edited_texts({"p.yaml": text}, change)["p.yaml"]
    except UnreadableInput:
        return  # a person who is named elsewhere went away in `new`; it is no valid program
    notes = re.compile(r"^# note \d+$", re.MULTILINE)
    assert notes.findall(after) == notes.findall(text)


def test_a_shared_value_is_not_changed_for_both() -> None:
    text = (
        "fairlead: 1\nprogram: p\n"
        "tasks:\n  a: &same {title: A}\n  b: *same\n"
    )  # fmt: skip
    base = parse_program(text).program
    assert base is not None
    after = replace(base, tasks=base.tasks.with_row("b", Task(title="B")))
    try:
        new = edited_texts({"p.yaml": text}, diff(base, after))["p.yaml"]
    except ChangeConflict:
        return
    assert parse_program(new).program == after


def test_a_file_that_moved_on_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(TEXT)
    change = diff(program(), with_task("spec", title="New"))
    path.write_text(TEXT.replace("API specification", "Specification"))
    with pytest.raises(ChangeConflict, match=r"tasks\.spec\.title"):
        edit_program_file(path, change)
    assert "Specification" in path.read_text()
    assert [part.name for part in tmp_path.iterdir()] == ["p.yaml"]


def test_a_file_with_errors_is_not_edited(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(TEXT.replace("3d", "three"))
    with pytest.raises(UnreadableInput, match=r"p\.yaml:15: .*'three'"):
        edit_program_file(path, Change())


def test_each_row_of_a_folder_is_edited_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("fairlead: 1\nprogram: p\ntasks:\n  a: {title: A}\n")
    (tmp_path / "b.yaml").write_text("# B's file\ntasks:\n  b: {title: B}  # mine\n")
    base = read_program_file(tmp_path).program
    assert base is not None
    row = replace(base.tasks["b"], needs=(Need(task="a"),))
    after = replace(base, tasks=base.tasks.with_row("b", row))
    (tmp_path / "b.yaml").chmod(0o640)
    written = edit_program_file(tmp_path, diff(base, after))
    assert written == (tmp_path / "b.yaml",)
    assert (tmp_path / "b.yaml").read_text() == (
        "# B's file\ntasks:\n  b: {title: B, needs: a}  # mine\n"
    )
    assert (tmp_path / "b.yaml").stat().st_mode & 0o777 == 0o640
    assert read_program_file(tmp_path).program == after


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    edit_program_file(path, diff(program(), with_task("spec", title="Näher")))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# The")
    assert "Näher".encode() in path.read_bytes()
