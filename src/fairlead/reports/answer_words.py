"""The three answers in words: one sentence for every reason that the analysis can give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fairlead.analyses.answers.status import Rag
from fairlead.analyses.answers.three_answers import Answers, Reason, Verdict
from fairlead.reports.briefing import Card, Cards
from fairlead.reports.fact import FactBase
from fairlead.reports.text import Mark, Text, Words, say, words

__all__ = ["QUESTIONS", "SENTENCES", "cards", "reason_text", "verdict_mark"]

QUESTIONS: Final[Mapping[str, str]] = {
    "manage": "Can we manage it?",
    "on_time": "Will it land on time?",
    "prepared": "Are we prepared for problems?",
}

_VERDICTS: Final[Mapping[str, Mapping[Verdict, tuple[Rag, str]]]] = {
    "manage": {
        "good": ("green", "Yes"),
        "at_risk": ("amber", "Yes, with gaps"),
        "bad": ("red", "Not as it stands"),
        "unknown": ("unknown", "Cannot be told"),
    },
    "on_time": {
        "good": ("green", "Yes, as planned"),
        "at_risk": ("amber", "Only just"),
        "bad": ("red", "No"),
        "unknown": ("unknown", "Cannot be told"),
    },
    "prepared": {
        "good": ("green", "Yes"),
        "at_risk": ("amber", "In part"),
        "bad": ("red", "No"),
        "unknown": ("unknown", "Cannot be told"),
    },
}

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "manage.no-tasks": ("Nothing is planned yet.", ""),
    "manage.errors": (
        "{} error in the plan makes it unreliable.",
        "{} errors in the plan make it unreliable.",
    ),
    "manage.no-estimate": (
        "{} of {} open tasks has no estimate.",
        "{} of {} open tasks have no estimate.",
    ),
    "manage.nobody": (
        "{} of {} open tasks has nobody to do it.",
        "{} of {} open tasks have nobody to do them.",
    ),
    "manage.scope-gap": (
        "{} thing that it must do is not in the plan.",
        "{} things that it must do are not in the plan.",
    ),
    "manage.over-budget": ("The planned cost is above the budget.", ""),
    "manage.budget-thin": (
        "The budget covers the plan, but not the risks weighted by their chance.",
        "",
    ),
    "manage.in-budget": ("The budget covers the plan and the expected cost of risks.", ""),
    "manage.all-done": ("All planned work is done.", ""),
    "manage.covered": (
        "The {} open task has an estimate and somebody to do it.",
        "All {} open tasks have an estimate and somebody to do them.",
    ),
    "on_time.late": (
        "{} of {} promised milestones is planned too late.",
        "{} of {} promised milestones are planned too late.",
    ),
    "on_time.goal-late": (
        "{} of {} goals is likely to be reached too late.",
        "{} of {} goals are likely to be reached too late.",
    ),
    "on_time.thin": (
        "{} of {} promised milestones has too little time to spare.",
        "{} of {} promised milestones have too little time to spare.",
    ),
    "on_time.safe": (
        "{} of {} promised milestones has time to spare.",
        "{} of {} promised milestones have time to spare.",
    ),
    "on_time.overridden": (
        "The status of {} milestone was set by hand; the answer goes by the computed one.",
        "The status of {} milestones was set by hand; the answer goes by the computed one.",
    ),
    "on_time.finish-missed": ("The whole is planned to finish after its last day.", ""),
    "on_time.finish-met": ("The whole is planned to finish before its last day.", ""),
    "on_time.all-reached": (
        "The {} milestone has been reached.",
        "All {} milestones have been reached.",
    ),
    "on_time.unlikely": (
        "{} of {} promises has less than even odds.",
        "{} of {} promises have less than even odds.",
    ),
    "on_time.unsure": (
        "{} of {} promises is less sure than it should be.",
        "{} of {} promises are less sure than they should be.",
    ),
    "on_time.sure": (
        "{} of {} promises is as sure as it should be.",
        "{} of {} promises are as sure as they should be.",
    ),
    "on_time.no-promise": ("No milestone has a promised date.", ""),
    "on_time.no-chance": (
        "This compares planned with promised dates; no chance has been computed.",
        "",
    ),
    "prepared.decision-overdue": (
        "{} of {} open decisions is overdue.",
        "{} of {} open decisions are overdue.",
    ),
    "prepared.helpless": (
        "{} of {} open risks has neither an owner nor a response.",
        "{} of {} open risks have neither an owner nor a response.",
    ),
    "prepared.unowned": (
        "{} of {} open risks has no owner.",
        "{} of {} open risks have no owner.",
    ),
    "prepared.unanswered": (
        "{} of {} open risks has no response.",
        "{} of {} open risks have no response.",
    ),
    "prepared.review-overdue": (
        "{} of {} open risks is past the day it was to be looked at again.",
        "{} of {} open risks are past the day they were to be looked at again.",
    ),
    "prepared.decision-nobody": (
        "{} of {} open decisions has nobody to take it.",
        "{} of {} open decisions have nobody to take them.",
    ),
    "prepared.one-person": (
        "{} skill that open work needs is known to one person alone.",
        "{} skills that open work needs are each known to one person alone.",
    ),
    "prepared.vague": (
        "{} of {} open risks has no stated chance.",
        "{} of {} open risks have no stated chance.",
    ),
    "prepared.no-risks": ("No risk has been named, which is not the same as having none.", ""),
    "prepared.covered": (
        "The {} open risk has an owner and a response.",
        "All {} open risks have an owner and a response.",
    ),
    "prepared.gap": (
        "In {} of {} on-call rotations there is a time ahead when nobody answers.",
        "In {} of {} on-call rotations there are times ahead when nobody answers.",
    ),
    "prepared.issue-overdue": (
        "{} of {} open issues is past its day.",
        "{} of {} open issues are past their day.",
    ),
    "prepared.issue-nobody": (
        "{} of {} open issues has nobody to settle it.",
        "{} of {} open issues have nobody to settle them.",
    ),
    "prepared.trigger": (
        "{} of {} watched conditions holds, and asks for what was prepared.",
        "{} of {} watched conditions hold, and ask for what was prepared.",
    ),
    "prepared.trigger-near": (
        "{} of {} watched conditions is about to hold.",
        "{} of {} watched conditions are about to hold.",
    ),
    "prepared.dear": (
        "{} of {} open risks costs a day or more, with nothing prepared against it.",
        "{} of {} open risks cost a day or more each, with nothing prepared against them.",
    ),
    "prepared.conflicts": (
        "{} person is asked for more time than there is; the plan moves work to fit.",
        "{} people are asked for more time than there is; the plan moves work to fit.",
    ),
}
"""Each reason by its code: said of one, said of several. A place takes the number, then of what."""

_NONE_LEFT: Final = "No risk is open."

_OF_ONE: Final[Mapping[str, str]] = {
    "{} of {} open tasks": "The {} open task",
    "{} of {} open risks": "The {} open risk",
    "In {} of {} on-call rotations": "In the {} on-call rotation",
    "{} of {} open issues": "The {} open issue",
    "{} of {} watched conditions": "The {} watched condition",
    "{} of {} open decisions": "The {} open decision",
    "{} of {} promised milestones": "The {} promised milestone",
    "{} of {} promises": "The {} promise",
    "{} of {} goals": "The {} goal",
}
"""How a sentence begins when there is but one of what it counts among."""


def reason_text(reason: Reason, base: FactBase) -> Text:
    """The sentence of a reason, its numbers being facts."""
    one, several = SENTENCES[reason.code]
    if reason.code == "prepared.covered" and reason.number == 0:
        return words(_NONE_LEFT)
    sentence = one if reason.number == 1 or not several else several
    if reason.number == reason.of == 1:
        for begins, alone in _OF_ONE.items():
            sentence = sentence.replace(begins, alone)
    place = f"answer.{reason.code}"
    numbers = [base[f"{place}.number"]]
    if reason.of is not None:
        numbers.append(base[f"{place}.of"])
    return say(sentence, *numbers[: sentence.count("{}")])


def verdict_mark(question: str, verdict: Verdict) -> Mark:
    """The verdict as the question is answered in speech."""
    rag, word = _VERDICTS[question][verdict]
    return Mark(rag=rag, word=Words(text=word))


def cards(answers: Answers, base: FactBase) -> Cards:
    """The three answers, each with its reasons, gravest first."""
    return Cards(
        cards=tuple(
            Card(
                question=Words(text=QUESTIONS[answer.question]),
                verdict=verdict_mark(answer.question, answer.verdict),
                reasons=tuple(reason_text(reason, base) for reason in answer.reasons),
            )
            for answer in answers.all
        )
    )
