"""A program's fingerprint names its content, and nothing but its content."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings

from fairlead.program.fingerprint import canonical_bytes, fingerprint
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Share, Span
from fairlead.program.risks import Risk
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Need, Task
from tests.program.strategies import programs


def test_the_fingerprint_of_a_known_program_never_changes() -> None:
    program = Program(id="p", start=date(2026, 1, 12), tasks=Table({"a": Task(title="A")}))
    assert fingerprint(program) == "2d40f2b91a2a2466e4aa39bba5beabe4"


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(programs(), programs())
def test_programs_have_one_fingerprint_exactly_when_they_are_equal(
    one: Program, other: Program
) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


def test_what_is_equal_is_written_alike_however_it_was_made() -> None:
    zone = str(b"UTC", "ascii")
    pairs = [
        (Program(id="p"), Program(id="p", tasks=Table(), scheduling=Scheduling(), timezone=zone)),
        (Person(), Person(availability=Share(1), skills=())),
        (Person(skills=("b", "a", "b")), Person(skills=("a", "b"))),
        (Risk(), Risk(delay=Table(), status=str(b"open", "ascii"))),  # type: ignore[arg-type]
        (Risk(probability=Chance(0)), Risk(probability=Chance(-0.0))),
        (Span(amount=5, unit="d"), Span(amount=5.0, unit="d")),
        (
            Task(title="A", needs=(Need(task="b"), Need(task="a"))),
            Task(title="A", needs=(Need(task="a"), Need(task="b"), Need(task="a"))),
        ),
    ]
    for one, other in pairs:
        assert one == other
        assert canonical_bytes(one) == canonical_bytes(other)


def test_one_changed_field_is_another_fingerprint() -> None:
    program = Program(id="p", tasks=Table({"a": Task(title="A")}))
    seen = {fingerprint(program)}
    for changed in (
        replace(program, title="T"),
        replace(program, tasks=Table({"b": Task(title="A")})),
        replace(program, tasks=Table({"a": Task(title="A", priority=1)})),
        replace(program, tasks=Table()),
    ):
        seen.add(fingerprint(changed))
    assert len(seen) == 5
