"""What each register holds: its sections, their columns, and what is asked of a new row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fairlead.program.noun import Noun
from fairlead.web.access.roles import Capability

__all__ = ["REGISTERS", "Register", "Section", "register_of"]


class Section(Noun):
    """One table of a register.

    `columns` are fields by their names in the program file with their headings, the first of them
    what the row is called; `ask` the fields that a new row is asked for beside it. A row is over
    when the field `ended` says when, or its `status` is one of `over`; `ended_word` says so of
    many. `open_to_all` lets those who only report progress add to it.
    """

    id: str
    title: str
    about: str
    empty: str
    columns: tuple[tuple[str, str], ...]
    ask: tuple[str, ...] = ("owner",)
    ended: str | None = None
    over: tuple[str, ...] = ()
    ended_word: str = "settled"
    open_to_all: bool = False


class Register(Noun):
    """A page of tables: the tab and the part of it where it is found, and who may see it."""

    title: str
    here: str
    nav: str
    sections: tuple[Section, ...]
    needs: Capability = Capability.SEE


_WANTED: Final = Register(
    title="Goals, requirements, components",
    here="scope",
    nav="web/scope_nav.html",
    sections=(
        Section(
            id="goals", title="Goals", about="The outcomes that all of it is for",
            empty="No goal is named yet: say what shall be better when all of this is done.",
            columns=(("title", "Outcome"), ("owner", "Wanted by"), ("due", "Due"),
                     ("measure", "How one will know"), ("value", "Worth")),
            ask=("owner", "due"),
        ),
        Section(
            id="requirements", title="Requirements", about="What must be true, and from whom",
            empty="No requirement is written down yet: then nobody can say what is in scope.",
            columns=(("title", "What must be true"), ("goal", "Serves"), ("priority", "Priority"),
                     ("status", "Status"), ("from", "From"), ("component", "Carried by"),
                     ("accept", "Accepted when")),
            ask=("goal", "priority"), over=("delivered", "dropped"),
            ended_word="delivered or dropped",
        ),
        Section(
            id="components", title="Components", about="The parts of the system, and who uses them",
            empty="No component is named yet: then nobody can say whom a change reaches.",
            columns=(("title", "Part"), ("owner", "Owner"), ("consumers", "Used by"),
                     ("depends_on", "Uses"), ("technology", "Built with"),
                     ("supported_until", "Supported until")),
        ),
    ),
)  # fmt: skip

_CHOICES: Final = Register(
    title="Decisions and reviews",
    here="scope",
    nav="web/scope_nav.html",
    sections=(
        Section(
            id="decisions", title="Decisions", about="What was chosen, why, and what is still open",
            empty="Nothing was decided yet, or nobody wrote down why.",
            columns=(("title", "What is decided"), ("status", "Status"), ("owner", "Owner"),
                     ("due", "Due"), ("context", "Why it must be"), ("because", "Why this way")),
            ask=("owner", "due"), over=("accepted", "rejected", "deprecated", "superseded"),
            ended_word="decided",
        ),
        Section(
            id="reviews", title="Reviews", about="Architecture, looked at by those who use it",
            empty="No review is planned.",
            columns=(("title", "What is reviewed"), ("component", "Component"), ("on", "When"),
                     ("status", "Status"), ("owner", "Owner"), ("attendees", "Who comes"),
                     ("outcome", "What came of it")),
            ask=("component", "owner"), over=("held", "cancelled"), ended_word="held or cancelled",
        ),
    ),
)  # fmt: skip

_WHAT_IFS: Final = Register(
    title="Limits and what-ifs",
    here="scope",
    nav="web/scope_nav.html",
    sections=(
        Section(
            id="preferences", title="Limits", about="What a way out of trouble must respect",
            empty="Nobody has said what must not be touched: every way out may be offered.",
            columns=(("title", "In a few words"), ("owner", "Owner"), ("keep", "Not to be cut"),
                     ("may_cut", "May be cut"), ("firm", "Dates that hold"),
                     ("extra_cost", "At most in money"), ("because", "Why")),
        ),
        Section(
            id="scenarios", title="What-ifs", about="Changes that are kept to be compared",
            empty="No what-if is kept.",
            columns=(("title", "What if"), ("because", "Why it is worth a look"),
                     ("edits", "What would change")),
            ask=("edits",),
        ),
    ),
)  # fmt: skip

_RISKS: Final = Register(
    title="Risk register",
    here="risks",
    nav="web/risks_nav.html",
    sections=(
        Section(
            id="risks", title="Risks", about="What may happen, how likely, and what it would do",
            empty="No risk is written down. A plan without risks is one that nobody looked at.",
            columns=(("event", "What may happen"), ("cause", "Because"), ("probability", "Chance"),
                     ("delay", "Delays"), ("cost", "Cost"), ("owner", "Owner"),
                     ("response", "Response"), ("status", "Status"), ("review_on", "Look again")),
            ask=("cause", "probability", "owner"), over=("happened", "closed"),
            ended_word="happened or closed",
        ),
        Section(
            id="triggers", title="Triggers", about="Conditions that are watched at every change",
            empty="No condition is watched.",
            columns=(("when", "When"), ("title", "Name"), ("severity", "Severity"),
                     ("owner", "Owner"), ("propose", "Then proposes")),
            ask=("severity", "owner"),
        ),
        Section(
            id="contingencies", title="Plans B", about="Changes that are prepared for the case",
            empty="No change is prepared for the case that something happens.",
            columns=(("title", "What would be done"), ("owner", "Owner"),
                     ("edits", "What would change")),
            ask=("owner", "edits"),
        ),
    ),
)  # fmt: skip

_ISSUES: Final = Register(
    title="Issues, assumptions, dependencies",
    here="risks",
    nav="web/risks_nav.html",
    sections=(
        Section(
            id="issues", title="Issues",
            about="What is so and stands in the way, with somebody who settles it",
            empty="Nothing stands in the way, or nobody has said so.",
            columns=(("title", "What stands in the way"), ("severity", "Severity"),
                     ("owner", "Owner"), ("due", "Due"), ("affects", "In the way of"),
                     ("resolution", "Settle it by saying how")),
            ask=("severity", "owner"), ended="resolved", open_to_all=True,
        ),
        Section(
            id="assumptions", title="Assumptions",
            about="What the plan rests on, with somebody who finds out",
            empty="Nothing is taken to be so that nobody has checked.",
            columns=(("title", "What is taken to be so"), ("status", "Turned out"),
                     ("owner", "Owner"), ("review_on", "Look again"), ("affects", "Rests on it")),
            over=("confirmed", "false"), open_to_all=True,
        ),
        Section(
            id="dependencies", title="Dependencies",
            about="What others deliver to us, or wait for from us",
            empty="Nobody outside delivers anything, or nobody has said so.",
            columns=(("title", "What is delivered"), ("of", "By, or to, whom"),
                     ("owner", "Owner"), ("needed", "Needed"), ("promised", "Promised"),
                     ("delivered", "Delivered")),
            ended="delivered", ended_word="delivered", open_to_all=True,
        ),
    ),
)  # fmt: skip

_DUTY: Final = Register(
    title="Ladders, rotations, incidents",
    here="risks",
    nav="web/risks_nav.html",
    needs=Capability.SEE_PLAN,
    sections=(
        Section(
            id="incidents", title="Incidents", about="What broke, who leads, what was learned",
            empty="Nothing is broken, as far as anybody has said.",
            columns=(("title", "What broke"), ("severity", "Severity"), ("component", "Component"),
                     ("rotation", "Who was called"), ("commander", "Leads"),
                     ("resolved", "Mended")),
            ask=("severity", "component", "rotation"), ended="resolved", ended_word="mended",
        ),
        Section(
            id="escalation", title="Ladders", about="Who is asked next when nobody answers",
            empty="There is no ladder: nothing climbs by itself.",
            columns=(("title", "Name"), ("levels", "Levels"), ("teams", "Of teams"),
                     ("severities", "Of severities"), ("quiet", "Least time between messages")),
            ask=("levels",),
        ),
        Section(
            id="rotations", title="Rotations", about="Who takes turns to be on call",
            empty="Nobody takes turns.",
            columns=(("title", "Name"), ("team", "Answers for"), ("start", "From"),
                     ("end", "Until"), ("layers", "Turns"), ("needed", "Needed in")),
            ask=("start", "layers"),
        ),
    ),
)  # fmt: skip

_DELIVERY: Final = Register(
    title="Milestones, launches, sprints",
    here="plan",
    nav="web/plan_nav.html",
    needs=Capability.SEE_PLAN,
    sections=(
        Section(
            id="milestones", title="Milestones", about="Promises with a date, and how sure",
            empty="Nothing is promised yet: name a milestone and what it waits for.",
            columns=(("title", "Promise"), ("due", "Due"), ("confidence", "How sure"),
                     ("needs", "Waits for"), ("goal", "Serves"), ("finished", "Reached")),
            ask=("due", "needs"), ended="finished", ended_word="reached",
        ),
        Section(
            id="launches", title="Launches", about="Features on their way to those they are for",
            empty="No launch is planned.",
            columns=(("title", "What is launched"), ("due", "Due"), ("confidence", "How sure"),
                     ("audience", "For whom"), ("owner", "Owner"), ("gates", "Gates"),
                     ("launched", "Launched")),
            ask=("due", "owner"), ended="launched", ended_word="launched",
        ),
        Section(
            id="sprints", title="Sprints", about="Time boxes of teams",
            empty="No sprint is planned.",
            columns=(("title", "Sprint"), ("team", "Team"), ("start", "First day"),
                     ("finish", "Last day"), ("length", "or length"), ("goal", "Sprint goal"),
                     ("capacity", "Capacity"), ("tasks", "Tasks")),
            ask=("team", "start", "length"), ended="finish", ended_word="over",
        ),
        Section(
            id="backlogs", title="Backlogs", about="Lists that teams work off, item by item",
            empty="No list is worked off.",
            columns=(("title", "List"), ("team", "Team"), ("items", "Items left"),
                     ("milestone", "Until"), ("due", "Due"), ("confidence", "How sure")),
            ask=("items", "team"),
        ),
    ),
)  # fmt: skip

_PEOPLE: Final = Register(
    title="People, teams, working time",
    here="load",
    nav="web/load_nav.html",
    needs=Capability.SEE_PLAN,
    sections=(
        Section(
            id="people", title="People", about="Who works, when, and at what",
            empty="Nobody is named yet: then nobody has too much to do, and nobody is away.",
            columns=(("name", "Name"), ("team", "Team"), ("role", "Job"), ("skills", "Skills"),
                     ("availability", "Part of the time"), ("calendar", "Calendar"),
                     ("leave", "Away"), ("rate", "An hour costs")),
            ask=("team",), ended="leaves", ended_word="gone",
        ),
        Section(
            id="teams", title="Teams", about="People who share work",
            empty="There is no team.",
            columns=(("title", "Team"), ("lead", "Answers for it"), ("calendar", "Calendar"),
                     ("part_of", "Part of"), ("at_once", "Tasks at once")),
            ask=("lead",),
        ),
        Section(
            id="stakeholders", title="Stakeholders", about="Who must hear, decide or agree",
            empty="Nobody is named who must hear of it.",
            columns=(("name", "Name"), ("side", "Side"), ("wants", "Wants to hear"),
                     ("role", "Job"), ("timezone", "Time zone")),
            ask=("side", "wants"),
        ),
        Section(
            id="calendars", title="Calendars", about="Working time, holidays, days that differ",
            empty="Everybody works Monday to Friday, nine to five, without holidays.",
            columns=(("title", "Calendar"), ("hours", "Hours"), ("timezone", "Time zone"),
                     ("holidays", "Holidays"), ("exceptions", "Days that differ"),
                     ("base", "Like")),
            ask=("hours", "timezone", "holidays"),
        ),
    ),
)  # fmt: skip

REGISTERS: Final[Mapping[str, Register]] = {
    "goals": _WANTED,
    "decisions": _CHOICES,
    "what-ifs": _WHAT_IFS,
    "risks": _RISKS,
    "issues": _ISSUES,
    "duty": _DUTY,
    "milestones": _DELIVERY,
    "people": _PEOPLE,
}
"""Every register by its name. Tasks have the plan, and change requests a page of their own."""


def register_of(section: str) -> tuple[str, Section] | None:
    """The name of the register that holds a section, and the section as it is shown there."""
    for name, register in REGISTERS.items():
        for each in register.sections:
            if each.id == section:
                return name, each
    return None
