"""A server that looks at any times sends each step once, and never early; restraint holds."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.escalation.escalating import escalate
from fairlead.program.escalation import Ladder, Level
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.register import Issue
from tests.analyses.escalation.matters import Record, program_with, span, utc

FIRST = utc("2026-03-23T00:00")
LAST = FIRST + timedelta(days=21)  # over the change of Europe's clocks and of Lord Howe's

levels = st.builds(
    Level,
    who=st.sampled_from([("asha",), ("kiran",), ("lee",), ("night",), ("pay",), ("kiran", "lee")]),
    acknowledge=st.sampled_from([None, span("30m"), span("4h"), span("1d")]),
    resolve=st.sampled_from([None, span("6h"), span("2d")]),
    clock=st.sampled_from(["working", "wall"]),
    night=st.sampled_from([None, ((1320, 1860),)]),
)
WORDS = ["acknowledged", "handed-back", "resolved"]
minutes = st.integers(0, 21 * 1440).map(lambda minute: FIRST + timedelta(minutes=minute))


def told_by_a_server(
    program: Program, events: list[tuple[str, datetime]], looks: list[datetime]
) -> tuple[Record, list[tuple[str, int, str, datetime]]]:
    """Looks at some times, and whenever the engine said that something comes; keeps a record."""
    record = Record()
    sent = []
    pending = sorted(events, key=lambda event: event[1])
    times = sorted(set(looks))
    now = FIRST
    while now <= LAST:
        while pending and pending[0][1] <= now:
            kind, at = pending.pop(0)
            record.say(kind, at)
        found = escalate(program, now=now, record=record.entries)
        for message in found.due:
            for step in message.steps:
                record.say("told", now, step=step.number, to=message.to, concern=step.concern)
                sent.append((step.concern, step.number, message.to, step.at))
        coming = [found.next_at, *(at for at in times if at > now)]
        coming += [at for _, at in pending]
        later = [at for at in coming if at is not None and at > now]
        if not later:
            break
        now = min(later)
    return record, sent


@settings(max_examples=60)
@given(
    st.lists(levels, min_size=1, max_size=4),
    minutes,
    st.lists(st.tuples(st.sampled_from(WORDS), minutes), max_size=4),
    st.lists(minutes, max_size=10),
)
def test_each_level_fires_once_at_its_minute_however_often_one_looks(
    ladder: list[Level],
    raised: datetime,
    events: list[tuple[str, datetime]],
    looks: list[datetime],
) -> None:
    program = program_with(*ladder, raised=raised)
    record, sent = told_by_a_server(program, events, [raised, *looks])
    assert len({(concern, number, to) for concern, number, to, _ in sent}) == len(sent)
    told = [entry for entry in record.entries if entry.kind == "told"]
    # The server was awake whenever something came: it told each at the very minute.
    assert [entry.at for entry in told] == [at for *_, at in sent]
    end = escalate(program, now=LAST, record=record.entries)
    steps = {(s.concern, s.number): s for each in end.climbs for s in each.steps}
    for concern, number, to, at in sent:
        assert steps[concern, number].at == at
        assert to in steps[concern, number].who
    again = escalate(program, now=LAST, record=record.entries)
    assert again == end


def test_after_a_night_without_a_server_all_that_was_missed_goes_out_in_one_message() -> None:
    level = Level(who=("asha",), acknowledge=span("1h"), clock="wall")
    program = program_with(level, level, Level(who=("lee",)), raised=utc("2026-03-24T20:00"))
    issues = {f"i{n}": Issue(title="x", raised=utc(f"2026-03-24T2{n}:00")) for n in range(3)}
    program = replace(program, issues=Table(issues))
    found = escalate(program, now=utc("2026-03-25T07:00"))
    assert [message.to for message in found.due] == ["asha", "lee"]
    assert [step.concern for step in found.due[0].steps] == ["issues.i0", "issues.i1", "issues.i2"]


def test_nobody_is_told_twice_of_one_matter_unless_it_was_handed_back() -> None:
    level = Level(who=("asha",), acknowledge=span("1h"), clock="wall")
    program = program_with(
        level, replace(level, who=("asha", "lee")), raised=utc("2026-03-24T08:00")
    )
    found = escalate(program, now=utc("2026-03-24T12:00"))
    assert {m.to: [s.number for s in m.steps] for m in found.due} == {"asha": [1], "lee": [2]}
    record = Record()
    record.say("told", utc("2026-03-24T08:00"), step=1, to="asha")
    record.say("told", utc("2026-03-24T09:00"), step=2, to="lee")
    record.say("handed-back", utc("2026-03-24T09:30"))
    found = escalate(program, now=utc("2026-03-24T09:30"), record=record.entries)
    assert {m.to: [s.number for s in m.steps] for m in found.due} == {"asha": [3]}


def test_quiet_holds_a_message_back_but_not_a_critical_one() -> None:
    ladder = Ladder(levels=(Level(who=("asha",), clock="wall"),), quiet=span("2h"))
    program = replace(
        program_with(raised=utc("2026-03-24T08:00")), escalation=Table({"default": ladder})
    )
    record = Record()
    record.say("told", utc("2026-03-24T08:00"), step=1, to="asha")
    second = Issue(title="Second", raised=utc("2026-03-24T08:30"))
    program = replace(program, issues=program.issues.with_row("second", second))
    found = escalate(program, now=utc("2026-03-24T08:30"), record=record.entries)
    assert found.due == ()
    assert [(m.to, m.not_before) for m in found.held] == [("asha", utc("2026-03-24T10:00"))]
    assert found.next_at == utc("2026-03-24T10:00")
    (due,) = escalate(program, now=utc("2026-03-24T10:00"), record=record.entries).due
    assert [step.concern for step in due.steps] == ["issues.second"]
    grave = program.issues.with_row("second", replace(second, severity="critical"))
    (now,) = escalate(
        replace(program, issues=grave), now=utc("2026-03-24T08:30"), record=record.entries
    ).due
    assert now.to == "asha"
