"""The house rules that a machine can check: names, sizes, imports, and what is never committed."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src"
MODULES = sorted(SOURCES.rglob("*.py"))

NAMES_THAT_MEAN_NOTHING = frozenset(
    {"utils", "helpers", "common", "manager", "service", "handler", "data", "info"}
)
MOST_LINES = 500
LONGER_FOR_A_REASON: dict[str, str] = {}
"""Path below src/, and why the module is better long than divided."""

REASONS_FOR_A_LOCAL_IMPORT = ("slow import", "optional dependency")

MADE_BY_TOOLS = frozenset({".git", ".venv", "build", "dist", "__pycache__"})

# Written in halves, so that this file passes its own test.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry" + ".npmjs.org",
    "proxy." + "golang.org",
    "static." + "crates.io",
    "repo1." + "maven.org",
)
PATHS_OF_ONE_MACHINE = ("/" + "work/", "/" + "root/", "/" + "opt/", "/" + "tmp/")


def below_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files_of_the_project() -> list[Path]:
    """What git tracks or would add; outside a clone, everything that no tool made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(
                part in MADE_BY_TOOLS or part.endswith(("_cache", ".egg-info", ".so"))
                for part in path.relative_to(ROOT).parts
            )
        ]
    return [path for path in paths if path.is_file()]


def mentions(words: tuple[str, ...]) -> list[str]:
    found = []
    for path in files_of_the_project():
        text = path.read_bytes()
        found += [f"{below_root(path)}: {word}" for word in words if word.encode() in text]
    return found


def test_every_module_is_named_from_the_field() -> None:
    named_for_nothing = [
        below_root(path)
        for path in MODULES
        if NAMES_THAT_MEAN_NOTHING & {path.stem, path.parent.name}
    ]
    assert named_for_nothing == []


def test_a_module_is_short_or_says_why_not() -> None:
    long = {
        path.relative_to(SOURCES).as_posix()
        for path in [*MODULES, *SOURCES.rglob("*.[ch]")]
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    }
    assert long == set(LONGER_FOR_A_REASON), "Divide it, or give (or take back) its reason."


@pytest.mark.parametrize("path", MODULES, ids=below_root)
def test_an_import_inside_a_function_names_its_reason(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    unexplained = [
        f"{below_root(path)}:{statement.lineno}"
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
        and not lines[statement.lineno - 1].endswith(REASONS_FOR_A_LOCAL_IMPORT)
    ]
    assert unexplained == [], f"End the line with one of: {REASONS_FOR_A_LOCAL_IMPORT}."


def test_no_file_names_a_registry() -> None:
    assert mentions(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert mentions(PATHS_OF_ONE_MACHINE) == []


def test_the_lock_holds_names_versions_and_hashes_but_no_address() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line] == []
    pins = [line for line in lines if "==" in line]
    assert [pin for pin in pins if not pin.endswith(" \\")] == [], "a version without a hash"
