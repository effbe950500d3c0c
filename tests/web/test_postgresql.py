"""The same tests on the other database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.clusters import cluster, missing

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(missing() is not None, reason=missing() or "")
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this is the other database already")
def test_the_log_keeps_its_promises_on_postgresql() -> None:
    with cluster() as url:
        told = {**os.environ, "DATABASE_URL": url}
        told.pop("DJANGO_SETTINGS_MODULE", None)
        told.pop("PYTEST_XDIST_WORKER", None)
        command = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "tests/web/log", "tests/web/test_clock.py", "tests/web/test_jobs.py"],
            cwd=ROOT,
            env=told,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout.decode()[-4000:]
