"""The pen: short numbers, escaped text, titles that fit their room."""

from hypothesis import given
from hypothesis import strategies as st

from fairlead.reports.drawings.svg import element, fitted, folded, label, number, text_width
from fairlead.reports.text import Quote, Scale


def test_coordinates_are_short() -> None:
    assert [number(n) for n in (3.0, 3.04, 3.26, -0.5)] == ["3", "3", "3.3", "-0.5"]


def test_attributes_are_escaped_and_absent_ones_left_out() -> None:
    drawn = element("rect", x=1, class_='a"b', stroke_width=None)
    assert drawn == '<rect x="1" class="a&quot;b"/>'


def test_text_of_users_is_escaped() -> None:
    drawn = label(Quote(text="<b>&"), x=0, y=0, timezone="UTC")
    assert "&lt;b&gt;&amp;" in drawn
    assert 'class="quote"' in drawn


def test_a_scale_mark_says_that_it_is_one() -> None:
    assert "data-scale" in label(Scale(text="Mar 2026"), x=0, y=0, timezone="UTC")


@given(st.text(max_size=60), st.floats(20, 300))
def test_a_fitted_text_is_never_wider_than_its_room(text: str, room: float) -> None:
    shown = fitted(text, size=11, room=room)
    assert text_width(shown, 11) <= room
    assert shown == text or shown.endswith("…")


@given(st.text(alphabet="abc mW", max_size=80), st.integers(1, 5))
def test_a_folded_text_keeps_its_words_in_order_and_its_number_of_lines(
    text: str, most: int
) -> None:
    lines = folded(text, size=11, room=80, most=most)
    assert len(lines) <= most
    assert all(text_width(line, 11) <= 80 for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert " ".join(lines).split() == text.split()
