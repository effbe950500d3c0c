"""The words of a status, and where it comes from when somebody set it by hand."""

from __future__ import annotations

from fairlead.analyses.answers.status import RULES, Rag, Status, shown_rag
from fairlead.program.program import Program
from fairlead.reports.names import owner_name, plain
from fairlead.reports.text import BREAK, Mark, Quote, Text, Words, quiet, say, words

__all__ = ["rule_text", "status_mark", "status_text"]

_WORDS: dict[Rag, str] = {
    "green": "On track",
    "amber": "At risk",
    "red": "Late",
    "done": "Done",
    "unknown": "Not known",
}
_OF_RULE = {
    "component.on-track": "In order",
    "component.support": "Ageing",
    "component.review": "Review due",
    "component.no-owner": "No owner",
    "component.no-work": "No work",
    "component.late": "Causes delay",
    "goal.no-work": "No work planned",
    "goal.gap": "Incomplete",
    "goal.no-promise": "No date",
    "milestone.no-promise": "No date",
    "milestone.thin": "Tight",
    "milestone.unlikely": "Unlikely",
    "milestone.unsure": "Unsure",
}


def status_mark(status: Status) -> Mark:
    """Colour, shape and word of a status; by its own rule, or plainly when set by hand."""
    rag = shown_rag(status)
    word = _WORDS[rag] if status.override is not None else _OF_RULE.get(status.rule, _WORDS[rag])
    return Mark(rag=rag, word=Words(text=word))


def rule_text(status: Status) -> Text:
    """Why the status is what it is: the sentence of the rule that gave it."""
    return words(RULES[status.rule])


def status_text(program: Program, status: Status) -> Text:
    """A status, and, when it was set by hand, what was computed, who set it and why."""
    mark: Text = (status_mark(status),)
    if status.override is None:
        return mark
    by = owner_name(program, status.override.by)
    who = words("Set by hand") if by is None else say("Set by {}", by)
    reason = Quote(text=plain(status.override.because))
    computed = Words(text=_WORDS[status.rag].lower())
    return (*mark, BREAK, *quiet(say("{}, computed: {}. {}", who, (computed,), reason)))
