from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.program.chain import BEGINNING, Entry, after, broken, intact
from fairlead.program.noun import replace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def chain_of(contents: list[Any]) -> list[Entry]:
    entries: list[Entry] = []
    for hours, content in enumerate(contents):
        last = entries[-1] if entries else None
        entries.append(
            after(last, at=NOON + timedelta(hours=hours), kind="told", content=content, who="asha")
        )
    return entries


@given(st.lists(plain, max_size=6))
def test_what_was_written_is_whole(contents: list[Any]) -> None:
    entries = chain_of(contents)
    assert broken(entries, head=entries[-1].hash if entries else None) == ()
    assert [entry.number for entry in entries] == list(range(1, len(contents) + 1))


@given(st.lists(plain, min_size=1, max_size=6), st.data())
def test_any_field_changed_afterwards_is_named(contents: list[Any], data: st.DataObject) -> None:
    entries = chain_of(contents)
    which = data.draw(st.integers(0, len(entries) - 1))
    forgeries: list[dict[str, Any]] = [
        {"content": "forged"},
        {"at": NOON - timedelta(days=1)},
        {"who": "mallory"},
        {"kind": "forged"},
        {"before": "f" * 64},
        {"hash": "f" * 64},
        {"number": 99},
    ]
    forged = data.draw(st.sampled_from(forgeries))
    if entries[which].content == "forged":
        return
    entries[which] = replace(entries[which], **forged)
    assert not intact(entries[which])
    assert {finding.code for finding in broken(entries)} == {"record.broken"}


def test_an_entry_taken_out_or_moved_is_named() -> None:
    entries = chain_of(["a", "b", "c"])
    assert broken([entries[0], entries[2]])
    assert broken([entries[1], entries[0], entries[2]])
    assert broken(entries[1:])


def test_entries_cut_from_the_end_show_to_whoever_kept_the_head() -> None:
    entries = chain_of(["a", "b", "c"])
    assert broken(entries[:2]) == ()
    assert "gone" in broken(entries[:2], head=entries[2].hash)[0].message
    assert broken(entries, head=BEGINNING) == ()


def test_a_forger_who_writes_new_hashes_breaks_the_next_link() -> None:
    entries = chain_of(["a", "b", "c"])
    forged = after(entries[0], at=NOON, kind="told", content="forged")
    assert "does not follow" in broken([entries[0], forged, entries[2]])[0].message


@pytest.mark.parametrize("content", [float("nan"), float("inf"), {1: 2}, {"a": object()}, (1, 2)])
def test_what_is_no_plain_json_is_refused(content: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        after(None, at=NOON, kind="told", content=content)


def test_a_wall_clock_is_no_instant() -> None:
    with pytest.raises(ValueError, match="no offset"):
        after(None, at=NOON.replace(tzinfo=None), kind="told")


def test_content_too_deep_is_refused() -> None:
    content: list[Any] = []
    for _ in range(200):
        content = [content]
    with pytest.raises(ValueError, match="100 levels"):
        after(None, at=NOON, kind="told", content=content)
