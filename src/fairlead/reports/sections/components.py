"""Component by component: who answers for it, who uses it, what is done to it, and its reviews."""

from __future__ import annotations

from fairlead.reports.briefing import Block, Empty, Grid, Paragraph, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.marks import rule_text, status_mark
from fairlead.reports.names import name_of, owner_name, plain
from fairlead.reports.phrases import column, cut_short, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.sections.work import who_of
from fairlead.reports.text import Quote, Text, Words, listed, quiet, say, words

__all__ = ["component_sections"]

_STATES = {"waiting": "Waiting", "running": "Running", "finished": "Finished"}


def component_sections(seen: Picture, base: FactBase) -> tuple[Section, ...]:
    """One section that holds one for every component."""
    blocks: tuple[Block, ...] = tuple(_component(seen, base, k) for k in seen.program.components)
    if not blocks:
        blocks = (
            Empty(
                text=words("No component has been named."),
                hint=words("Name the parts of the system, who answers for each and who uses it."),
            ),
        )
    return (Section(id="components", title=words("Components"), blocks=blocks),)


def _component(seen: Picture, base: FactBase, key: str) -> Section:
    status = seen.statuses.components[key]
    aside = (status_mark(status), Words(text=" "), *quiet(rule_text(status)))
    return Section(
        id=f"component-{key}",
        title=(name_of(seen.program, key, "components"),),
        aside=aside,
        blocks=(*_ties(seen, base, key), *_reviews(seen, base, key), *_tasks(seen, base, key)),
    )


def _ties(seen: Picture, base: FactBase, key: str) -> tuple[Block, ...]:
    component = seen.program.components[key]
    said: list[Text] = []
    owner = owner_name(seen.program, component.owner)
    said.append(say("Owner: {}.", owner) if owner is not None else words("Nobody answers for it."))
    sections = ("components", "teams", "stakeholders")
    if component.consumers:
        names = listed((name_of(seen.program, k, *sections),) for k in component.consumers)
        said.append(say("Used by {}.", names))
    if component.depends_on:
        names = listed((name_of(seen.program, k, "components"),) for k in component.depends_on)
        said.append(say("Uses {}.", names))
    if component.technology:
        built = say("Built with {}", Quote(text=plain(component.technology)))
        until = base.get(f"component.{key}.supported_until")
        said.append(
            say("{}.", built) if until is None else say("{}, in support until {}.", built, until)
        )
    text = tuple(p for sentence in said for p in (*sentence, Words(text=" ")))
    return (Paragraph(text=text[:-1]),)


def _reviews(seen: Picture, base: FactBase, key: str) -> tuple[Block, ...]:
    found: list[Block] = []
    for name, review in seen.program.reviews.items():
        if review.component != key:
            continue
        on = base.get(f"review.{name}.on")
        title = name_of(seen.program, name, "reviews")
        said = say("Review: {}, {}", title, words(review.status))
        if on is not None:
            said = say("{}, {}", said, on)
        sections = ("people", "teams", "stakeholders", "components")
        if review.attendees:
            names = listed((name_of(seen.program, k, *sections),) for k in review.attendees)
            said = say("{}, with {}", said, names)
        if review.outcome:
            said = say("{}. {}", said, Quote(text=plain(review.outcome)))
        found.append(Paragraph(text=said))
    return tuple(found)


def _tasks(seen: Picture, base: FactBase, key: str) -> tuple[Block, ...]:
    rows = [
        seen.plan.activities[task]
        for task in seen.trace.tasks_of_component[key]
        if task in seen.plan.activities
    ]
    if not rows:
        return (Empty(text=words("No task changes it.")),)
    rows.sort(key=lambda a: (a.state == "finished", a.start, a.id))
    made = [
        (
            (name_of(seen.program, a.id),),
            who_of(seen, a),
            words(_STATES[a.state]),
            (base[f"task.{a.id}.start"],),
            (base[f"task.{a.id}.finish"],),
            fact_or_dash(base.get(f"task.{a.id}.slack")),
        )
        for a in rows
    ]
    shown, note = cut_short(made, base, of=base[f"component.{key}.tasks"], what="tasks")
    grid = Grid(
        columns=(
            column("Task", wide=True),
            column("Who"),
            column("State"),
            column("Start", figures=True),
            column("Finish", figures=True),
            column("Slack", figures=True),
        ),
        rows=shown,
    )
    return (grid, *note)
