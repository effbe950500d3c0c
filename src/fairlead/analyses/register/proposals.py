"""Risks that the register lacks: proposed by rule, each with the evidence that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fairlead.analyses.plan import Plan
from fairlead.analyses.quality import Family, check
from fairlead.analyses.quality.examined import named
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.risks import Risk

__all__ = ["Proposal", "proposals"]


class Proposal(Noun):
    """A risk that a rule proposes. Its probability is left to whoever takes it on.

    `evidence` is what the rule saw; `subjects` are the ids concerned. `id` would be its key.
    """

    id: str
    rule: str
    risk: Risk
    evidence: str
    subjects: tuple[str, ...] = ()


_OF_QUALITY: Final[dict[str, tuple[str, Risk]]] = {
    "software.single-person-path": (
        "single-person",
        Risk(
            cause="Only one person can do critical work",
            event="They leave, or fall ill",
            effect="The work waits until somebody has learned it",
            objectives=("time", "people"),
            response="mitigate",
        ),
    ),
    "software.technology-ageing": (
        "ageing-technology",
        Risk(
            cause="A technology is about to leave support",
            event="It must be replaced, or a flaw in it stays open",
            effect="Work that nobody planned",
            objectives=("time", "cost", "quality"),
            response="avoid",
        ),
    ),
    "software.no-shared-hour": (
        "no-shared-hour",
        Risk(
            cause="People who pass work on share no working hour",
            event="Questions at the hand-off take a day each",
            effect="Each hand-off is late",
            objectives=("time",),
            response="mitigate",
        ),
    ),
}
"""Rules of plan quality that are risks as well, by their code."""

_FAMILY: Final[tuple[Family, ...]] = ("software",)
_MUCH: Final = 0.4
"""So much of the open work on the critical chain makes one person's leaving a risk of its own."""


def proposals(program: Program, plan: Plan) -> tuple[Proposal, ...]:
    """What the rules propose, less what an open risk already names.

    A risk names what it delays, and what its text mentions by id: a person who stands in a risk's
    cause or event is not proposed again.
    """
    found = [*_of_quality(program, plan), *_attrition(program, plan), *_vendors(program, plan)]
    said = _said(program)
    return tuple(
        proposal
        for proposal in {one.id: one for one in found}.values()
        if proposal.id not in program.risks and not _named(program, proposal, said)
    )


def _of_quality(program: Program, plan: Plan) -> Iterator[Proposal]:
    for finding in check(program, plan, families=_FAMILY).findings:
        if finding.code not in _OF_QUALITY:
            continue
        rule, risk = _OF_QUALITY[finding.code]
        subject = finding.subjects[-1] if finding.subjects else rule
        yield Proposal(
            id=f"{rule}-{subject}",
            rule=rule,
            risk=risk,
            evidence=finding.message,
            subjects=finding.subjects,
        )


def _attrition(program: Program, plan: Plan) -> Iterator[Proposal]:
    """People on whom much of the critical chain hangs, and those who leave before it ends."""
    chain = [
        plan.activities[step.id]
        for step in plan.critical_chain
        if step.id in plan.activities and plan.activities[step.id].state != "finished"
    ]
    staffed = [activity for activity in chain if activity.who]
    held: dict[str, list[str]] = {}
    for activity in staffed:
        for who in activity.who:
            if program.people[who].kind == "person":
                held.setdefault(who, []).append(activity.id)
    for who, tasks in sorted(held.items()):
        share = len(tasks) / len(staffed)
        if len(staffed) < 3 or share < _MUCH:
            continue
        yield Proposal(
            id=f"attrition-{who}",
            rule="attrition",
            risk=Risk(
                cause="Much of the critical chain hangs on one person",
                event="They leave the program",
                effect="Their work waits for whoever takes it over",
                objectives=("time", "people"),
                response="mitigate",
            ),
            evidence=f"{who!r} does {len(tasks)} of {len(staffed)} open tasks of the critical "
            f"chain: {named(tasks)}.",
            subjects=(who, *tasks),
        )


def _vendors(program: Program, plan: Plan) -> Iterator[Proposal]:
    """Waits for somebody outside on the critical chain, for which nothing is prepared."""
    for step in plan.critical_chain:
        task = program.tasks.get(step.id)
        if task is None or task.duration is None or task.finished is not None:
            continue
        if task.who or task.team is not None:
            continue
        prepared = any(
            step.id in risk.delay and (risk.fallback or risk.contingency)
            for risk in program.risks.values()
            if risk.status == "open"
        )
        if prepared:
            continue
        named = any(
            step.id in risk.delay for risk in program.risks.values() if risk.status == "open"
        )
        yield Proposal(
            id=f"vendor-{step.id}",
            rule="vendor-without-fallback",
            risk=Risk(
                cause="The critical chain waits for somebody outside",
                event="They deliver late, or not at all",
                effect="Everything behind it waits",
                objectives=("time",),
                response="mitigate",
            ),
            evidence=f"Task {step.id!r} ({task.title}) is on the critical chain, nobody of the "
            "program works on it, and "
            + (
                "its risk has neither `contingency` nor `fallback`."
                if named
                else "no risk names it."
            ),
            subjects=(step.id,),
        )


def _said(program: Program) -> list[tuple[frozenset[str], str]]:
    """Of each open risk what it delays, and its words."""
    return [
        (
            frozenset(risk.delay),
            " ".join(
                (key, risk.cause or "", risk.event or "", risk.title or "", risk.effect or "")
            ),
        )
        for key, risk in program.risks.items()
        if risk.status == "open"
    ]


def _named(program: Program, proposal: Proposal, said: list[tuple[frozenset[str], str]]) -> bool:
    if proposal.rule == "vendor-without-fallback":
        return False
    for subject in proposal.subjects:
        person = program.people.get(subject)
        component = program.components.get(subject)
        if person is None and component is None:
            continue
        names = {subject}
        if person is not None and person.name:
            names.update((person.name, person.name.split()[0]))
        if component is not None:
            names.update((component.title, component.technology or component.title))
        if any(name.lower() in words.lower() for _, words in said for name in names):
            return True
    return False
