"""Prepared changes: the spelling of requests, made of the program as it stands."""

from fairlead.program.changes import apply
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program
from fairlead.sources.program_file.prepared import prepared_change

TEXT = """\
fairlead: 1
program: shop
people: {asha: {}, ben: {}}
tasks:
  api: {title: API, estimate: 5d, who: asha}
  more: {title: More, estimate: 2d, needs: api}
contingencies:
  two:
    title: Ben helps
    edits:
      - {row: tasks.api, field: who, to: [asha, ben]}
      - {row: tasks.api, field: estimate, from: 5d, to: 5d}
      - {row: tasks.more}
      - {row: tasks.extra, to: {title: Hand over, estimate: 1d, who: ben}}
      - {field: title, to: Shop}
"""


def read(text: str = TEXT) -> Program:
    found = parse_program(text, name="shop.yaml")
    assert found.program is not None, found.findings
    assert found.findings == ()
    return found.program


def test_it_changes_what_stands_there_now() -> None:
    program = read()
    made = prepared_change(program, program.contingencies["two"].edits, where="two")
    assert made.findings == ()
    assert [edit.place for edit in made.change.edits] == [
        "tasks.api.who",
        "tasks.more",
        "tasks.extra",
        "title",
    ]  # that which holds it already is no edit
    after = apply(program, made.change)
    assert [each.person for each in after.tasks["api"].who] == ["asha", "ben"]
    assert [*after.tasks] == ["api", "extra"]
    assert after.title == "Shop"


def read_warned(text: str) -> Program:
    found = parse_program(text, name="shop.yaml")
    assert [f.code for f in found.findings] == ["prepared.moved"]
    assert found.program is not None
    return found.program


def test_it_is_still_made_when_the_program_moved_on_and_says_so() -> None:
    program = read()
    edits = program.contingencies["two"].edits
    later = read_warned(TEXT.replace("estimate: 5d, who", "estimate: 8d, who"))
    made = prepared_change(later, edits, where="two")
    assert [f.code for f in made.findings] == ["prepared.moved"]
    assert apply(later, made.change).tasks["api"].estimate == program.tasks["api"].estimate


def test_the_same_value_in_other_words_has_not_moved() -> None:
    program = read(TEXT.replace("from: 5d", 'from: "5.0d"'))
    made = prepared_change(program, program.contingencies["two"].edits, where="two")
    assert made.findings == ()


def test_the_older_spelling_is_refused_with_the_one_that_holds() -> None:
    older = "fairlead: 1\nprogram: p\ncontingencies: {two: {title: A, set: {tasks.a.who: ben}}}\n"
    (finding,) = parse_program(older, name="p.yaml").findings
    assert (finding.code, finding.hint) == (
        "key.unknown",
        "Write `edits: [{row: tasks.api, field: who, to: ben}]`, as a request does.",
    )
