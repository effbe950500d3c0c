"""Which column of a table means which field: guessed from the header, scored and explained.

The vocabulary is passed in, so that task lists, tracker exports and estimate histories share one
way to guess.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.quantities import Unit
from fairlead.program.references import did_you_mean
from fairlead.sources.tabular.durations import UNIT_WORDS

__all__ = ["ColumnGuess", "ColumnMap", "Looks", "Term", "guess_columns", "recognise", "words_of"]

Looks = Literal["date", "number"]
"""What the cells of a column hold, where a header word alone could mislead."""

_LONGEST_HEADER = 200
_MOST_FUZZY = 300
_SUFFIX_SCORE = 0.7
_TYPO_SCORE = 0.6
_TYPO_RATIO = 0.86

_AGAINST = frozenset(
    {"baseline", "early", "earliest", "late", "latest", "previous", "prev", "old", "not", "no"}
    | {"non", "forecast", "average", "total", "sum", "basis", "ursprunglich"}
)
"""Words that make of a start or finish something other than the start or finish."""

_FILLERS = frozenset(
    {"in", "the", "of", "a", "an", "la", "le", "el", "de", "der", "die", "das"}
    | {"person", "man", "work", "working"}
)


_SHAPES = frozenset({"utc", "gmt", "ts", "timestamp", "datetime", "epoch", "ms", "unix", "text"})
"""Words at the end of a header that say how its cells are written, and nothing of what they are."""

_UNIT_OF: Mapping[str, Unit] = {
    word: unit for word, (unit, factor) in UNIT_WORDS.items() if factor == 1
}


class Term(Noun):
    """One field and the words that headers use for it, in any language, in any case.

    `looks` says what its cells must mostly be for a guess to stand. A column that the user names
    is taken at their word.
    """

    field: str
    names: tuple[str, ...]
    looks: Looks | None = None


class ColumnGuess(Noun):
    """One column read as one field. `score` is 1 for the very word, less for a likeness.

    `position` counts from 0. `unit` is what the header says of its numbers: `Estimate (h)`.
    """

    field: str
    column: str
    position: int
    score: float
    why: str
    unit: Unit | None = None


class ColumnMap(Noun):
    """What each field is read from, what is wrong with the wishes, and what stands unused."""

    guesses: tuple[ColumnGuess, ...] = ()
    findings: tuple[Finding, ...] = ()
    unused: tuple[int, ...] = ()

    def of(self, field: str) -> ColumnGuess | None:
        """The column of a field, or None when there is none."""
        return next((guess for guess in self.guesses if guess.field == field), None)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Field of ours and column of theirs, for showing."""
        return tuple((guess.field, guess.column) for guess in self.guesses)


def words_of(header: str) -> tuple[str, ...]:
    """The words of a header, without case, accents and signs. `DueDate`: due, date."""
    return _words(header[:_LONGEST_HEADER])


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    text = text.replace("ß", "ss").replace("%", " percent ")
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return tuple(re.findall(r"[^\W_]+", plain))


class _Lexicon:
    """A vocabulary turned round: from words to the field they mean."""

    def __init__(self, vocabulary: tuple[Term, ...]) -> None:
        self.fields: dict[str, Term] = {}
        self.by_words: dict[tuple[str, ...], str] = {}
        self.by_letters: dict[str, str] = {}
        self.by_set: dict[frozenset[str], str] = {}
        for term in vocabulary:
            self.fields[term.field] = term
            for name in (term.field, *term.names):
                words = words_of(name)
                self.by_words.setdefault(words, term.field)
                self.by_letters.setdefault("".join(words), term.field)
                self.by_set.setdefault(frozenset(words), term.field)

    def meaning(self, header: str, *, fuzzy: bool) -> tuple[str, float, str, Unit | None] | None:
        """Field, score, reason and unit of one header; None when it says nothing known."""
        words = words_of(header)
        if not words:
            return None
        found = self._as_named(words)
        if found is not None:
            field, score = found
            return field, score, f"{header!r} is a word for {field}", _unit_alone(words)
        bare, unit = _without_unit(words)
        if unit is not None and bare:
            found = self._as_named(bare)
            if found is not None:
                field, score = found
                return field, score - 0.01, f"{header!r} is {field} in {unit}", unit
        while len(bare) > 1 and bare[-1] in _SHAPES:
            bare = bare[:-1]
            found = self._as_named(bare)
            if found is not None:
                field, score = found
                return field, score - 0.02, f"{header!r} is a word for {field}", unit
        if _AGAINST.isdisjoint(words):
            for skipped in range(1, len(bare)):
                tail = bare[skipped:]
                if tail in self.by_words:
                    field = self.by_words[tail]
                    score = _SUFFIX_SCORE - 0.02 * skipped
                    return field, score, f"{header!r} ends in a word for {field}", unit
        letters = "".join(bare)
        if fuzzy and len(letters) >= 5:
            near = difflib.get_close_matches(letters, self.by_letters, n=1, cutoff=_TYPO_RATIO)
            if near:
                field = self.by_letters[near[0]]
                return field, _TYPO_SCORE, f"{header!r} is nearly {near[0]!r}", unit
        return None

    def _as_named(self, words: tuple[str, ...]) -> tuple[str, float] | None:
        if words in self.by_words:
            return self.by_words[words], 1.0
        letters = "".join(words)
        if letters in self.by_letters:
            return self.by_letters[letters], 0.97
        if len(words) > 1 and frozenset(words) in self.by_set:
            return self.by_set[frozenset(words)], 0.95
        return None


_lexicon = lru_cache(maxsize=16)(_Lexicon)


def _unit_alone(words: tuple[str, ...]) -> Unit | None:
    return next((_UNIT_OF[word] for word in words if word in _UNIT_OF), None)


def _without_unit(words: tuple[str, ...]) -> tuple[tuple[str, ...], Unit | None]:
    unit = _unit_alone(words)
    if unit is None:
        return words, None
    return tuple(w for w in words if w not in _UNIT_OF and w not in _FILLERS), unit


def recognise(
    header: Sequence[str], vocabulary: Iterable[Term], *, typos: bool = True
) -> tuple[ColumnGuess, ...]:
    """What each column means, where it means something; several columns may mean one field.

    With `typos`, a word that is nearly a known one counts too, in headers of ordinary width.
    """
    lexicon = _lexicon(tuple(vocabulary))
    fuzzy = typos and len(header) <= _MOST_FUZZY
    known: dict[str, tuple[str, float, str, Unit | None] | None] = {}
    guesses: list[ColumnGuess] = []
    for position, column in enumerate(header):
        if column not in known:
            known[column] = lexicon.meaning(column, fuzzy=fuzzy)
        meaning = known[column]
        if meaning is not None:
            field, score, why, unit = meaning
            guesses.append(
                ColumnGuess(
                    field=field, column=column, position=position, score=score, why=why, unit=unit
                )
            )
    return tuple(guesses)


def guess_columns(
    header: Sequence[str],
    vocabulary: Iterable[Term],
    *,
    columns: Mapping[str, str] | None = None,
    holds: Callable[[int, Looks], bool] | None = None,
    where: str | None = None,
) -> ColumnMap:
    """One column for each field at most: as `columns` wishes it, else by the best score.

    `columns` maps a field to the header of a column; to an empty text to leave the field unread.
    `holds(position, looks)` tells whether a column's cells are mostly of that sort; a guess that
    they contradict is dropped. An unknown field or column is a finding, with a hint.
    """
    terms = tuple(vocabulary)
    looks = {term.field: term.looks for term in terms}
    wished, barred, findings = _wishes(header, looks, columns or {}, where)
    taken = {guess.position for guess in wished}
    settled = {guess.field for guess in wished} | barred
    chosen = list(wished)
    candidates = sorted(recognise(header, terms), key=lambda g: (-g.score, g.position))
    for guess in candidates:
        if guess.field in settled or guess.position in taken:
            continue
        sort = looks[guess.field]
        if sort is not None and holds is not None and not holds(guess.position, sort):
            continue
        chosen.append(guess)
        settled.add(guess.field)
        taken.add(guess.position)
    order = {term.field: number for number, term in enumerate(terms)}
    chosen.sort(key=lambda g: order[g.field])
    unused = tuple(n for n, name in enumerate(header) if n not in taken and name)
    return ColumnMap(guesses=tuple(chosen), findings=tuple(findings), unused=unused)


def _wishes(
    header: Sequence[str],
    fields: Mapping[str, object],
    columns: Mapping[str, str],
    where: str | None,
) -> tuple[list[ColumnGuess], set[str], list[Finding]]:
    wished: list[ColumnGuess] = []
    barred: set[str] = set()
    findings: list[Finding] = []
    exact = {name: n for n, name in reversed(list(enumerate(header)))}
    loose = {words_of(name): n for n, name in reversed(list(enumerate(header)))}
    for field, column in columns.items():
        if field not in fields:
            findings.append(
                Finding(
                    code="columns.unknown-field",
                    severity="error",
                    message=f"There is no field {field!r}; expected one of {', '.join(fields)}.",
                    where=where,
                    hint=did_you_mean(field, list(fields)),
                )
            )
            continue
        if not column:
            barred.add(field)
            continue
        position = exact.get(column, loose.get(words_of(column)))
        if position is None:
            named = [name for name in header if name]
            shown = ", ".join(named[:20]) + (f" and {len(named) - 20} more" * (len(named) > 20))
            findings.append(
                Finding(
                    code="columns.unknown-column",
                    severity="error",
                    message=f"There is no column {column!r} for {field}; there are {shown}.",
                    where=where,
                    hint=did_you_mean(column, named),
                )
            )
            continue
        unit = _unit_alone(words_of(header[position]))
        wished.append(
            ColumnGuess(
                field=field,
                column=header[position],
                position=position,
                score=1.0,
                why="as asked",
                unit=unit,
            )
        )
    return wished, barred, findings
