"""The scope ledger and earned value in both voices."""

from datetime import UTC, date, datetime

import pytest

from fairlead.analyses.earned.earned_value import earned_value
from fairlead.analyses.earned.planned_actual import agreement, compared
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.scope.ledger import Agreed, scope_ledger
from fairlead.program.baselines import AgreedBaseline, as_agreed
from fairlead.reports.briefing import Figure, Voice
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.charts.scope_chart import EarnedChart, GrowthChart
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import Picture, fact_base, picture
from fairlead.reports.sections.ledger import ledger_sections
from fairlead.sources.program_file.approval import resolved
from fairlead.sources.program_file.reader import parse_program

AGREED = """\
fairlead: 1
program: small
start: 2026-03-02
people: {asha: {name: Asha, rate: 100}}
stakeholders: {sales: {name: Head of Sales}}
tasks:
  api: {title: Interface, estimate: 5d, who: asha}
  web: {title: Pages, estimate: 5d, who: asha, needs: [api]}
"""
NOW = """\
fairlead: 1
program: small
start: 2026-03-02
as_of: 2026-03-11
people: {asha: {name: Asha, rate: 100}}
stakeholders: {sales: {name: Head of Sales}}
tasks:
  api: {title: Interface, estimate: 5d, who: asha, started: 2026-03-02, spent: 6d, remaining: 2d}
  web: {title: Pages, estimate: 5d, who: asha, needs: [api]}
  chat: {title: Chat window, estimate: 2d, who: asha}
changes:
  chat:
    title: Chat for all
    requester: sales
    state: rejected
    edits: [{row: tasks.chat, to: {title: Chat window, estimate: 9d}}]
  later:
    title: Another day
    requester: sales
    edits: [{row: tasks.web, field: estimate, from: 5d, to: 6d}]
"""


def seen() -> Picture:
    old, now = parse_program(AGREED).program, parse_program(NOW).program
    assert old is not None
    assert now is not None
    plans = plan(old), plan(now)
    assert isinstance(plans[0], Plan)
    assert isinstance(plans[1], Plan)
    then = agreement(old, plans[0], name="baseline first")
    baseline = AgreedBaseline(
        number=1,
        name="first",
        fingerprint="",
        digest="",
        agreed_by="boss",
        agreed_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    changes = {key: resolved(now, key)[0] for key in now.changes}
    return picture(
        now,
        plans[1],
        ledger=scope_ledger(
            [Agreed(baseline=baseline, program=as_agreed(old))],
            now,
            as_of=plans[1].as_of,
            changes=changes,
        ),
        earned=earned_value(now, then, compared(then, now, plans[1]), as_of=plans[1].as_of),
    )


def test_the_business_reads_what_nobody_approved_and_what_was_done() -> None:
    shown = seen()
    text = markdown(business_briefing(shown, fact_base(shown)))
    assert "| Agreed first: first | \N{EN DASH} | 10 days | €8,000 |" in text
    assert "| Not approved by anybody | \N{EN DASH} | 2 days | €1,600 |" in text
    assert "| **What is there now** | \N{EN DASH} | **12 days** | **€9,600** |" in text
    assert "Chat window (new): 2 days; it was rejected as Chat for all" in text
    assert "1 request waits for a decision: Another day." in text
    assert "| Measure | Planned in all | Planned by now | Done | Spent |" in text
    assert "the work is 3.4 days behind" in text


def test_engineering_reads_the_indices() -> None:
    shown = seen()
    text = markdown(engineering_briefing(shown, fact_base(shown)))
    assert "| Measure | BAC | PV | EV | AC | EAC | SPI | CPI |" in text
    assert "| Effort | 10 days | 7 days | 3.8 days | 6 days | 16 days | 54% | 63% |" in text


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_without_a_baseline_nothing_is_told(voice: Voice) -> None:
    program = parse_program(AGREED).program
    assert program is not None
    made = plan(program)
    assert isinstance(made, Plan)
    shown = picture(program, made)
    assert ledger_sections(shown, fact_base(shown), voice=voice) == ()
    assert date(2026, 3, 2) == program.start


def test_how_the_scope_grew_and_what_was_earned_are_drawn_and_told_as_tables() -> None:
    shown = seen()
    base = fact_base(shown)
    ledger, earned = ledger_sections(shown, base, voice="engineering")
    (growth,) = [block for block in ledger.blocks if isinstance(block, Figure)]
    assert isinstance(growth.chart, GrowthChart)
    assert [point.size for point in growth.chart.points] == [10.0, 12.0]
    assert [point.came for point in growth.chart.points] == [0.0, 2.0]
    assert growth.table is not None
    assert len(growth.table.rows) == 2
    (values,) = [block for block in earned.blocks if isinstance(block, Figure)]
    assert isinstance(values.chart, EarnedChart)
    assert values.chart.earned[-1][1] == base["ev.effort.ev"].value / 480  # type: ignore[operator]
    assert values.chart.planned[-1][1] == 10.0
    assert values.chart.due is not None
    assert values.chart.due < values.chart.earned[-1][0]
    text = markdown(engineering_briefing(shown, base))
    assert "| Until | PV | EV | AC |" in text
    assert "| When | What | Came | Went | Then in all |" in text
