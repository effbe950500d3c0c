"""`fairlead on-call` on a program: the answer, the proof, the calendar, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from fairlead.cli.verbs.on_call import command

TEXT = """\
fairlead: 1
program: shop
timezone: Europe/Berlin
as_of: 2026-03-02
people: {asha: {name: Asha, email: asha@shop.example}, ben: {name: Ben}}
rotations:
  night:
    start: 2026-01-05
    layers: [{people: [asha, ben]}]
"""


def run(path: Path, *options: str, code: int = 0) -> str:
    ran = CliRunner().invoke(command, [str(path), *options])
    assert ran.exit_code == code, ran.output
    return ran.output


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(TEXT)
    return path


def test_it_says_who_until_when_and_that_there_is_no_gap(shop: Path) -> None:
    text = run(shop, "--at", "2026-03-03 10:00")
    assert "Asha until Mon 2026-03-09 09:00" in text
    assert "then Ben from Mon 2026-03-09 09:00" in text
    assert "covered for 365 days: all 8,760 hours that need somebody" in text


def test_a_gap_is_told_with_its_minutes_and_exits_with_one(shop: Path) -> None:
    shop.write_text(
        TEXT.replace("people: [asha, ben]}", "people: [asha], hours: Mon-Fri 09:00-17:00}")
    )
    text = run(shop, code=1)
    assert "nobody is on call" in text
    assert "[duty.gap]" in text
    answer = json.loads(run(shop, "--json", code=1))
    night = answer["rotations"]["night"]
    assert night["on_call"] is None
    assert night["whole"] is False
    assert night["gaps"][0]["start"] == "2026-03-01T23:00:00Z"
    assert night["covered_minutes"] == 261 * 480


def test_json_names_who_and_the_proof(shop: Path) -> None:
    answer = json.loads(run(shop, "--json", "--at", "2026-03-09T08:00Z"))
    assert answer["at"] == "2026-03-09T08:00:00Z"
    night = answer["rotations"]["night"]
    assert night["on_call"] == "ben"
    assert night["until"] == "2026-03-16T08:00:00Z"
    assert night["needed_minutes"] == night["covered_minutes"] == 365 * 1440


def test_the_calendar_holds_every_turn_with_a_lasting_uid(shop: Path, tmp_path: Path) -> None:
    ics = tmp_path / "duty.ics"
    run(shop, "--ics", str(ics), "--days", "28")
    first = Calendar.from_ical(ics.read_bytes())
    events = first.walk("VEVENT")
    assert len(events) == 5  # the rest of a turn, three whole ones, the beginning of another
    assert events[1]["DTSTART"].to_ical() == b"20260302T080000Z"
    assert str(events[1]["SUMMARY"]) == "Asha: night"
    assert str(events[1]["ATTENDEE"]) == "mailto:asha@shop.example"
    run(shop, "--ics", str(ics), "--days", "28", "--at", "2026-03-02 10:00")
    again = Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert {str(e["UID"]) for e in events[2:]} < {str(e["UID"]) for e in again}
    run(shop, "--ics", str(ics), "--days", "28", "--who", "ben")
    alone = Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert {str(e["SUMMARY"]) for e in alone} == {"Ben: night"}


def test_what_is_no_time_or_no_rotation_is_refused(shop: Path) -> None:
    assert "is no time" in run(shop, "--at", "noon", code=2)
    assert "there are night" in run(shop, "--rotation", "day", code=2)


def test_a_program_without_rotations_says_so(shop: Path) -> None:
    shop.write_text("fairlead: 1\nprogram: bare\nas_of: 2026-03-02\n")
    assert "No rotations" in run(shop)


def test_duty_is_taken_asked_for_stood_in_for_and_swapped(shop: Path) -> None:
    when = ("--from", "2026-03-03 09:00", "--until", "2026-03-04 09:00")
    assert "~ rotations.night.overrides" in run(shop, "--take", "ben", *when, "--because", "Fair")
    assert "Ben (override) until Wed 2026-03-04" in run(shop, "--at", "2026-03-03 10:00")
    away = ("--from", "2026-03-05 09:00", "--until", "2026-03-06 09:00")
    assert "[duty.unanswered]" in run(shop, "--ask", "asha", *away, code=1)
    assert "[duty.unanswered]" not in run(shop, "--stand-in", "ben")
    assert "Ben (" in run(shop, "--at", "2026-03-05 10:00")
    run(
        shop, "--swap", "asha", "ben", "--from", "2026-03-16 09:00", "--until", "2026-03-23 09:00",
        "--other-from", "2026-03-23 09:00", "--other-until", "2026-03-30 09:00",
    )  # fmt: skip
    assert "Ben (swap) until" in run(shop, "--at", "2026-03-17 10:00")
    assert "The request was taken by 'ben'" in run(shop, "--stand-in", "asha", code=1)
    assert "There is nobody 'bne'" in run(shop, "--take", "bne", *when, code=1)
    run(shop, "--take", "ben", code=2)
    run(shop, "--take", "ben", "--stand-in", "ben", *when, code=2)
