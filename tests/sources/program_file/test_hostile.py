"""Damaged and hostile files: findings or a clear refusal, in bounded time, never a traceback."""

from __future__ import annotations

import random  # noqa: TID251 (seeded below)
import time
from pathlib import Path

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.sources.program_file import parse_program, read_program_file
from fairlead.sources.program_file.reader import MAX_PROGRAM_BYTES
from fairlead.sources.reading import Reading

CHECKOUT = Path(__file__).parents[2] / "corpus" / "file" / "valid" / "checkout.yaml"
TASK_A = b"fairlead: 1\nprogram: p\ntasks: {a: {title: A, "
SECONDS = 5.0
"""Far above what any of these files takes, far below what an exponential one would."""


def read_quickly(path: Path) -> Reading | UnreadableInput:
    began = time.perf_counter()
    try:
        found: Reading | UnreadableInput = read_program_file(path)
    except UnreadableInput as error:
        found = error
    assert time.perf_counter() - began < SECONDS
    return found


def mutated(content: bytes, draw: random.Random) -> bytes:
    """The content with a few bytes, lines, words or indentations changed."""
    lines = content.split(b"\n")
    for _ in range(draw.randint(1, 4)):
        kind = draw.randrange(8)
        at = draw.randrange(len(lines))
        line = lines[at]
        column = draw.randrange(len(line) + 1)
        if kind == 0:
            lines[at] = line[:column] + bytes([draw.randrange(256)]) + line[column + 1 :]
        elif kind == 1:
            del lines[at]
        elif kind == 2:
            lines.insert(draw.randrange(len(lines)), line)
        elif kind == 3:
            lines[at] = b" " * draw.randrange(6) + line.lstrip()
        elif kind == 4:
            lines[at] = (
                line[:column]
                + draw.choice([b"{", b"}", b"[", b"]", b":", b"&a ", b"*a", b"!", b"|"])
                + line[column:]
            )
        elif kind == 5:
            words = line.split(b" ")
            draw.shuffle(words)
            lines[at] = b" ".join(words)
        elif kind == 6:
            lines[at] = line[:column]
        else:
            lines[at] = line.replace(b": ", b": [", 1)
    return b"\n".join(lines) or b"x"


@pytest.mark.parametrize("part", range(10))
def test_two_hundred_mutated_files_are_told_what_is_wrong(tmp_path: Path, part: int) -> None:
    draw = random.Random(part)
    content = CHECKOUT.read_bytes()
    path = tmp_path / "p.yaml"
    unharmed = read_program_file(CHECKOUT).program
    for _ in range(20):
        path.write_bytes(mutated(content, draw))
        found = read_quickly(path)
        assert isinstance(found, Reading)
        if found.program is None:
            assert [f.severity for f in found.findings].count("error") >= 1
        elif found.program == unharmed:
            continue  # a comment, or a blank, was hit
        for finding in found.findings:
            assert (finding.where or "").startswith(str(path))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: " + b"[" * 100_000, "yaml.too-deep"),
        (b"a: " + b"{a: " * 100_000, "yaml.too-deep"),
        (b"- " * 100_000, "yaml.too-deep"),
        (b"? " * 100_000, "yaml.too-deep"),
        (b"\n".join(b" " * depth + b"a:" for depth in range(2000)), "yaml.too-deep"),
        (b"a: &a [*a]\n", "yaml.alias"),
        (b"a: *a\n", "yaml.alias"),
        (b"\x00\x01", "yaml.syntax"),
        (b"fairlead: 1\x00", "yaml.syntax"),
        (b"\xff\xfe\x00\xd8", "file.unreadable"),
        (b"fairlead: \xff", "file.unreadable"),
        ("fairlead: 1\nprogram: ä\n".encode("latin-1"), "file.unreadable"),
        (b"", "file.empty"),
        (b"# nothing\n", "file.empty"),
        (b"- a\n- b\n", "value.not-mapping"),
        (b"just words\n", "value.not-mapping"),
        (b"\tfairlead: 1\n", "yaml.syntax"),
        (b"fairlead: 1\nprogram: p\nbudget: " + b"9" * 100_000, "money.grammar"),
        (TASK_A + b"estimate: " + b"9" * 9999 + b"d}}", "span.grammar"),
        (TASK_A + b"priority: " + b"9" * 9999 + b"}}", "number.grammar"),
        (b"fairlead: 1\nprogram: p\ntasks:\n  ? [a]\n  : b\n", "key.not-text"),
        (b"fairlead: 1\nprogram: p\ntimezone: ../../etc/passwd\n", "timezone.unknown"),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else value,
)  # fmt: skip
def test_a_hostile_file_is_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(content)
    found = read_quickly(path)
    assert isinstance(found, Reading)
    assert code in {finding.code for finding in found.findings}


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes("fairlead: 1\nprogram: p\ntitle: Größe\n".encode("utf-16"))
    program = read_program_file(path).program
    assert program is not None
    assert program.title == "Größe"


def test_aliases_that_grow_tenfold_at_each_level_are_stopped() -> None:
    text = "fairlead: 1\nprogram: p\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 12):
        items = ", ".join([f"*a{level - 1}"] * 10)
        text += f"a{level}: &a{level} [{items}]\n"
    began = time.perf_counter()
    findings = parse_program(text).findings
    assert [f.code for f in findings] == ["yaml.too-large"]
    assert time.perf_counter() - began < SECONDS


def test_ten_thousand_wrong_names_are_all_told_in_time() -> None:
    rows = "".join(f"  t{i}: {{title: T, needs: [tt{i}x], estimat: 3d}}\n" for i in range(10_000))
    began = time.perf_counter()
    findings = parse_program(f"fairlead: 1\nprogram: p\ntasks:\n{rows}").findings
    assert len(findings) == 20_000
    assert time.perf_counter() - began < 2 * SECONDS


def test_an_outline_of_ten_thousand_levels_is_read() -> None:
    rows = "".join(f"  t{i}: {{title: T, parent: t{i + 1}}}\n" for i in range(10_000))
    text = f"fairlead: 1\nprogram: p\ntasks:\n{rows}  t10000: {{title: T}}\n"
    began = time.perf_counter()
    assert parse_program(text).findings == ()
    assert time.perf_counter() - began < SECONDS


def test_a_circle_of_ten_thousand_summaries_is_one_finding() -> None:
    rows = "".join(f"  t{i}: {{title: T, parent: t{(i + 1) % 10_000}}}\n" for i in range(10_000))
    (finding,) = parse_program(f"fairlead: 1\nprogram: p\ntasks:\n{rows}").findings
    assert finding.code == "outline.circular"
    assert len(finding.subjects) == 10_000
    assert len(finding.message) < 300


def test_a_program_too_large_for_memory_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("fairlead: 1\nprogram: p\n")
    with (tmp_path / "b.yaml").open("wb") as stream:
        stream.truncate(MAX_PROGRAM_BYTES)
    found = read_quickly(tmp_path)
    assert isinstance(found, Reading)
    assert [(f.code, f.where) for f in found.findings] == [
        ("file.unreadable", str(tmp_path / "b.yaml"))
    ]
