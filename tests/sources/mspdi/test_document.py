"""Documents that are cut, mislabelled or meant to do harm."""

import random  # noqa: TID251 (seeded mutations)
import tracemalloc

import pytest

from fairlead.program.errors import FairleadError, TooLarge, UnreadableInput
from fairlead.sources.mspdi import parse_mspdi
from fairlead.sources.mspdi.document import parse_document
from tests.sources.mspdi.documents import document

GOOD = document(
    "<Deadline>2026-07-01T12:00:00</Deadline>",
    "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>",
)


def parse(content: bytes) -> None:
    parse_mspdi([content], name="x.xml")


def test_only_kept_elements_are_stored_and_the_others_counted() -> None:
    text = b"<Project><A>1</A><B>2</B><B>0</B><C><D>3</D></C></Project>"
    found = parse_document([text], name="x.xml", kept={"Project": frozenset({"A"})})
    assert found.project.texts == {"A": "1"}
    assert found.tally == {("Project", "B"): 1, ("Project", "C"): 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_document_is_read_in_the_encoding_it_names(encoding: str) -> None:
    text = document("<Name>Prüfung</Name>").replace('"UTF-8"', f'"{encoding.removesuffix("-sig")}"')
    program = parse_mspdi([text.encode(encoding)], name="x.xml").program
    assert program is not None
    assert program.tasks["t1"].title == "Prüfung"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "x.xml:1"),
        (b"not xml", "x.xml:1: .* expected well-formed XML"),
        (GOOD.encode()[:900], r"x.xml:3: .* Is the file complete\?"),
        (b"<project/>", "is a <project>, expected <Project>"),
        (b'<?xml version="1.0" encoding="martian"?><Project/>', "x.xml"),
        (b"<Project><Name>\xff\xfe</Name></Project>", "x.xml:1: .*invalid token"),
        (b"<Project><Tasks></Project>", "x.xml:1: mismatched tag"),
        (b"<!DOCTYPE Project><Project/>", "document type or an entity"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><Project>&d;</Project>',
            "document type or an entity",
        ),
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Project>&b;</Project>',
            "document type or an entity",
        ),
    ],
)
def test_what_is_no_document_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        parse(content)


@pytest.mark.parametrize("tag", ["Tasks", "Other", "Notes"])
def test_deep_nesting_is_refused(tag: str) -> None:
    deep = f"<Project>{f'<{tag}>' * 5000}{f'</{tag}>' * 5000}</Project>"
    with pytest.raises(TooLarge, match="more than 100 deep"):
        parse(deep.encode())


def test_an_outline_level_beyond_reason_is_refused() -> None:
    with pytest.raises(TooLarge, match="outline level 5000, at most 100"):
        parse(document("<OutlineLevel>5000</OutlineLevel>").encode())


def test_work_day_by_day_is_walked_through_without_being_stored() -> None:
    day = "<TimephasedData><Type>1</Type><Value>PT8H0M0S</Value></TimephasedData>"
    head, tail = document("").split("</Assignments>")
    one = f"<Assignment><UID>1</UID>{day * 1000}</Assignment>".encode()
    chunks = [head.encode(), *[one] * 300, f"</Assignments>{tail}".encode()]
    tracemalloc.start()
    reading = parse_mspdi(chunks, name="x.xml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.loss is not None
    assert ("Assignment.TimephasedData", 300_000) in {
        (loss.what, loss.count) for loss in reading.loss.left_out
    }
    assert peak < 5_000_000, "24 MB of days are passed through, not kept"


def test_two_hundred_damaged_documents_give_a_reading_or_a_refusal() -> None:
    draw = random.Random(20260105)
    outcomes: set[bool | str] = set()
    for _ in range(200):
        content = bytearray(GOOD.encode())
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(content))
            kind = draw.randrange(4)
            if kind == 0:
                content[at] = draw.randrange(256)
            elif kind == 1:
                del content[at : at + draw.randint(1, 40)]
            elif kind == 2:
                content[at:at] = bytes(content[at : at + draw.randint(1, 40)])
            else:
                content[at:at] = draw.choice([b"9" * 30, b"-1", b"<Task>", b"\x00", b"&amp;"])
        try:
            outcomes.add(parse_mspdi([bytes(content)], name="x.xml").program is not None)
        except FairleadError as error:
            assert str(error).startswith("x.xml")  # noqa: PT017 (either outcome is right)
            outcomes.add("refused")
    assert outcomes == {True, "refused"}
