"""The compiled form of a program."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.network import Circular, Network, Rows, compile_network, read_rows
from fairlead.analyses.network.rows import _pieces
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.test_critical_path_plain import ALL, Draw

FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)


def task(*needs: str, **fields: Any) -> Task:
    waits = tuple(Need(task=need) for need in needs)
    return Task(title="t", duration=Estimate.point(1, "d"), needs=waits, **fields)


def compiled(**tasks: Task) -> Network | Circular:
    program = Program(id="p", start=date(2026, 3, 2), tasks=Table(tasks))
    return compile_network(program, first=FIRST, last=LAST)


@given(st.integers(0, 2**32))
def test_every_link_points_forward(seed: int) -> None:
    network = compile_network(Draw(seed, ALL).program(), first=FIRST, last=LAST)
    assert isinstance(network, Network)
    after = np.repeat(np.arange(network.n), np.diff(network.in_ptr))
    assert (network.incoming["other"] < after).all()
    before = np.repeat(np.arange(network.n), np.diff(network.out_ptr))
    assert (network.outgoing["other"] > before).all()
    assert (network.order[network.place] == np.arange(network.n)).all()


def test_a_circle_is_told_from_its_smallest_key_on() -> None:
    assert compiled(c=task("b"), b=task("a"), a=task("c"), d=task("a")) == Circular(("a", "b", "c"))


def test_a_task_that_waits_for_itself_is_a_circle_of_one() -> None:
    assert compiled(a=task("a")) == Circular(("a",))


def test_a_task_that_waits_for_its_own_summary_is_a_circle() -> None:
    found = compiled(s=Task(title="s"), a=task("s", parent="s"))
    assert isinstance(found, Circular)
    assert set(found.keys) == {"a", "s"}


def test_summaries_inactive_work_and_what_accompanies_are_not_in_the_network() -> None:
    found = compiled(
        s=Task(title="s"),
        a=task(parent="s"),
        b=task("c"),
        c=task(inactive=True),
        e=task(level_of_effort=True),
    )
    assert isinstance(found, Network)
    assert found.keys == ("a", "b")
    assert len(found.incoming) == 0  # b waits for nothing that is planned


def test_a_summary_that_links_touch_has_its_edge_in_the_network() -> None:
    found = compiled(s=Task(title="s"), a=task(parent="s"), b=task("s"))
    assert isinstance(found, Network)
    assert found.keys == ("a", "b", "s:end")
    assert found.leaves == 2


def test_a_link_to_what_does_not_exist_holds_nothing() -> None:
    found = compiled(a=task("nowhere"))
    assert isinstance(found, Network)
    assert len(found.incoming) == 0


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"),
    [(1.5, "d", 720), (2, "w", 4800), (0.5, "m", 1), (1 / 3, "h", 20), (0, "d", 0)],
)
def test_lengths_are_whole_minutes_rounded_up_from_the_half(
    amount: float, unit: Any, minutes: int
) -> None:
    found = compiled(a=Task(title="a", duration=Estimate.point(amount, unit)))
    assert isinstance(found, Network)
    assert found.work.tolist() == [minutes]


def test_a_range_is_planned_by_its_geometric_mean() -> None:
    # 4 d to 9 d are 1,920 and 4,320 minutes: the square root of their product is 2,880
    low, high = Span(amount=4, unit="d"), Span(amount=9, unit="d")
    found = compiled(a=Task(title="a", duration=Estimate(low=low, high=high)))
    assert isinstance(found, Network)
    assert found.work.tolist() == [2880]


def test_the_span_of_a_program_is_that_of_the_days_it_names() -> None:
    program = Program(
        id="p",
        start=date(2026, 3, 2),
        tasks=Table({"a": task(must_start=date(2027, 1, 4)), "b": task(started=date(2026, 1, 5))}),
        milestones=Table({"m": Milestone(title="m", not_before=date(2026, 9, 1))}),
    )
    assert read_rows(program).known_span == (date(2026, 1, 5), date(2027, 1, 4))


def test_a_program_that_names_no_day_has_no_span() -> None:
    with pytest.raises(ValueError, match=r"Program 'p' names no date: expected `start`"):
        _ = read_rows(Program(id="p", tasks=Table({"a": task()}))).known_span


def test_an_edited_program_compiles_as_if_it_were_read_anew() -> None:
    draw = Draw(7, ALL)
    program = draw.program()
    read_rows(program)  # what is known of it is handed on to the edited one
    for key in list(program.tasks)[:5]:
        edited = replace(
            program,
            tasks=program.tasks.with_row(
                key, replace(program.tasks[key], not_before=date(2026, 5, 5), needs=())
            ),
        )
        anew = replace(edited, tasks=Table(dict(edited.tasks.items())))
        assert _as_lists(read_rows(edited)) == _as_lists(read_rows(anew))


def _as_lists(rows: Rows) -> list[object]:
    return [
        rows.keys, rows.rows, rows.summaries, rows.beside,
        [rows.places[k] for k in rows.place], rows.amount.tolist(),
        rows.unit.tolist(), rows.odd, rows.uncommon, rows.span, rows.needs.counts.tolist(),
        rows.needs.kind.tolist(), rows.needs.names,
        rows.needs.lagged.tolist(), rows.needs.amount.tolist(), rows.needs.unit.tolist(),
        rows.needs.odd.tolist(), rows.needs.lags,
    ]  # fmt: skip


def test_an_edit_of_one_task_looks_at_those_beside_it_alone() -> None:
    tasks = Table({f"t{k}": task() for k in range(1000)})
    program = Program(id="p", start=date(2026, 3, 2), tasks=tasks)
    before = tasks.derived(_pieces)
    after = program.tasks.with_row("t300", task(not_before=date(2026, 5, 5))).derived(_pieces)
    assert [one is other for one, other in zip(before, after, strict=True)] == [
        True,
        False,
        True,
        True,
    ]
