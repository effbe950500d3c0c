"""Words hold no figures; facts, quotes and scale marks do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.reports.fact import Fact
from fairlead.reports.inline import inline_text
from fairlead.reports.text import Quote, Words, counted, listed, say, words

THREE = Fact(id="tasks.all", kind="count", value=3, derivation="counted")
ONE = Fact(id="tasks.one", kind="count", value=1, derivation="counted")


@given(st.text(), st.sampled_from("0123456789²½Ⅷ٣三"), st.text())
def test_words_with_a_numeral_are_refused(before: str, numeral: str, after: str) -> None:
    with pytest.raises(ValueError, match="holds a numeral"):
        Words(text=before + numeral + after)


def test_a_template_with_a_numeral_is_refused() -> None:
    with pytest.raises(ValueError, match="holds a numeral"):
        say("All 3 of {}", THREE)


def test_a_template_with_another_number_of_places_is_refused() -> None:
    with pytest.raises(ValueError, match="has 1 places, 0 values given"):
        say("All of {}")


def test_values_stand_where_the_template_has_places() -> None:
    text = say("{} tasks of {}.", THREE, Quote(text="Beta 2"))
    assert text == (THREE, Words(text=" tasks of "), Quote(text="Beta 2"), Words(text="."))


def test_one_thing_is_singular() -> None:
    assert inline_text(counted(ONE, "task", "tasks"), timezone="UTC") == "1 task"
    assert inline_text(counted(THREE, "task", "tasks"), timezone="UTC") == "3 tasks"


def test_a_list_ends_with_and() -> None:
    names = [(Quote(text=name),) for name in ("api", "db", "web")]
    assert inline_text(listed(names), timezone="UTC") == "api, db and web"
    assert inline_text(listed(names[:1]), timezone="UTC") == "api"
    assert listed([]) == ()
    assert listed([], none="nothing") == words("nothing")
