"""Any version of a program by its spelling."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.sources.baselines import agree
from fairlead.sources.versions import version

TEXT = "fairlead: 1\nprogram: small\ntasks:\n  api: {title: API, estimate: 3d}\n"


def git(folder: Path, *arguments: str) -> None:
    told = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(
        ["git", "-C", str(folder), *told, *arguments],  # noqa: S607
        check=True,
        capture_output=True,
    )


@pytest.fixture(params=["file", "folder"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    place = tmp_path / "deep" / "plan.yaml"
    place.write_text(TEXT, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    place.write_text(TEXT.replace("3d", "5d"), encoding="utf-8")
    return place if request.param == "file" else place.parent


def estimate(path: Path, spelling: str) -> str:
    return str(version(path, spelling).program.tasks["api"].estimate)


def test_now_a_baseline_a_revision_and_a_path(path: Path, tmp_path: Path) -> None:
    assert estimate(path, "now") == "5d"
    assert estimate(path, "git:HEAD") == "3d"
    agree(path, version(path).program, name="b", by="x", at=datetime(2026, 1, 1, tzinfo=UTC))
    (tmp_path / "other.yaml").write_text(TEXT.replace("3d", "9d"), encoding="utf-8")
    assert estimate(path, "baseline:b") == "5d"
    assert estimate(path, "baseline") == "5d"
    assert estimate(path, str(tmp_path / "other.yaml")) == "9d"


@pytest.mark.parametrize("spelling", ["git:none", "git:--help", "baseline", "baseline:x", "gone"])
def test_what_is_not_there_is_told(path: Path, spelling: str) -> None:
    with pytest.raises(UnreadableInput):
        version(path, spelling)
