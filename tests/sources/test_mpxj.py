"""Reading by MPXJ in a process of its own: what it gives, what it lacks, how it is bounded."""

import os
from pathlib import Path

import pytest

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.sources import mpxj
from fairlead.sources.open import kind_of, read

needs_mpxj = pytest.mark.skipif(
    mpxj.missing_for_mpxj() is not None, reason=mpxj.missing_for_mpxj() or ""
)

PLANNER = """<?xml version="1.0"?>
<project name="Dig" company="" manager="" phase="" project-start="20260105T000000Z"
 mrproject-version="2" calendar="1">
 <properties/><phases/>
 <calendars>
  <day-types><day-type id="0" name="Working" description=""/>
   <day-type id="1" name="Nonworking" description=""/></day-types>
  <calendar id="1" name="Default">
   <default-week mon="0" tue="0" wed="0" thu="0" fri="0" sat="1" sun="1"/>
   <overridden-day-types><overridden-day-type id="0">
    <interval start="0800" end="1200"/><interval start="1300" end="1700"/>
   </overridden-day-type></overridden-day-types><days/>
  </calendar>
 </calendars>
 <tasks>
  <task id="1" name="Survey" note="" work="144000" duration="144000" start="20260105T000000Z"
   end="20260109T170000Z" work-start="20260105T080000Z" percent-complete="0" priority="0"
   type="normal" scheduling="fixed-work"/>
  <task id="2" name="Excavate" note="" work="28800" duration="28800" start="20260112T000000Z"
   end="20260112T170000Z" work-start="20260112T080000Z" percent-complete="0" priority="0"
   type="normal" scheduling="fixed-work">
   <predecessors><predecessor id="1" predecessor-id="1" type="FS"/></predecessors>
  </task>
 </tasks>
 <resource-groups/><resources/><allocations/>
</project>
"""

PRIMAVERA = """<?xml version="1.0" encoding="UTF-8"?>
<APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V8.3/API/BusinessObjects">
 <Project><ObjectId>1</ObjectId><Id>DEMO</Id><Name>Demo</Name>
  <DataDate>2026-01-05T08:00:00</DataDate><PlannedStartDate>2026-01-05T08:00:00</PlannedStartDate>
  <WBSObjectId>5</WBSObjectId>
  <Activity><ObjectId>11</ObjectId><Id>A1000</Id><Name>Survey</Name><Type>Task Dependent</Type>
   <Status>Not Started</Status><PlannedDuration>40</PlannedDuration>
   <AtCompletionDuration>40</AtCompletionDuration><RemainingDuration>40</RemainingDuration>
   <ProjectObjectId>1</ProjectObjectId>
   <PlannedStartDate>2026-01-05T08:00:00</PlannedStartDate>
   <PlannedFinishDate>2026-01-09T17:00:00</PlannedFinishDate></Activity>
 </Project>
</APIBusinessObjects>
"""


@pytest.fixture
def planner(tmp_path: Path) -> Path:
    path = tmp_path / "dig.planner"
    path.write_text(PLANNER)
    return path


@needs_mpxj
def test_a_planner_file_is_read_with_its_links(planner: Path) -> None:
    reading = read(planner)
    program = reading.program
    assert program is not None
    titles = {task.title: (key, task) for key, task in program.tasks.items()}
    survey, _ = titles["Survey"]
    _, excavate = titles["Excavate"]
    assert [need.task for need in excavate.needs] == [survey]
    assert str(excavate.duration) == "8h"
    assert (program.id, program.source) == ("dig", "PLANNER by MPXJ")
    assert reading.loss is not None
    assert reading.loss.source == "dig.planner"


@needs_mpxj
def test_activities_of_primavera_keep_their_codes(tmp_path: Path) -> None:
    path = tmp_path / "demo.xml"
    path.write_text(PRIMAVERA)
    program = read(path).program
    assert program is not None
    assert [(task.title, task.source_id) for task in program.tasks.values()][-1] == (
        "Survey",
        "A1000",
    )


@needs_mpxj
def test_what_mpxj_cannot_read_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "odd.mpp"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"rubbish" * 100)
    with pytest.raises(UnreadableInput, match=r"odd\.mpp: MPXJ cannot read it"):
        read(path)


@needs_mpxj
def test_a_file_that_takes_too_long_is_given_up(planner: Path) -> None:
    with pytest.raises(UnreadableInput, match="did not finish within 0 seconds"):
        mpxj.read_with_mpxj(planner, seconds=0.01)


def test_without_java_it_says_what_to_install(
    planner: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UnreadableInput, match="a Java runtime, version 17 or later"):
        read(planner)


def test_without_the_packages_it_says_what_to_install(
    planner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mpxj, "find_spec", lambda _: None)
    with pytest.raises(UnreadableInput, match=r"pip install fairlead\[mpxj\]"):
        read(planner)


@needs_mpxj
def test_a_file_beyond_the_largest_is_refused(
    planner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mpxj, "MAX_INPUT", 100)
    with pytest.raises(TooLarge, match="at most 100 are read"):
        read(planner)


@needs_mpxj
@pytest.mark.skipif("FAIRLEAD_DATA" not in os.environ, reason="FAIRLEAD_DATA is not set")
def test_a_real_ganttproject_file_is_read() -> None:
    path = Path(os.environ["FAIRLEAD_DATA"]) / "schedules" / "house.gan"
    assert kind_of(path) == "mpxj"
    program = read(path).program
    assert program is not None
    assert len(program.tasks) + len(program.milestones) == 20
    assert len(program.people) == 7
