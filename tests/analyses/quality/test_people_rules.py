"""Rules about people at their edges: clocks, pools, leavers, rooms."""

import pytest

from tests.analyses.quality.plans import HEAD, report_of

SITES = """
calendars:
  berlin: {hours: Mon-Fri 09:00-17:00, timezone: Europe/Berlin}
  denver: {hours: Mon-Fri 09:00-17:00, timezone: America/Denver}
people:
  eva: {calendar: berlin}
  dan: {calendar: denver}
  rig: {calendar: denver, kind: equipment}
tasks:
  a: {title: A, estimate: 1d, who: eva}
  b: {title: B, estimate: 1d, who: dan, needs: a}
"""


def head(as_of: str) -> str:
    return HEAD.replace("as_of: 2026-01-05", f"as_of: {as_of}")


def codes(text: str, *, as_of: str = "2026-01-05") -> list[str]:
    findings = report_of(text, head=head(as_of)).findings
    return [f.code for f in findings if f.code.startswith("software.")]


@pytest.mark.parametrize(
    ("as_of", "apart"),
    [
        ("2026-03-02", True),
        ("2026-03-09", False),  # America is an hour ahead of itself, Europe not yet
        ("2026-03-23", False),
        ("2026-03-30", True),
        ("2026-10-26", False),  # and in autumn the other way round
        ("2026-11-02", True),
    ],
)
def test_whether_sites_meet_depends_on_the_week_of_the_hand_over(as_of: str, apart: bool) -> None:
    assert ("software.no-shared-hour" in codes(SITES, as_of=as_of)) is apart


def test_a_hand_over_is_told_with_its_hours_in_utc() -> None:
    report = report_of(SITES, head=head("2026-03-02"))
    (finding,) = [f for f in report.findings if f.code == "software.no-shared-hour"]
    assert "week of 2026-03-02: eva 08:00-16:00, dan 16:00-00:00" in finding.message
    assert finding.subjects == ("a", "b")


def test_a_rig_has_nobody_to_ask() -> None:
    text = SITES.replace("who: dan", "who: rig")
    assert "software.no-shared-hour" not in codes(text, as_of="2026-03-02")


def test_hands_that_work_together_across_sites_meet() -> None:
    text = SITES.replace("who: dan", "who: [dan, eva]")
    assert "software.no-shared-hour" not in codes(text, as_of="2026-03-02")


ONE_TESTER = """
people:
  ann: {skills: test}
  ben: {skills: [web]}
tasks:
  a: {title: A, estimate: 5d, who: ann, skill: test}
"""


def test_one_person_with_the_skill_is_an_only_path() -> None:
    assert "software.single-person-path" in codes(ONE_TESTER)


def test_somebody_who_has_left_cannot_stand_in() -> None:
    text = ONE_TESTER.replace("skills: [web]", "skills: [web, test], leaves: 2026-01-02")
    assert "software.single-person-path" in codes(text)


def test_somebody_who_is_still_there_can() -> None:
    text = ONE_TESTER.replace("skills: [web]", "skills: [web, test], leaves: 2026-01-05")
    assert "software.single-person-path" not in codes(text)


def test_a_pool_of_testers_is_more_than_one_person() -> None:
    text = ONE_TESTER.replace(
        "ann: {skills: test}", "ann: {skills: test, kind: pool, availability: 300%}"
    )
    assert "software.single-person-path" not in codes(text)


def test_an_only_person_off_the_critical_path_is_no_finding() -> None:
    text = ONE_TESTER + "  b: {title: B, estimate: 9d, who: ben}\n"
    assert "software.single-person-path" not in codes(text)


def leave(first: str, last: str) -> str:
    return f"""
people:
  ann: {{leave: {first}..{last}}}
tasks:
  a: {{title: A, estimate: 10d, who: ann}}
milestones:
  m: {{title: M, needs: a, due: 2026-01-23, confidence: 80%}}
"""


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-01-08", "2026-01-09", False),  # fifteen days before at the nearest
        ("2026-01-08", "2026-01-10", True),
        ("2026-01-23", "2026-01-30", True),
        ("2026-01-24", "2026-01-30", False),
    ],
)
def test_leave_counts_in_the_fortnight_up_to_the_due_date(
    first: str, last: str, told: bool
) -> None:
    assert ("software.leave-before-due" in codes(leave(first, last))) is told
