"""The language of triggers: conditions over facts, parsed into a small tree with known bounds.

    condition  = all { "or" all }
    all        = one { "and" one }
    one        = "not" one | "(" condition ")" | "coverage gap" [ "(" id ")" ] | comparison
    comparison = function "(" id ")" [ "moved" ] operator value [ "in" span ]
    operator   = "<" | "<=" | ">" | ">="
    value      = "60%" | "2d" | "2026-04-30" | "12000"

Nothing is executed: a condition is a value that `fairlead.analyses.triggers` looks facts up for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal

from fairlead.program.errors import FairleadError
from fairlead.program.noun import Noun
from fairlead.program.quantities import Span

__all__ = [
    "FUNCTIONS",
    "MOST_CHARACTERS",
    "MOST_DEPTH",
    "Both",
    "Comparison",
    "Condition",
    "CoverageGap",
    "Either",
    "Function",
    "Not",
    "WrongCondition",
    "comparisons",
    "parse_condition",
]

MOST_CHARACTERS: Final = 500
MOST_DEPTH: Final = 20

Kind = Literal["chance", "span", "date", "money"]
Operator = Literal["<", "<=", ">", ">="]


class Function(Noun):
    """What a function of the language takes and gives.

    `sections` are those that its argument may be a row of; `words` may stand for any of a kind.
    """

    gives: Kind
    meaning: str
    sections: tuple[str, ...]
    words: tuple[str, ...] = ()


_QUANTILE: Final = "The date that {} of the trials keep."

FUNCTIONS: Final[Mapping[str, Function]] = {
    "chance": Function(
        gives="chance", meaning="The chance to meet the due date.", sections=("milestones",)
    ),
    "p10": Function(gives="date", meaning=_QUANTILE.format("10 %"), sections=("milestones",)),
    "p50": Function(gives="date", meaning=_QUANTILE.format("50 %"), sections=("milestones",)),
    "p80": Function(gives="date", meaning=_QUANTILE.format("80 %"), sections=("milestones",)),
    "p90": Function(gives="date", meaning=_QUANTILE.format("90 %"), sections=("milestones",)),
    "slack": Function(
        gives="span", meaning="Total slack in the plan.", sections=("tasks", "milestones")
    ),
    "margin": Function(
        gives="span",
        meaning="Working time from the planned to the due date.",
        sections=("milestones",),
    ),
    "price": Function(gives="span", meaning="Days of P80 that a risk costs.", sections=("risks",)),
    "exposure": Function(
        gives="money", meaning="What a risk costs on average.", sections=("risks",)
    ),
    "age": Function(
        gives="span",
        meaning="How long an issue or incident is open; of `issue`, the oldest one.",
        sections=("issues", "incidents"),
        words=("issue", "incident"),
    ),
    "unanswered": Function(
        gives="span",
        meaning="How long a review, decision or delivery is overdue; of `review`, the longest.",
        sections=("reviews", "decisions", "dependencies"),
        words=("review", "decision", "dependency"),
    ),
}
"""The functions by name."""


class WrongCondition(FairleadError, ValueError):
    """A text that is no condition. `code` is that of the finding it becomes."""

    def __init__(self, code: str, message: str, *, word: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.word = word


class Comparison(Noun):
    """One fact against one value. `moved` compares how far a date moved within `window`."""

    function: str
    argument: str
    operator: Operator
    value: Span | float | date
    moved: bool = False
    window: Span | None = None


class CoverageGap(Noun):
    """Nobody is on call at some time ahead, in one rotation or (None) in any."""

    rotation: str | None = None


class Not(Noun):
    """Holds when its part does not."""

    part: Condition


class Both(Noun):
    """Holds when all of its parts do."""

    parts: tuple[Condition, ...]


class Either(Noun):
    """Holds when one of its parts does."""

    parts: tuple[Condition, ...]


Condition = Comparison | CoverageGap | Not | Both | Either

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d\d-\d\d)(?![\w.-])|(?P<percent>\d{1,3}(?:\.\d{1,6})?)\s?%"
    r"|(?P<span>(?:elapsed )?-?\d{1,6}(?:\.\d{1,6})?[mhdw])(?![\w.-])"
    r"|(?P<money>-?\d{1,13}(?:\.\d\d)?)(?![\w.-])"
    r"|(?P<operator><=|>=|<|>)|(?P<bracket>[()])|(?P<word>[A-Za-z0-9][A-Za-z0-9_.-]*))"
)


def parse_condition(text: str) -> Condition:
    """The condition that a text writes. Raises `WrongCondition`, which names what is expected."""
    if len(text) > MOST_CHARACTERS:
        raise WrongCondition(
            "trigger.too-long",
            f"{len(text):,} characters; a condition has {MOST_CHARACTERS} at most.",
        )
    parser = _Parser(_tokens(text), text)
    found = parser.condition(depth=0)
    if parser.here is not None:
        raise parser.wrong("`and`, `or` or the end")
    return found


def comparisons(condition: Condition) -> Iterator[Comparison | CoverageGap]:
    """The leaves of a condition, from left to right."""
    if isinstance(condition, Comparison | CoverageGap):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.part)
    else:
        for part in condition.parts:
            yield from comparisons(part)


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise WrongCondition(
                "trigger.grammar", f"{text[place:].strip()[:20]!r} has no meaning in a condition."
            )
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


class _Parser:
    """Recursive descent over the tokens; depth is bounded, as the length of the text is."""

    def __init__(self, tokens: list[tuple[str, str]], text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.place = 0

    @property
    def here(self) -> tuple[str, str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def wrong(self, expected: str) -> WrongCondition:
        found = "the end" if self.here is None else repr(self.here[1])
        return WrongCondition("trigger.grammar", f"{found} stands where {expected} is expected.")

    def take(self, *texts: str) -> str | None:
        """The next token if it is one of these, which is then behind us."""
        here = self.here
        if here is None or here[1] not in texts:
            return None
        self.place += 1
        return here[1]

    def must(self, text: str) -> None:
        if self.take(text) is None:
            raise self.wrong(f"`{text}`")

    def word(self, expected: str) -> str:
        here = self.here
        if here is None or here[0] in {"operator", "bracket", "percent"}:
            raise self.wrong(expected)
        self.place += 1
        return here[1]

    def condition(self, *, depth: int) -> Condition:
        parts = [self.all(depth=depth)]
        while self.take("or"):
            parts.append(self.all(depth=depth))
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def all(self, *, depth: int) -> Condition:
        parts = [self.one(depth=depth)]
        while self.take("and"):
            parts.append(self.one(depth=depth))
        return parts[0] if len(parts) == 1 else Both(parts=tuple(parts))

    def one(self, *, depth: int) -> Condition:
        if depth > MOST_DEPTH:
            raise WrongCondition(
                "trigger.too-long", f"Nested more than {MOST_DEPTH} deep, expected less."
            )
        if self.take("not"):
            return Not(part=self.one(depth=depth + 1))
        if self.take("("):
            inner = self.condition(depth=depth + 1)
            self.must(")")
            return inner
        if self.take("coverage"):
            self.must("gap")
            rotation = None
            if self.take("("):
                rotation = self.word("the id of a rotation")
                self.must(")")
            return CoverageGap(rotation=rotation)
        return self.comparison()

    def comparison(self) -> Comparison:
        name = self.word("a function such as `chance(...)`")
        function = FUNCTIONS.get(name)
        if function is None:
            raise WrongCondition(
                "trigger.function",
                f"{name[:40]!r} is no function; there are {', '.join(FUNCTIONS)} and "
                "`coverage gap`.",
                word=name[:40],
            )
        self.must("(")
        argument = self.word("an id")
        self.must(")")
        moved = self.take("moved") is not None
        if moved and function.gives != "date":
            raise WrongCondition(
                "trigger.grammar", f"{name}(...) is no date; only p10, p50, p80 and p90 can move."
            )
        operator = self.take("<", "<=", ">", ">=")
        if operator is None:
            raise self.wrong("one of `<`, `<=`, `>`, `>=`")
        value = self.value("span" if moved else function.gives)
        window: Span | None = None
        if moved:
            self.must("in")
            within = self.value("span")
            window = within if isinstance(within, Span) else None
            if window is None or window.amount <= 0:
                raise WrongCondition("trigger.grammar", "`in` takes a span above zero, as in `7d`.")
        return Comparison(
            function=name,
            argument=argument,
            operator=operator,  # type: ignore[arg-type]  # one of those that were asked for
            value=value,
            moved=moved,
            window=window,
        )

    def value(self, kind: Kind) -> Span | float | date:
        here = self.here
        expected = {
            "chance": "a chance such as `60%`",
            "span": "a span such as `2d`",
            "date": "a date such as `2026-04-30`",
            "money": "an amount such as `12000`",
        }[kind]
        if here is None or here[0] != ("percent" if kind == "chance" else kind):
            raise self.wrong(expected)
        self.place += 1
        text = here[1]
        if kind == "chance":
            if float(text) > 100:
                raise WrongCondition("trigger.grammar", f"{text}% is no chance, expected 0..100%.")
            return float(text) / 100
        if kind == "money":
            return float(text)
        if kind == "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise WrongCondition("trigger.grammar", f"There is no day {text}.") from None
        elapsed = text.startswith("elapsed ")
        bare = text.removeprefix("elapsed ")
        return Span(amount=float(bare[:-1]), unit=bare[-1], elapsed=elapsed)  # type: ignore[arg-type]  # one of m, h, d, w by the token's form
