"""The program: one immutable value that everything is read into and computed from."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fairlead.program.backlogs import Backlog
from fairlead.program.calendars import Calendar
from fairlead.program.decisions import Decision, Review
from fairlead.program.errors import UnknownReference
from fairlead.program.escalation import Ladder
from fairlead.program.goals import Component, Goal, Requirement
from fairlead.program.incidents import Incident
from fairlead.program.launches import Launch
from fairlead.program.moments import Moment
from fairlead.program.noun import About, Noun, Table
from fairlead.program.people import Person, Stakeholder, Team
from fairlead.program.preferences import Preference
from fairlead.program.quantities import Money
from fairlead.program.register import Assumption, Contingency, Dependency, Issue, Trigger
from fairlead.program.requests import ChangeRequest, Scenario
from fairlead.program.risks import Risk
from fairlead.program.rotations import Rotation
from fairlead.program.scheduling import Scheduling
from fairlead.program.sprints import Sprint
from fairlead.program.work import Activity, Milestone, Task

__all__ = ["SECTIONS", "Program", "ProgramType"]

ProgramType = Literal[
    "front-end",
    "backend",
    "integration",
    "business-intelligence",
    "erp",
    "localization",
    "hardware",
    "data-center",
    "process",
    "security",
    "cloud",
    "ui-ux",
]


class Program(Noun):
    """Goals, requirements, components, people, tasks, risks, decisions: all of a program at once.

    Two programs are equal when their content is, in whatever order it was written. Keys are the
    stable ids; tasks and milestones share one name space, since either may wait for the other.
    """

    id: Annotated[str, About("Short name, used in file names and addresses.", "checkout")]
    title: Annotated[str | None, About("Name to show.")] = None
    description: Annotated[str | None, About("What it is about, in a paragraph.")] = None
    type: Annotated[ProgramType | None, About("Which of the twelve kinds of program it is.")] = None
    timezone: Annotated[str, About("IANA zone of dates that name no other.")] = "UTC"
    start: Annotated[Moment | None, About("When the program begins.")] = None
    as_of: Annotated[
        Moment | None, About("Status time: what is told here was so at that moment.")
    ] = None
    finish_by: Annotated[Moment | None, About("When the whole program must be finished.")] = None
    currency: Annotated[str, About("ISO 4217 code of all money in it.")] = "EUR"
    budget: Annotated[Money | None, About("Agreed budget, in the program's currency.")] = None
    source: Annotated[str | None, About("The tool and project it was imported from.")] = None
    scheduling: Annotated[Scheduling, About("Conventions by which dates are computed.")] = (
        Scheduling()
    )
    calendars: Annotated[Table[Calendar], About("Working time.")] = Table()
    teams: Annotated[Table[Team], About("People who share work.")] = Table()
    people: Annotated[Table[Person], About("Who works.")] = Table()
    stakeholders: Annotated[Table[Stakeholder], About("Who must hear, decide or agree.")] = Table()
    goals: Annotated[Table[Goal], About("Outcomes wanted.")] = Table()
    components: Annotated[Table[Component], About("Parts of the system.")] = Table()
    requirements: Annotated[Table[Requirement], About("What the result must do.")] = Table()
    tasks: Annotated[Table[Task], About("Work.")] = Table()
    milestones: Annotated[Table[Milestone], About("Promises with a date.")] = Table()
    backlogs: Annotated[Table[Backlog], About("Lists that teams work off.")] = Table()
    sprints: Annotated[Table[Sprint], About("Time boxes of teams.")] = Table()
    launches: Annotated[Table[Launch], About("Features on their way to those they are for.")] = (
        Table()
    )
    risks: Annotated[Table[Risk], About("What may happen.")] = Table()
    assumptions: Annotated[Table[Assumption], About("What is taken to be so.")] = Table()
    issues: Annotated[Table[Issue], About("What stands in the way.")] = Table()
    dependencies: Annotated[Table[Dependency], About("What others deliver, or wait for.")] = Table()
    triggers: Annotated[Table[Trigger], About("Conditions that are watched.")] = Table()
    contingencies: Annotated[Table[Contingency], About("Changes that are prepared.")] = Table()
    escalation: Annotated[Table[Ladder], About("Who is asked when nobody answers.")] = Table()
    rotations: Annotated[Table[Rotation], About("Who is on call.")] = Table()
    incidents: Annotated[Table[Incident], About("What broke.")] = Table()
    decisions: Annotated[Table[Decision], About("Choices made or to be made.")] = Table()
    reviews: Annotated[Table[Review], About("Architecture reviews.")] = Table()
    changes: Annotated[Table[ChangeRequest], About("Changes that were asked for.")] = Table()
    scenarios: Annotated[Table[Scenario], About("Named what-ifs, kept to be compared.")] = Table()
    preferences: Annotated[Table[Preference], About("What ways out must respect.")] = Table()

    def section(self, name: str) -> Table[Noun]:
        """The table of a section, by its name. Raises `UnknownReference` for any other name."""
        if name not in SECTIONS:
            raise UnknownReference(f"No section {name!r}; sections are {', '.join(SECTIONS)}.")
        table: Table[Noun] = getattr(self, name)
        return table

    def activity(self, key: str) -> Activity:
        """The task or milestone of that id. Raises `UnknownReference` if there is none."""
        found: Activity | None = self.tasks.get(key) or self.milestones.get(key)
        if found is None:
            raise UnknownReference(f"No task or milestone {key!r} in program {self.id!r}.")
        return found

    def summaries(self) -> frozenset[str]:
        """Ids of the tasks that others stand in."""
        parents = {task.parent for task in self.tasks.values()}
        parents.update(milestone.parent for milestone in self.milestones.values())
        return frozenset(p for p in parents if p is not None)


SECTIONS: Mapping[str, type[Noun]] = {
    "calendars": Calendar,
    "teams": Team,
    "people": Person,
    "stakeholders": Stakeholder,
    "goals": Goal,
    "components": Component,
    "requirements": Requirement,
    "tasks": Task,
    "milestones": Milestone,
    "backlogs": Backlog,
    "sprints": Sprint,
    "launches": Launch,
    "risks": Risk,
    "assumptions": Assumption,
    "issues": Issue,
    "dependencies": Dependency,
    "triggers": Trigger,
    "contingencies": Contingency,
    "escalation": Ladder,
    "rotations": Rotation,
    "incidents": Incident,
    "decisions": Decision,
    "reviews": Review,
    "changes": ChangeRequest,
    "scenarios": Scenario,
    "preferences": Preference,
}
"""The sections of a program with the noun that each holds, in the order they are shown."""
