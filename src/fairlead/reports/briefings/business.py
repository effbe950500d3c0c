"""The briefing for the business: outcomes, dates, money, decisions. Not a word of the trade."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.answers.status import Status
from fairlead.analyses.plan import PlannedMilestone
from fairlead.reports.answer_words import cards
from fairlead.reports.briefing import Block, Briefing, Empty, Grid, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.marks import rule_text, status_text
from fairlead.reports.names import name_of, owner_name, plain
from fairlead.reports.outline import MOST_LISTED
from fairlead.reports.phrases import (
    DASH,
    column,
    cut_short,
    fact_or_dash,
    moved_by,
)
from fairlead.reports.picture import Picture
from fairlead.reports.sections.decisions import decision_section, pending_decisions
from fairlead.reports.sections.figures import big_picture, milestone_chart
from fairlead.reports.sections.flow import flow_section
from fairlead.reports.sections.forecast import forecast_section
from fairlead.reports.sections.ledger import ledger_sections
from fairlead.reports.sections.money import money_section
from fairlead.reports.sections.preparedness import preparedness_section
from fairlead.reports.sections.risks import risk_section
from fairlead.reports.sections.scope import scope_section
from fairlead.reports.sections.score import score_section
from fairlead.reports.text import BREAK, Quote, Text, listed, quiet, say, words

__all__ = ["business_briefing"]


def business_briefing(seen: Picture, base: FactBase) -> Briefing:
    """Tell who pays and who decides: will it land, what does it cost, what is needed from them."""
    title = Quote(text=plain(seen.program.title or seen.program.id))
    return Briefing(
        voice="business",
        title=title,
        headline=_headline(seen, base),
        sections=(
            Section(id="answers", title=words("In short"), blocks=(cards(seen.answers, base),)),
            decision_section(seen, base),
            _milestones(seen, base),
            forecast_section(seen, base, voice="business"),
            *score_section(seen, base, voice="business"),
            *flow_section(seen, base, voice="business"),
            _goals(seen, base),
            money_section(seen, base),
            risk_section(seen, base),
            *preparedness_section(seen, base, voice="business"),
            scope_section(seen, base),
            *ledger_sections(seen, base, voice="business"),
        ),
        base=base,
    )


def _headline(seen: Picture, base: FactBase) -> Text:
    if not seen.plan.activities:
        return words("Nothing is planned yet.")
    said = say("The plan ends on {}.", base["plan.finish"])
    following = _next_promise(seen)
    if following is not None:
        said = say("{} {}", said, _promise(seen, base, following))
    wanted = _first_decision(seen, base)
    return say("{} {}", said, wanted) if wanted else said


def _promise(seen: Picture, base: FactBase, following: PlannedMilestone) -> Text:
    place = f"milestone.{following.id}"
    name = name_of(seen.program, following.id, "milestones")
    planned, due = base[f"{place}.planned"], base[f"{place}.due"]
    chance = base.get(f"forecast.{place}.chance")
    if chance is not None:
        return say(
            "{}, promised for {}, has a chance of {} to be in time; four chances in five are for "
            "{}.",
            name,
            due,
            chance,
            base[f"forecast.{place}.p80"],
        )
    late = base.get(f"{place}.late")
    margin = base.get(f"{place}.margin")
    if late is not None:
        template = "{}, promised for {}, is planned for {}: {} late."
        return say(template, name, due, planned, late)
    if margin is not None:
        template = "{}, promised for {}, is planned for {}: {} to spare."
        return say(template, name, due, planned, margin)
    return say("{}, promised for {}, is planned for {}.", name, due, planned)


def _first_decision(seen: Picture, base: FactBase) -> Text:
    """The open decision that is due first and has somebody to take it."""
    for key in pending_decisions(seen):
        decision = seen.program.decisions[key]
        owner = owner_name(seen.program, decision.owner)
        due = base.get(f"decision.{key}.due")
        if owner is not None and due is not None:
            name = name_of(seen.program, key, "decisions")
            return say("Needed first from {}, by {}: {}.", owner, due, name)
    return ()


def _next_promise(seen: Picture) -> PlannedMilestone | None:
    """The milestone that is promised next and not reached; the first late one goes before it."""
    rows = [
        m
        for m in seen.plan.milestones.values()
        if m.due is not None
        and m.id in seen.program.milestones
        and seen.plan.activities[m.id].state != "finished"
    ]
    return min(rows, key=lambda m: (m.met is not False, m.due or m.planned, m.id), default=None)


def _milestones(seen: Picture, base: FactBase) -> Section:
    keys = [k for k in seen.plan.milestones if k in seen.program.milestones]
    blocks: list[Block] = []
    if keys:
        keys.sort(key=lambda k: _milestone_order(seen, k, many=len(keys) > MOST_LISTED))
        rows, note = cut_short(
            [_milestone_row(seen, base, key) for key in keys],
            base,
            of=base["milestones.all"],
            what="milestones",
        )
        blocks.append(
            Grid(
                columns=(
                    column("Milestone", wide=True),
                    column("Status", medium=True),
                    column("Promised", figures=True),
                    column("Planned", figures=True),
                    column("To spare", figures=True),
                    column("What could move it", wide=True),
                ),
                rows=rows,
            )
        )
        blocks.extend((*note, *milestone_chart(seen, base)))
    else:
        blocks.append(
            Empty(
                text=words("No milestone is in the plan."),
                hint=words("Add the points that others wait for, each with the date promised."),
            )
        )
    return Section(id="milestones", title=words("What was promised"), blocks=tuple(blocks))


def _milestone_order(seen: Picture, key: str, *, many: bool) -> tuple[bool, datetime, str]:
    """By date; when not all can be listed, what has been reached goes last."""
    milestone = seen.plan.milestones[key]
    reached = many and seen.statuses.milestones[key].rag == "done"
    return (reached, milestone.due or milestone.planned, key)


def _milestone_row(seen: Picture, base: FactBase, key: str) -> tuple[Text, ...]:
    place = f"milestone.{key}"
    status = seen.statuses.milestones[key]
    done = status.rag == "done"
    movers = seen.movers.get(key)
    return (
        (name_of(seen.program, key, "milestones"),),
        _with_rule(seen, status),
        fact_or_dash(base.get(f"{place}.due")),
        (base[f"{place}.planned"],),
        DASH if done else fact_or_dash(base.get(f"{place}.margin")),
        DASH if movers is None else moved_by(seen.program, base, key, movers),
    )


def _with_rule(seen: Picture, status: Status) -> Text:
    """The status, and where it asks for attention the rule that gave it."""
    said = status_text(seen.program, status)
    if status.override is None and status.rag in ("amber", "red"):
        return (*said, BREAK, *quiet(rule_text(status)))
    return said


def _goals(seen: Picture, base: FactBase) -> Section:
    blocks: list[Block] = []
    if seen.program.goals:
        rows, note = cut_short(
            [_goal_row(seen, base, key) for key in seen.program.goals], base, of=None, what="goals"
        )
        blocks.append(
            Grid(
                columns=(
                    column("Outcome", wide=True),
                    column("Status", wide=True),
                    column("Wanted by", figures=True),
                    column("Planned", figures=True),
                    column("Worth", figures=True),
                ),
                rows=rows,
            )
        )
        blocks.extend(note)
    else:
        blocks.append(
            Empty(
                text=words("No goal has been stated."),
                hint=words("Say what the business gets, who wants it, and by when."),
            )
        )
    blocks.extend(big_picture(seen, base))
    return Section(id="outcomes", title=words("What it is for"), blocks=tuple(blocks))


def _goal_row(seen: Picture, base: FactBase, key: str) -> tuple[Text, ...]:
    goal = seen.program.goals[key]
    status = seen.statuses.goals[key]
    owner = owner_name(seen.program, goal.owner)
    details: list[Text] = []
    if owner is not None:
        details.append(say("for {}", owner))
    if goal.measure:
        details.append(say("measured by {}", Quote(text=plain(goal.measure))))
    name: Text = (name_of(seen.program, key, "goals"),)
    if details:
        name = (*name, BREAK, *quiet(listed(details)))
    return (
        name,
        (*status_text(seen.program, status), BREAK, *quiet(rule_text(status))),
        fact_or_dash(base.get(f"goal.{key}.due")),
        fact_or_dash(base.get(f"goal.{key}.finish")),
        fact_or_dash(base.get(f"goal.{key}.value")),
    )
