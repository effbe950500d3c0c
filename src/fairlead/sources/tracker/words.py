"""What Jira's words mean, in the export's text and in its JSON alike."""

from __future__ import annotations

from typing import Literal

from fairlead.program.quantities import Estimate, Span
from fairlead.sources.tabular.columns import words_of

__all__ = [
    "State",
    "direction",
    "given_up",
    "kind_of",
    "points",
    "priority_of",
    "seconds",
    "state_of",
]

State = Literal["todo", "doing", "done"]


def _names(text: str) -> list[str]:
    return text.split(", ")


_STATES: dict[str, State] = {
    **dict.fromkeys(
        _names(
            "to do, todo, new, open, backlog, reopened, selected for development, ready, planned, "
            "funnel, draft, triage, ready for development, undefined, zu erledigen, offen, neu, "
            "a faire, ouvert, nouveau, por hacer, abierto"
        ),
        "todo",
    ),
    **dict.fromkeys(
        _names(
            "in progress, indeterminate, in review, in development, review, in test, testing, "
            "in testing, blocked, doing, wip, code review, qa, in qa, on hold, waiting, started, "
            "ready for review, ready for test, implementing, analysis, in analysis, in arbeit, "
            "in bearbeitung, en cours, en curso"
        ),
        "doing",
    ),
    **dict.fromkeys(
        _names(
            "done, closed, resolved, complete, completed, finished, released, verified, cancelled, "
            "canceled, rejected, wont do, won t do, fertig, erledigt, geschlossen, termine, ferme, "
            "resolu, listo, hecho, finalizado, cerrado"
        ),
        "done",
    ),
}

_PRIORITIES = {
    **dict.fromkeys(_names("highest, blocker, p0, urgent, hochste, critique"), 900),
    **dict.fromkeys(_names("high, critical, p1, hoch, haute, alta"), 700),
    **dict.fromkeys(_names("medium, major, normal, p2, mittel, moyenne, media"), 500),
    **dict.fromkeys(_names("low, minor, p3, niedrig, gering, faible, baja"), 300),
    **dict.fromkeys(_names("lowest, trivial, p4, niedrigste"), 100),
}

_GIVEN_UP = frozenset(
    _names(
        "won t do, wont do, won t fix, wont fix, duplicate, cannot reproduce, declined, invalid, "
        "not planned, not a bug, rejected, cancelled, canceled, abandoned, incomplete, obsolete, "
        "works as designed"
    )
)

_EARLIER = frozenset(
    _names(
        "blocks, is depended on by, has to be done before, precedes, is required by, blockiert, "
        "is predecessor of, is a dependency for, is a dependency of, bloque"
    )
)
_LATER = frozenset(
    _names(
        "is blocked by, blocked by, depends on, has to be done after, follows, requires, "
        "is successor of, is dependent on, wird blockiert von, est bloque par"
    )
)
_TYPES = {
    # The name of a link type, as the column of a text export has it, and its outward direction.
    **dict.fromkeys(_names("blocks, blocker, blocking, blocked, precedes"), "blocks"),
    **dict.fromkeys(_names("finish start gantt, gantt finish start, gantt end to start"), "blocks"),
    **dict.fromkeys(_names("depends, dependency, dependent, depend, depends on"), "depends on"),
}


def _plain(text: str) -> str:
    return " ".join(words_of(text))


def state_of(status: str | None, *, category: str | None) -> State | None:
    """Where an entry stands, by the category of its status, else by its name; None if unknown."""
    for word in (category, status):
        if word:
            state = _STATES.get(_plain(word))
            if state is not None:
                return state
    return None


def priority_of(name: str) -> int | None:
    """A priority as a number, 500 in the middle, higher first; None for an unknown word."""
    words = words_of(name)
    return _PRIORITIES.get(" ".join(words)) or (_PRIORITIES.get(words[0]) if words else None)


def given_up(resolution: str) -> bool:
    """Whether a resolution says that the work was closed without being done."""
    return _plain(resolution) in _GIVEN_UP


def kind_of(issue_type: str) -> str:
    """An issue type as a kind of work: `Sub-task`: sub-task."""
    return "-".join(words_of(issue_type)) or "task"


def direction(phrase: str, *, column: bool = False) -> Literal["earlier", "later"] | None:
    """Whether `A phrase B` puts A before B or after it; None when the link orders nothing.

    With `column`, `phrase` is the name of a link type and its outward direction is meant.
    """
    words = _plain(phrase)
    if column:
        words = _TYPES.get(words, words)
    if words in _EARLIER:
        return "earlier"
    return "later" if words in _LATER else None


def seconds(amount: float) -> Span:
    """A span of Jira's seconds, in hours where they are whole quarters, else in minutes."""
    if amount % 900 == 0:
        return Span(amount=amount / 3600, unit="h")
    return Span(amount=float(round(amount / 60)), unit="m")


def points(amount: float, *, hours_per_point: float) -> Estimate:
    """Story points at a rate that the user gave."""
    return Estimate.point(amount * hours_per_point, "h")
