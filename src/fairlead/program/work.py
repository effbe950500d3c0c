"""What is to be done: tasks, what they wait for, milestones, and what was agreed before."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Ref, Table
from fairlead.program.people import Assignment
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Span
from fairlead.program.status import StatusOverride

__all__ = ["Activity", "Baseline", "Link", "Milestone", "Need", "Task"]

Link = Literal["FS", "SS", "FF", "SF"]


class Need(Noun):
    """A dependency, said by the one who waits.

    `FS`: it starts after the other's finish; `SS`: after its start; `FF`: it finishes after the
    other's finish; `SF`: it finishes after the other's start. A positive `lag` waits longer, a
    negative one (a lead) overlaps. `lag_share` is a lag as a part of the other's duration.
    """

    identity: ClassVar[tuple[str, ...]] = ("task", "link")

    task: Annotated[str, Ref(("tasks", "milestones")), About("What it waits for.")]
    link: Annotated[Link, About("From which end of that to which end of this.")] = "FS"
    lag: Annotated[
        Span | None,
        About("Wait or, below zero, overlap; `elapsed 2d` counts nights too.", "2d"),
    ] = None
    lag_share: Annotated[
        float | None,
        About("Lag as a part of the duration of what it waits for.", "50%"),
    ] = None
    soft: Annotated[
        bool,
        About("A choice and no necessity: it may be overlapped or dropped when time is short."),
    ] = False


class Baseline(Noun):
    """What one task's dates and amounts were when a plan was agreed. Imports hold up to eleven."""

    identity: ClassVar[tuple[str, ...]] = ("number",)

    number: Annotated[int, About("0 to 10.")]
    start: datetime | None = None
    finish: datetime | None = None
    duration: Span | None = None
    work: Span | None = None
    cost: Money | None = None


class Activity(Noun):
    """What tasks and milestones share: a place in the outline and in the network."""

    unordered: ClassVar[tuple[str, ...]] = ("needs", "baselines")

    title: Annotated[str, About("What it is.")]
    parent: Annotated[
        str | None,
        Ref(("tasks",)),
        About("The summary task it stands in; the file nests instead."),
    ] = None
    needs: Annotated[
        tuple[Need, ...],
        About(
            "What it waits for: an id means finish to start.",
            "[spec, {task: vendor, link: SS, lag: 2d}]",
        ),
    ] = ()
    calendar: Annotated[
        str | None, Ref(("calendars",)), About("Working time of the work itself.")
    ] = None
    not_before: Annotated[Moment | None, About("Start no earlier than.")] = None
    start_by: Annotated[Moment | None, About("Start no later than.")] = None
    finish_not_before: Annotated[Moment | None, About("Finish no earlier than.")] = None
    finish_by: Annotated[Moment | None, About("Finish no later than.")] = None
    must_start: Annotated[Moment | None, About("Start exactly then, whatever the links say.")] = (
        None
    )
    must_finish: Annotated[Moment | None, About("Finish exactly then, whatever the links say.")] = (
        None
    )
    as_late_as_possible: Annotated[
        bool, About("Plan it as late as it can be without moving anything after it.")
    ] = False
    finished: Annotated[Moment | None, About("When it was done.")] = None
    inactive: Annotated[
        bool, About("Kept for the record: it is not planned, and nothing waits for it.")
    ] = False
    owner: Annotated[
        str | None,
        Ref(("people", "teams", "stakeholders")),
        About("Who answers for it."),
    ] = None
    baselines: Annotated[tuple[Baseline, ...], About("Earlier agreed dates, by number.")] = ()
    notes: Annotated[str | None, About("Anything else.")] = None
    url: Annotated[str | None, About("Where it lives in another tool.")] = None
    source_id: Annotated[str | None, About("Key under which it was imported.")] = None
    custom: Annotated[Table[str], About("Fields of the source that have no counterpart here.")] = (
        Table()
    )


class Task(Activity):
    """A piece of work, or, when others name it as their parent, a summary of theirs.

    `estimate` is the effort of the people on it. `duration` is working time that does not shrink
    with people: a vendor, a soak test, an imported task of fixed duration; people may be on it too
    and are then busy by their units.
    """

    unordered: ClassVar[tuple[str, ...]] = ("needs", "baselines", "skill", "who")

    estimate: Annotated[
        Estimate | None,
        About(
            "Effort: a point, a range (one in ten below, one in ten above), or low/likely/high.",
            "4d..9d",
        ),
    ] = None
    duration: Annotated[
        Estimate | None, About("Working time that does not shrink with people.", "10d")
    ] = None
    who: Annotated[
        tuple[Assignment, ...],
        About("A person, several, or each with their units.", "{asha: 50%}"),
    ] = ()
    team: Annotated[
        str | None,
        Ref(("teams",)),
        About("Anyone of the team who has the skill does it."),
    ] = None
    skill: Annotated[tuple[str, ...], About("What who does it must be able to do.", "api")] = ()
    kind: Annotated[str | None, About("Kind of work, for learning from the record.", "test")] = None
    requirement: Annotated[
        str | None, Ref(("requirements",)), About("The requirement it delivers.")
    ] = None
    component: Annotated[str | None, Ref(("components",)), About("The component it changes.")] = (
        None
    )
    priority: Annotated[
        int | None, About("Higher goes first when people are short; 500 when left out.")
    ] = None
    deadline: Annotated[
        Moment | None,
        About("A date to be warned about; it moves slack, never the task."),
    ] = None
    started: Annotated[Moment | None, About("When work on it began.")] = None
    spent: Annotated[Span | None, About("Effort, or duration, so far.")] = None
    remaining: Annotated[Span | None, About("Effort, or duration, still to do.")] = None
    complete: Annotated[
        Chance | None, About("Part that is done, as a source states it.", "40%")
    ] = None
    cost: Annotated[CostEstimate | None, About("Cost besides people's time.", "8000")] = None
    resource_dependent: Annotated[
        bool,
        About("Follows the calendars of its people rather than its own (Primavera)."),
    ] = False
    delay: Annotated[
        Span | None,
        About("Waits this long after all else would let it start: a levelling delay.", "2d"),
    ] = None
    resumes: Annotated[Moment | None, About("Interrupted work goes on no earlier than then.")] = (
        None
    )
    expected_finish: Annotated[
        Moment | None,
        About("What is left is as long as it takes to finish then (Primavera)."),
    ] = None
    level_of_effort: Annotated[
        bool,
        About(
            "Accompanies other work: it lasts as long as what it is linked to or, without links, "
            "as its summary, and moves nothing."
        ),
    ] = False


class Milestone(Activity):
    """A point that others care about: a promise with a date and a wanted confidence.

    `opening` marks one that stands at the start of a working spell rather than at the end of one.
    """

    due: Annotated[Moment | None, About("When it was promised for.")] = None
    confidence: Annotated[Chance | None, About("How sure the promise should be.", "80%")] = None
    goal: Annotated[str | None, Ref(("goals",)), About("The goal that it reaches.")] = None
    status: Annotated[
        StatusOverride | None,
        About("A status set by hand over the computed one.", "{rag: green, because: Agreed}"),
    ] = None
    opening: Annotated[
        bool,
        About("Stands at the start of the next working spell, not the end of the last."),
    ] = False
