import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fairlead.web import keeping
from fairlead.web.access.letting_in import give_role
from fairlead.web.log import shelf
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.models import LogEntry, Membership, ProgramLog, Role, Touch, User
from tests.web.conftest import NOW
from tests.web.log.sample import after, changed, new_log, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(asha: User, tmp_path: Path) -> Path:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=NOW)
    append(log, changed(program(), "api", title="API"), base=1, at=after(1), user=asha, why="So")
    path = tmp_path / "copy.zip"
    assert keeping.backup(path) == 0
    return path


def emptied() -> None:
    for model in (Membership, Touch, LogEntry, ProgramLog, User):
        model.objects.all().delete()
    shelf.forget()


def test_what_was_copied_comes_back_whole(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    emptied()
    assert keeping.restore(copied) == 0
    log = ProgramLog.objects.get()
    assert program_at(log, log.head).tasks["api"].title == "API"
    assert Membership.objects.get().user.username == "asha"
    assert keeping.verify_all(as_json=True) == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index('{\n  "programs"') :]) == {"programs": {"checkout": []}}
    append(log, changed(program_at(log, 2), "api", title="Next"), base=2, at=after(2))


def test_nothing_is_restored_over_what_is_there(copied: Path) -> None:
    assert keeping.restore(copied) == 2


def test_a_copy_that_was_changed_is_not_restored(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emptied()
    false = tmp_path / "false.zip"
    with zipfile.ZipFile(copied) as old, zipfile.ZipFile(false, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Payment API", b"Payment XPI"))
    assert keeping.restore(false) == 1
    assert "Nothing was restored" in capsys.readouterr().err
    assert not ProgramLog.objects.exists()


def test_what_is_no_copy_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "nothing.zip"
    path.write_bytes(b"nothing")
    assert keeping.restore(path) == 2


def test_a_broken_log_is_told_by_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    log = new_log()
    assert keeping.verify_all() == 0
    LogEntry.objects.filter(log=log).update(who="somebody")
    assert keeping.verify_all() == 1
    assert "record.broken" in capsys.readouterr().out


def test_the_commands_are_those_of_fairlead(tmp_path: Path) -> None:
    told = {**os.environ, "FAIRLEAD_HOME": str(tmp_path)}
    told.pop("DATABASE_URL", None)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fairlead", *words]
        return subprocess.run(command, env=told, capture_output=True, text=True, check=False)

    made = run("backup", str(tmp_path / "copy.zip"), "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["rows"] == 0
    assert run("verify").stdout == "There is no program yet.\n"
    assert run("restore", str(tmp_path / "copy.zip")).returncode == 0
