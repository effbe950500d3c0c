"""Headers in several languages, spelt several ways, with units; and wishes that cannot be met."""

import pytest

from fairlead.sources.spreadsheet.fields import TASK_COLUMNS
from fairlead.sources.tabular.columns import ColumnMap, Term, guess_columns, recognise, words_of

HISTORY = (
    Term(field="estimated", names=("estimated on", "date estimated"), looks="date"),
    Term(field="completed", names=("completed on", "closed"), looks="date"),
    Term(field="estimate", names=("estimated hours", "forecast"), looks="number"),
    Term(field="actual", names=("actual hours", "spent"), looks="number"),
    Term(field="person", names=("developer", "assignee")),
)


def guessed(*header: str, **columns: str) -> dict[str, str]:
    return dict(guess_columns(header, TASK_COLUMNS, columns=columns).pairs())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Issue key", ("issue", "key")),
        ("DueDate", ("due", "date")),
        ("estimate_hours", ("estimate", "hours")),
        ("% Abgeschlossen", ("percent", "abgeschlossen")),
        ("Größe", ("grosse",)),
        ("Date d'échéance", ("date", "d", "echeance")),
        ("", ()),
    ],
)
def test_words_of_a_header_have_no_case_accents_or_signs(
    header: str, words: tuple[str, ...]
) -> None:
    assert words_of(header) == words


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            ("ID", "Task Name", "Duration", "Start", "Finish", "Predecessors", "Resource Names"),
            ("id", "title", "duration", "start", "finish", "needs", "who"),
        ),
        (
            ("Nr", "Vorgangsname", "Dauer", "Anfang", "Ende", "Vorgänger", "Ressourcennamen"),
            ("id", "title", "duration", "start", "finish", "needs", "who"),
        ),
        (
            ("N°", "Nom de la tâche", "Durée", "Début", "Fin", "Prédécesseurs", "Responsable"),
            ("id", "title", "duration", "start", "finish", "needs", "who"),
        ),
        (
            ("Id", "Nombre de tarea", "Duración", "Comienzo", "Fin", "Predecesoras", "Asignado a"),
            ("id", "title", "duration", "start", "finish", "needs", "who"),
        ),
        (
            ("Key", "Summary", "Effort [PT]", "Due Date", "Assignee", "Team", "% Complete"),
            ("id", "title", "estimate", "deadline", "who", "team", "complete"),
        ),
        (
            ("Task", "Optimistic", "Most likely", "Pessimistic", "Parent", "Milestone"),
            ("title", "low", "likely", "high", "parent", "milestone"),
        ),
    ],
    ids=["english", "german", "french", "spanish", "tracker", "three points"],
)
def test_headers_are_understood(header: tuple[str, ...], fields: tuple[str, ...]) -> None:
    assert guessed(*header) == dict(zip(fields, header, strict=True))


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Estimate (h)", "h"),
        ("Estimate [days]", "d"),
        ("estimate_hours", "h"),
        ("Aufwand (PT)", "d"),
        ("Aufwand in Stunden", "h"),
        ("Effort (weeks)", "w"),
        ("Person days", "d"),
        ("Hours", "h"),
        ("Estimate", None),
    ],
)
def test_the_unit_is_read_from_the_header(header: str, unit: str | None) -> None:
    guess = guess_columns(("Task", header), TASK_COLUMNS).of("estimate")
    assert guess is not None
    assert guess.unit == unit


def test_the_very_word_wins_over_a_likeness_and_says_why() -> None:
    found = guess_columns(("Task owner", "Owner", "Task"), TASK_COLUMNS)
    assert found.pairs() == (("title", "Task"), ("who", "Task owner"))
    assert found.unused == (1,)
    title = found.of("title")
    assert title is not None
    assert (title.score, title.why) == (1.0, "'Task' is a word for title")


def test_a_slip_of_the_pen_is_understood_with_less_score() -> None:
    guess = guess_columns(("Tittle", "Predecesors"), TASK_COLUMNS).of("needs")
    assert guess is not None
    assert (guess.column, guess.score) == ("Predecesors", 0.6)


@pytest.mark.parametrize("header", ["Baseline start", "Late finish", "Previous estimate"])
def test_what_is_not_the_date_itself_is_not_taken_for_it(header: str) -> None:
    assert guessed("Task", header) == {"title": "Task"}


def test_a_guess_that_the_cells_contradict_is_dropped() -> None:
    found = guess_columns(("Task", "Start"), TASK_COLUMNS, holds=lambda _, looks: looks != "date")
    assert found.pairs() == (("title", "Task"),)


def test_a_wish_goes_before_every_guess() -> None:
    assert guessed("Task", "Description", title="description") == {
        "title": "Description",
    }


def test_an_empty_wish_leaves_the_field_unread() -> None:
    assert guessed("Task", "Owner", who="") == {"title": "Task"}


def test_an_unknown_column_is_a_finding_that_names_the_nearest() -> None:
    found = guess_columns(
        ("Summary", "Owner"), TASK_COLUMNS, columns={"title": "Sumary"}, where="plan.csv:1"
    )
    (finding,) = found.findings
    assert finding.code == "columns.unknown-column"
    assert finding.message == "There is no column 'Sumary' for title; there are Summary, Owner."
    assert (finding.where, finding.hint) == ("plan.csv:1", "Did you mean 'Summary'?")


def test_an_unknown_field_is_a_finding_that_names_the_nearest() -> None:
    (finding,) = guess_columns(("Task",), TASK_COLUMNS, columns={"titel": "Task"}).findings
    assert (finding.code, finding.hint) == ("columns.unknown-field", "Did you mean 'title'?")


def test_another_vocabulary_serves_estimate_histories() -> None:
    header = ("Developer", "Estimated hours", "Actual hours", "Date estimated", "Closed")
    found: ColumnMap = guess_columns(header, HISTORY)
    assert dict(found.pairs()) == {
        "estimated": "Date estimated",
        "completed": "Closed",
        "estimate": "Estimated hours",
        "actual": "Actual hours",
        "person": "Developer",
    }


def test_several_columns_may_mean_one_field() -> None:
    guesses = recognise(("Labels", "Labels", "Other"), (Term(field="label", names=("labels",)),))
    assert [(g.field, g.position) for g in guesses] == [("label", 0), ("label", 1)]


def test_a_very_wide_header_is_guessed_without_delay() -> None:
    header = tuple(f"column {n}" for n in range(16_000))
    assert guess_columns(("Task", *header), TASK_COLUMNS).pairs() == (("title", "Task"),)
