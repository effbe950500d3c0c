"""By which conventions dates are computed. Tools differ; a program says which it was planned by."""

from typing import Annotated, Literal

from fairlead.program.noun import About, Noun, Ref
from fairlead.program.quantities import Span

__all__ = ["Scheduling"]


class Scheduling(Noun):
    """The conventions of a schedule. The defaults are Fairlead's own; imports state their tool's.

    - `lag_calendar`: whose working time a working lag counts in.
    - `progress`: what becomes of work that began out of sequence. Under `retained-logic` the rest
      waits for its predecessors, under `override` it goes on at once, under `actual-dates` it goes
      on at once and later work counts from the actual dates.
    - `unfinished`: whether unfinished work before the status time is moved to it (`move`), or kept
      where it was recorded (`keep`, Microsoft Project's way).
    - `total_slack`: measured at the start, at the finish, or the smaller of both.
    - `critical_slack`: total slack up to which a task is critical.
    - `slack_to`: whether late dates count back from the whole program's finish, from the finish of
      each project in it (a summary at the top of the outline), or of each separate open end.
    - `critical_by`: whether critical is what has little slack, or what drives the last finish.
    - `limits`: whether `start_by` and `finish_by` only take slack (Primavera), or hold a task in
      its place against its links (Microsoft Project, when constraints are honoured).
    - `direction`: whether work is placed as early as it can be from the start, or as late as it can
      be from `finish_by` (a Microsoft Project that is scheduled from its finish).
    - `lag_from`: whether a lag after the start of work that has begun counts from its early or from
      its actual start (Primavera).
    """

    lag_calendar: Annotated[
        Literal["predecessor", "successor", "program", "elapsed"],
        About("Whose working time a lag counts in."),
    ] = "predecessor"
    progress: Annotated[
        Literal["retained-logic", "override", "actual-dates"],
        About("What becomes of work that began out of sequence."),
    ] = "retained-logic"
    unfinished: Annotated[
        Literal["move", "keep"],
        About("Whether unfinished work is moved to the status time."),
    ] = "move"
    total_slack: Annotated[
        Literal["start", "finish", "smaller"], About("Where total slack is measured.")
    ] = "finish"
    critical_slack: Annotated[
        Span | None,
        About("Total slack up to which a task is critical; none is zero.", "1d"),
    ] = None
    slack_to: Annotated[
        Literal["program", "projects", "open-ends"],
        About("What late dates are counted back from."),
    ] = "program"
    critical_by: Annotated[
        Literal["slack", "longest-path"], About("What makes a task critical.")
    ] = "slack"
    limits: Annotated[
        Literal["take-slack", "hold"],
        About("Whether latest dates only take slack, or hold a task against its links."),
    ] = "take-slack"
    lag_from: Annotated[
        Literal["early", "actual"],
        About("From which start of running work the lag of a start-to-start link counts."),
    ] = "early"
    must_finish: Annotated[
        Literal["honour-links", "honour-dates"],
        About("Whether a fixed date may break a link, as fixed dates do in most tools."),
    ] = "honour-dates"
    direction: Annotated[
        Literal["forward", "backward"],
        About("Whether work is placed from the start, or back from `finish_by`."),
    ] = "forward"
    calendar: Annotated[
        str | None, Ref(("calendars",)), About("The calendar of work that names none.")
    ] = None
