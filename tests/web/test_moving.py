"""One program taken to another server: all of it comes along, is proved there, and no secret."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairlead.program.errors import UnreadableInput
from fairlead.web import keeping
from fairlead.web.access.letting_in import give_role
from fairlead.web.log import shelf
from fairlead.web.log.agreed import agree, agreed_in
from fairlead.web.log.append import append
from fairlead.web.log.history import entries_of
from fairlead.web.log.shelf import program_at
from fairlead.web.log.verify import verify
from fairlead.web.models import (
    AccessEvent,
    LogEntry,
    Membership,
    ProgramLog,
    RecordEntry,
    Role,
    Snapshot,
    Touch,
    User,
)
from fairlead.web.moving import Moved, portable, take_in, told_of
from fairlead.web.records import add, entries
from tests.web.clusters import cluster, missing
from tests.web.conftest import NOW
from tests.web.log.sample import after, changed, new_log, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(asha: User, ben: User, tmp_path: Path) -> Path:
    """A program with two versions, a baseline, a record and two members, in a file."""
    log = new_log()
    give_role(log, asha, Role.OWNER, at=NOW, person="asha")
    give_role(log, ben, Role.EDITOR, at=NOW)
    append(log, changed(program(), "api", title="API"), base=1, at=after(1), user=asha, why="So")
    agree(log, name="kick-off", seen=2, at=after(2), user=asha)
    add(log, "told", at=after(3), kind="sent", content={"to": "ben"}, who="asha")
    file = tmp_path / "checkout.fairlead"
    file.write_bytes(portable(log))
    return file


def gone(*, people: bool = False) -> None:
    """As on a server where that program never was."""
    models: tuple[Any, ...] = (Membership, Touch, Snapshot, RecordEntry, LogEntry, ProgramLog)
    for model in models:
        model.objects.all().delete()
    if people:
        User.objects.all().delete()
    shelf.forget()


def changed_file(path: Path, name: str, old: str, new: str) -> Path:
    other = path.with_name("other.fairlead")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w") as made:
        for each in before.namelist():
            text = before.read(each).decode()
            assert each != name or old in text
            made.writestr(each, text.replace(old, new) if each == name else text)
    return other


def test_everything_of_a_program_comes_along(path: Path, asha: User, ben: User) -> None:
    before = ProgramLog.objects.get()
    head, versions = before.head_hash, [program_at(before, n) for n in (1, 2)]
    gone()
    moved = take_in(path, at=after(9), owner=ben)
    log = ProgramLog.objects.get()
    assert isinstance(moved, Moved)
    assert (moved.log, moved.entries, moved.strangers) == (log, 3, ())
    assert log.head_hash == head
    assert [program_at(log, n) for n in (1, 2)] == versions
    assert [each.baseline.name for each in agreed_in(log)] == ["kick-off"]
    assert [entry.content for entry in entries(log, "told")] == [{"to": "ben"}]
    roles = {each.user.username: (each.role, each.person) for each in Membership.objects.all()}
    assert roles == {"asha": ("owner", "asha"), "ben": ("owner", "")}
    assert [row.number for row in entries_of(log, "tasks", "api")] == [2, 1]
    assert verify(log) == ()
    append(log, changed(versions[1], "api", title="Next"), base=3, at=after(10), user=ben)
    assert verify(log) == ()


def test_no_secret_leaves(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "password" not in text
    assert told_of(path)["members"] == [("Asha", "owner"), ("Ben", "editor")]


def test_who_is_nobody_here_is_named_and_gets_no_account(path: Path) -> None:
    gone(people=True)
    owner = User.objects.create_user("chen", email="chen@fairlead.example")
    moved = take_in(path, at=after(9), owner=owner)
    assert moved.strangers == ("Asha (owner)", "Ben (editor)")
    assert [each.user for each in Membership.objects.all()] == [owner]
    assert User.objects.count() == 1


def test_whoever_looks_after_the_server_moves_people_too(path: Path) -> None:
    gone(people=True)
    assert keeping.restore(path) == 0
    roles = {each.user.username: each.role for each in Membership.objects.all()}
    assert roles == {"asha": "owner", "ben": "editor"}
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert keeping.restore(path) == 1  # it is there now


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("entries.jsonl", '"API"', '"Api"'),
        ("entries.jsonl", '"asha"', '"ben"'),
        ("records.jsonl", '"to":"ben"', '"to":"all"'),
        ("records.jsonl", '"told"', '"gossip"'),
        ("members.jsonl", '"editor"', '"emperor"'),
        ("program.json", '"head": 3', '"head": 2'),
        ("program.json", '"form": 1', '"form": 9'),
        ("program.json", '"checkout"', '"another"'),
        ("entries.jsonl", "{", "["),
    ],
)
def test_what_is_not_what_was_written_is_not_kept(
    path: Path, name: str, old: str, new: str, asha: User
) -> None:
    other = changed_file(path, name, old, new)
    gone()
    with pytest.raises(UnreadableInput):
        take_in(other, at=after(9), owner=asha)
    assert not ProgramLog.objects.exists()
    assert not LogEntry.objects.exists()


def test_an_owner_takes_it_along_and_the_wizard_takes_it_in(asha: User, ben: User) -> None:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=NOW)
    give_role(log, ben, Role.EDITOR, at=NOW)
    owner, editor = Client(), Client()
    owner.force_login(asha)
    editor.force_login(ben)
    assert editor.get("/p/checkout/settings/log/").status_code == 403
    answer = owner.get("/p/checkout/settings/log/")
    assert 'filename="checkout.fairlead"' in answer["Content-Disposition"]
    assert AccessEvent.objects.filter(what="took the log along").count() == 1
    content = answer.content

    def sent(do: str) -> Any:
        file = SimpleUploadedFile("checkout.fairlead", content)
        return owner.post("/import/", {"file": file, "do": do}, follow=True)

    taken = sent("keep")
    assert taken.status_code == 422
    assert "here already" in taken.content.decode()
    gone()
    looked = sent("look").content.decode()
    assert "Each is proved before anything is kept." in looked
    assert not ProgramLog.objects.exists()
    kept = sent("keep").content.decode()
    assert "its log is whole" in kept
    assert verify(ProgramLog.objects.get()) == ()


def test_no_archive_is_told_in_words(asha: User) -> None:
    client = Client()
    client.force_login(asha)
    file = SimpleUploadedFile("odd.fairlead", b"PK nothing")
    answer = client.post("/import/", {"file": file, "do": "look"})
    assert answer.status_code == 422
    assert "no program with its log" in answer.content.decode()


def test_a_program_moves_from_sqlite_to_postgresql_and_back(path: Path, tmp_path: Path) -> None:
    why = missing()
    if why is not None:
        pytest.skip(why)
    head = ProgramLog.objects.get().head_hash
    with cluster() as url:

        def run(database: str, home: str, *command: str) -> Any:
            (tmp_path / home).mkdir(exist_ok=True)
            kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
            told = {**kept, "FAIRLEAD_HOME": str(tmp_path / home), "PYTHONWARNINGS": "ignore"}
            told["DATABASE_URL"] = database
            words = [sys.executable, "-m", "fairlead.web", *command, "--json"]
            done = subprocess.run(words, env=told, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)

        back = tmp_path / "back.fairlead"
        assert run(url, "one", "restore", str(path))["whole"] is True
        assert run(url, "one", "verify") == {"programs": {"checkout": []}}
        written = run(url, "one", "backup", str(back), "--program", "checkout")
        assert written["head"] == head
        other = f"sqlite:///{tmp_path}/other.sqlite3"
        assert run(other, "two", "restore", str(back))["entries"] == 3
        assert run(other, "two", "verify") == {"programs": {"checkout": []}}
