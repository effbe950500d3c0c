"""What can be wrong with a program file: each rule's stable code, gravity and meaning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from fairlead.program.findings import Finding
from fairlead.program.references import did_you_mean
from fairlead.sources.program_file.nodes import Node

__all__ = ["RULES", "Complaints", "Rule", "Wrong"]


class Rule(NamedTuple):
    """How grave the breach of a rule is, and the rule in a sentence."""

    severity: Literal["error", "warning", "note"]
    meaning: str


def _error(meaning: str) -> Rule:
    return Rule("error", meaning)


def _warning(meaning: str) -> Rule:
    return Rule("warning", meaning)


RULES: Final[dict[str, Rule]] = {
    "file.unreadable": _error("The file can be opened and is text in UTF-8."),
    "file.empty": _error("The file holds something."),
    "file.no-version": _error("The file begins with `fairlead: 1`, the version of its grammar."),
    "file.version": _error("The version of the grammar is one that this Fairlead knows."),
    "yaml.syntax": _error("The text is YAML."),
    "yaml.too-deep": _error("Lists and mappings are nested no deeper than 100 levels."),
    "yaml.too-large": _error("Aliases do not blow up a small text into a huge tree."),
    "yaml.alias": _error("An alias `*name` comes after its anchor `&name`, and not inside it."),
    "yaml.tag": _error("Values carry no YAML tags such as `!!str`."),
    "yaml.merge-key": _error("Mappings are not merged with `<<`."),
    "yaml.several-documents": _error("A file holds one YAML document."),
    "key.twice": _error("A key occurs once in a mapping."),
    "key.unknown": _error("A key is one that is known in its place."),
    "key.not-text": _error("A key is a word, not a list or a mapping."),
    "field.missing": _error("A field that must be there is there."),
    "value.not-mapping": _error("Where keys with values are expected, there are some."),
    "value.not-text": _error("Where one value is expected, there is no list or mapping."),
    "value.said-twice": _error("A field of the program has one value, in whatever file it stands."),
    "id.grammar": _error("An id is made of letters, digits, `_`, `.` and `-`."),
    "id.twice": _error("An id names one row; tasks and milestones share theirs."),
    "choice.unknown": _error("A word from a fixed list is one of that list."),
    "boolean.grammar": _error("Yes is `true` and no is `false`."),
    "number.grammar": _error("A whole number is digits, with a sign at most."),
    "span.grammar": _error("A span of time is a number and a unit: `30m`, `4h`, `5d`, `2w`."),
    "span.no-unit": _error("A span of time says its unit; there is no default."),
    "span.too-long": _error("A span of time is shorter than 100 years."),
    "span.negative": _error("Work takes no less than no time; only a lag may be negative."),
    "estimate.grammar": _error("An estimate is `5d`, `3d..8d` or `3d/5d/10d`."),
    "estimate.order": _error("An estimate has low <= likely <= high."),
    "money.grammar": _error("Money is a number with at most two decimals, without its currency."),
    "money.order": _error("A cost estimate has low <= likely <= high."),
    "chance.grammar": _error("A chance is `30%` or `0.3`."),
    "chance.range": _error("A chance is from 0% to 100%."),
    "share.grammar": _error("A share is `80%` or `0.8`."),
    "share.range": _error("A share is not below zero; above 10 it is written with `%`."),
    "moment.grammar": _error("A date is `2026-03-02`, a time `2026-03-02 09:30`."),
    "moment.none-such": _error("A date or time exists in the calendar."),
    "range.grammar": _error("Days are `2026-03-09` or `2026-03-09..2026-03-13`."),
    "range.order": _error("A range of days ends no earlier than it begins."),
    "hours.grammar": _error("Hours are written `Mon-Fri 09:00-17:00`."),
    "hours.overlap": _error("The spells of a day do not overlap."),
    "timezone.unknown": _error("A time zone has an IANA name, such as `Europe/Berlin`."),
    "holiday.unknown": _error("Public holidays name a country, or country and region, we know."),
    "currency.grammar": _error("A currency is an ISO 4217 code, such as `EUR`."),
    "dates.order": _error("What comes first is dated first: start before finish."),
    "actual.future": _warning("What has happened is dated no later than `as_of`."),
    "parent.twice": _error("A nested row names no other `parent`."),
    "assignment.twice": _error("A person is put on a task once."),
    "need.itself": _error("Nothing waits for itself."),
    "need.own-summary": _error("Nothing waits for a summary that it stands in, or for its part."),
    "risk.response": _warning("A threat and an opportunity are each met by their own responses."),
    "sprint.no-end": _error("A sprint says its last day or its length, and not both."),
    "rotation.empty": _error("A rotation has layers, and each of them people."),
    "escalation.empty": _error("A ladder has levels, and each of them asks somebody."),
    "escalation.no-time": _error("A limit of a level is longer than no time."),
    "trigger.grammar": _error("A trigger is a condition such as `chance(beta) < 60%`."),
    "trigger.function": _error("A trigger uses functions that there are."),
    "trigger.too-long": _error("A condition has 500 characters and is nested 20 deep at most."),
    "trigger.unknown-name": _error("What a trigger watches is there."),
    "prepared.place": _error("A prepared change names places that are there."),
    "prepared.moved": _warning("A prepared change that says `from` finds it there."),
    "decision.option": _error("The option chosen is one of the options."),
    "reference.unknown": _error("What is named is there."),
    "reference.outside": _warning("What is named is in the program, or known to be outside it."),
    "outline.circular": _error("Nothing stands inside itself."),
    "madr.frontmatter": _error("The head of a decision's Markdown file is YAML between `---`."),
    "madr.no-title": _error("A decision's Markdown file has a heading of the first level."),
    "madr.status": _error("The status of a decision is one of those that MADR knows."),
    "madr.chosen": _warning("The chosen option is among the considered ones."),
}
"""Every code that reading a program file may yield, in the order in which it is read."""


class Wrong(Exception):
    """A text that does not mean what its field expects. Becomes a finding where it stands."""

    def __init__(self, code: str, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Complaints:
    """The findings of one file, collected as it is read, each with the line it is about."""

    MOST_GUESSES: Final = 200
    """So many wrong words get a "did you mean"; to look further would take longer than it helps."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[tuple[int, Finding]] = []
        self._guesses = 0

    def at_line(
        self,
        code: str,
        line: int | None,
        message: str,
        *,
        hint: str | None = None,
        subjects: tuple[str, ...] = (),
    ) -> None:
        """Add a finding about a line, counted from 1; None for the file as a whole."""
        where = self.name if line is None else f"{self.name}:{line}"
        self.found.append(
            (
                line or 0,
                Finding(
                    code=code,
                    severity=RULES[code].severity,
                    message=message,
                    where=where,
                    hint=hint,
                    subjects=subjects,
                ),
            )
        )

    def at(
        self,
        code: str,
        node: Node,
        message: str,
        *,
        hint: str | None = None,
        subjects: tuple[str, ...] = (),
    ) -> None:
        """Add a finding about a node."""
        self.at_line(code, node.start_mark.line + 1, message, hint=hint, subjects=subjects)

    def nearest(self, word: str, known: Iterable[str]) -> str | None:
        """A hint that offers the nearest known word."""
        self._guesses += 1
        if self._guesses > self.MOST_GUESSES:
            return None
        return did_you_mean(word[:100], [*known])
