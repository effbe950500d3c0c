"""Problems and conflicts: what is open, what is about to fire, who answers, who gives way."""

from __future__ import annotations

from fairlead.analyses.answers.preparedness import Contention, DueEntry, OpenIssue, Uncovered
from fairlead.analyses.answers.status import Rag
from fairlead.analyses.triggers.watching import Verdict
from fairlead.program.incidents import Severity
from fairlead.reports.briefing import Block, Bullets, Grid, Section, Voice
from fairlead.reports.fact import FactBase
from fairlead.reports.names import name_of, owner_name, plain
from fairlead.reports.phrases import (
    DASH,
    column,
    cut_short,
    fact_or_dash,
    named_anywhere,
    owner_or_dash,
    stacked,
)
from fairlead.reports.picture import Picture
from fairlead.reports.text import (
    BREAK,
    Mark,
    Quote,
    Text,
    Words,
    counted,
    listed,
    quiet,
    say,
    words,
)

__all__ = ["preparedness_section"]

_SEVERITIES: dict[Severity, tuple[Rag, str]] = {
    "critical": ("red", "Critical"),
    "high": ("red", "High"),
    "medium": ("amber", "Medium"),
    "low": ("unknown", "Low"),
}
_TITLES: dict[Voice, str] = {
    "business": "Problems and conflicts",
    "engineering": "Issues, triggers, duty, conflicts",
}


def preparedness_section(seen: Picture, base: FactBase, *, voice: Voice) -> tuple[Section, ...]:
    """What the answer to "are we prepared" was counted from; no section where there is nothing."""
    if not seen.prepared.anything:
        return ()
    parts = (
        ("issues", "Open issues, the oldest first", _issues(seen, base)),
        ("triggers", "Conditions that hold, or are about to", _triggers(seen, base, voice)),
        ("duty", "Who answers when something breaks", _duty(seen, base, voice)),
        ("conflicts", "Conflicts, and how they are resolved", _conflicts(seen, base)),
        ("due", "Assumptions and deliveries that are due", _due(seen, base)),
    )
    found = []
    for key, title, blocks in parts:
        if blocks:
            found.append(Section(id=f"prepared-{key}", title=words(title), blocks=blocks))
    return (Section(id="prepared", title=words(_TITLES[voice]), blocks=tuple(found)),)


# ---- issues -------------------------------------------------------------------------------------


def _issues(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    issues = seen.prepared.issues
    if not issues:
        return ()
    rows = [_issue(seen, base, issue) for issue in issues]
    shown, note = cut_short(rows, base, of=None, what="issues")
    grid = Grid(
        columns=(
            column("Issue", wide=True),
            column("How grave"),
            column("Open for", figures=True),
            column("Who settles it"),
            column("By", figures=True),
            column("What it stands in the way of", wide=True),
        ),
        rows=shown,
    )
    return (grid, *note)


def _issue(seen: Picture, base: FactBase, issue: OpenIssue) -> tuple[Text, ...]:
    row = seen.program.issues[issue.id]
    rag, word = _SEVERITIES[row.severity]
    by = fact_or_dash(base.get(f"issue.{issue.id}.due"))
    return (
        (name_of(seen.program, issue.id, "issues"),),
        (Mark(rag=rag, word=Words(text=word)),),
        (base[f"issue.{issue.id}.age"],),
        owner_or_dash(seen.program, row.owner),
        (*by, BREAK, *quiet(words("overdue"))) if issue.overdue else by,
        stacked(named_anywhere(seen.program, key) for key in row.affects),
    )


# ---- triggers -----------------------------------------------------------------------------------


def _triggers(seen: Picture, base: FactBase, voice: Voice) -> tuple[Block, ...]:
    if not seen.prepared.watched:
        return ()
    rows = [_trigger(seen, base, verdict, voice) for verdict in seen.prepared.watched]
    shown, note = cut_short(rows, base, of=None, what="conditions")
    grid = Grid(
        columns=(
            column("Condition", wide=True),
            column("Stands"),
            column("It is now", figures=True),
            column("Who watches it"),
            column("What was prepared", wide=True),
        ),
        rows=shown,
    )
    return (grid, *note)


def _trigger(seen: Picture, base: FactBase, verdict: Verdict, voice: Voice) -> tuple[Text, ...]:
    row = seen.program.triggers[verdict.trigger]
    condition = (Quote(text=plain(row.when)),)
    name: Text = condition
    if row.title:
        name = (Quote(text=plain(row.title)),)
        if voice == "engineering":
            name = (*name, BREAK, *quiet(condition))
    readings = [
        (fact,)
        for number in range(len(verdict.readings))
        if (fact := base.get(f"trigger.{verdict.trigger}.{number}")) is not None
    ]
    plan = row.propose
    stands = ("red", "Holds") if verdict.holds else ("amber", "Is near")
    return (
        name,
        (Mark(rag=stands[0], word=Words(text=stands[1])),),  # type: ignore[arg-type]  # two of the marks
        stacked(readings),
        owner_or_dash(seen.program, row.owner),
        DASH if plan is None else (name_of(seen.program, plan, "contingencies"),),
    )


# ---- duty ---------------------------------------------------------------------------------------


def _duty(seen: Picture, base: FactBase, voice: Voice) -> tuple[Block, ...]:
    items = [text for row in seen.prepared.uncovered for text in _uncovered(seen, base, row, voice)]
    return (Bullets(items=tuple(items)),) if items else ()


def _uncovered(seen: Picture, base: FactBase, row: Uncovered, voice: Voice) -> list[Text]:
    """What is wrong with a rotation; whose leave it is, is nothing for the business."""
    place = f"duty.{row.rotation}"
    name = name_of(seen.program, row.rotation, "rotations")
    found: list[Text] = []
    if row.first is not None:
        found.append(
            say(
                "{}: nobody answers for {} in the next three months, {}, first on {}.",
                name,
                base[f"{place}.gap"],
                counted(base[f"{place}.gaps"], "gap", "gaps"),
                base[f"{place}.first"],
            )
        )
    if row.absences and row.away is not None:
        away = owner_name(seen.program, row.away) or Quote(text=plain(row.away))
        times = counted(base[f"{place}.absences"], "time", "times")
        told = say("{}: whoever is to answer is away {}", name, times)
        first = say("{}, {} first.", told, away)
        found.append(first if voice == "engineering" else say("{}.", told))
    if row.unanswered:
        asked = counted(base[f"{place}.unanswered"], "request", "requests")
        found.append(say("{}: {} to be stood in for, taken by nobody.", name, asked))
    return found


# ---- conflicts ----------------------------------------------------------------------------------


def _conflicts(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    rows = [_contention(seen, base, k, row) for k, row in enumerate(seen.prepared.contentions)]
    rows += [_disagreement(seen, base, row.issue, row.decision, settled=row.settled)
             for row in seen.prepared.disagreements]  # fmt: skip
    if not rows:
        return ()
    shown, note = cut_short(rows, base, of=None, what="conflicts")
    grid = Grid(
        columns=(
            column("Conflict", wide=True),
            column("Between", wide=True),
            column("How it is resolved", wide=True),
        ),
        rows=shown,
    )
    return (grid, *note)


def _contention(seen: Picture, base: FactBase, number: int, row: Contention) -> tuple[Text, ...]:
    """Who is wanted at once; what goes first, and how much later the others begin."""
    program = seen.program
    person = name_of(program, row.person, "people")
    goals = [(name_of(program, goal, "goals"),) for goal in row.goals]
    between = stacked((name_of(program, each.task),) for each in row.order)
    if len(goals) > 1:
        between = (*between, BREAK, *quiet(say("for {}", listed(goals))))
    first, *others = row.order
    later = [
        say(
            "{} begins {} later",
            name_of(program, each.task),
            base[f"contention.{number}.{each.task}.later"],
        )
        for each in others
        if each.later_minutes
    ]
    told = say("{} goes first", name_of(program, first.task))
    if later:
        told = say("{}; {}", told, listed(later))
    return (say("{} is wanted by all at once", person), between, told)


def _disagreement(
    seen: Picture, base: FactBase, issue: str, decision: str, *, settled: bool
) -> tuple[Text, ...]:
    program = seen.program
    row = program.decisions[decision]
    options = [(Quote(text=plain(option.title)),) for option in row.options.values()]
    chosen = row.options.get(row.chosen or "")
    name = name_of(program, decision, "decisions")
    if settled:
        told = say("Decided: {}", name if chosen is None else Quote(text=plain(chosen.title)))
    else:
        owner = owner_name(program, row.owner)
        due = base.get(f"decision.{decision}.due")
        told = say("To be decided: {}", name)
        if owner is not None:
            told = say("{} decides: {}", owner, name)
        if due is not None:
            told = say("{}, by {}", told, due)
    return ((name_of(program, issue, "issues"),), stacked(options), told)


# ---- what is due --------------------------------------------------------------------------------


def _due(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    rows = [_entry(seen, base, entry) for entry in seen.prepared.due]
    if not rows:
        return ()
    shown, note = cut_short(rows, base, of=None, what="entries")
    grid = Grid(
        columns=(
            column("What", wide=True),
            column("Kind"),
            column("Due", figures=True),
            column("Promised", figures=True),
            column("Who sees to it"),
        ),
        rows=shown,
    )
    return (grid, *note)


def _entry(seen: Picture, base: FactBase, entry: DueEntry) -> tuple[Text, ...]:
    place = f"{entry.section}.{entry.id}"
    row = seen.program.section(entry.section)[entry.id]
    day = base.get(f"{place}.review_on") if entry.section == "assumptions" else None
    by = fact_or_dash(day or base.get(f"{place}.needed") or base.get(f"{place}.promised"))
    if entry.late:
        by = (*by, BREAK, *quiet(words("overdue")))
    promised = fact_or_dash(base.get(f"{place}.promised"))
    if entry.promised_late:
        promised = (*promised, BREAK, *quiet(words("too late")))
    kind = "Assumption to look at"
    if entry.section == "dependencies":
        ours = getattr(row, "direction", "incoming") == "outgoing"
        kind = "Delivery to others" if ours else "Delivery to us"
    return (
        (name_of(seen.program, entry.id, entry.section),),
        words(kind),
        by,
        promised,
        owner_or_dash(seen.program, getattr(row, "owner", None)),
    )
