"""The built wheel is complete: whoever installs it needs neither the sources nor a compiler."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder holding what the wheel holds, built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.egg-info")
    shutil.copytree(ROOT / "src", folder / "src", ignore=ignored)
    for name in ("pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, folder)
    build = [sys.executable, "setup.py", "--quiet", "bdist_wheel", "--dist-dir", "dist"]
    subprocess.run(build, cwd=folder, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_every_module_is_in_the_wheel(installed: Path) -> None:
    modules = {path.relative_to(ROOT / "src") for path in (ROOT / "src").rglob("*.py")}
    assert {path.relative_to(installed) for path in installed.rglob("*.py")} == modules


def test_the_kernel_of_the_wheel_is_found_and_fits(installed: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from fairlead.analyses._kernel.library import library\n"
        "print(library()._name)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(installed)], capture_output=True, text=True, check=True
    )
    assert Path(ran.stdout.strip()).is_relative_to(installed)


def test_no_sources_of_the_kernel_are_in_the_wheel(installed: Path) -> None:
    assert list(installed.rglob("*.[ch]")) == []
