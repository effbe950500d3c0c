"""A program linked to a file: what either side changes reaches the other, conflicts are named."""

from pathlib import Path

import pytest
from django.test import Client

from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.sources.program_file import read_program_file
from fairlead.web.access.letting_in import give_role
from fairlead.web.jobs.sending import look_at_files
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, LinkedFile, LogEntry, ProgramLog, Role, User
from fairlead.web.outward import linking
from fairlead.web.outward.linking import NotLinked, link, place_of, synchronise
from tests.web.conftest import NOW
from tests.web.log.sample import changed, new_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "plans"
    made.mkdir()
    monkeypatch.setenv("FAIRLEAD_LINKED", str(made))
    return made


@pytest.fixture
def log(folder: Path) -> ProgramLog:
    made = new_log()
    link(made, "checkout.yaml", first="program", at=NOW, who="asha")
    return made


def here(log: ProgramLog) -> Program:
    log.refresh_from_db()
    return program_at(log, log.head)


def there(folder: Path) -> Program:
    found = read_program_file(folder / "checkout.yaml").program
    assert found is not None
    return found


def write(folder: Path, old: str, new: str) -> None:
    path = folder / "checkout.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def change(log: ProgramLog, key: str, **fields: object) -> None:
    before = here(log)
    append(log, changed(before, key, **fields), base=log.head, at=NOW)


def test_a_file_that_is_not_there_is_written(log: ProgramLog, folder: Path) -> None:
    assert there(folder) == here(log)
    assert synchronise(log, at=NOW) == ()


def test_each_side_gets_what_the_other_changed(log: ProgramLog, folder: Path) -> None:
    path = folder / "checkout.yaml"
    path.write_text("# Kept by hand\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    write(folder, "title: Tests", "title: Tests of all")
    change(log, "api", title="API of payments")
    assert synchronise(log, at=NOW) == ()
    assert here(log).tasks["test"].title == "Tests of all"
    assert there(folder).tasks["api"].title == "API of payments"
    assert there(folder) == here(log)
    assert path.read_text(encoding="utf-8").startswith("# Kept by hand\n")
    entry = LogEntry.objects.order_by("-number").first()
    assert entry is not None
    assert "From checkout.yaml" in entry.content
    row = LinkedFile.objects.get()
    assert row.number == log.head
    entries = LogEntry.objects.count()
    assert synchronise(log, at=NOW) == ()
    assert LogEntry.objects.count() == entries


def test_a_conflict_is_named_and_neither_side_loses_its_value(
    log: ProgramLog, folder: Path, asha: User
) -> None:
    write(folder, "title: Tests", "title: Tests in the file")
    write(folder, "title: Specification", "title: Spec")
    change(log, "test", title="Tests in the log")
    (trouble,) = synchronise(log, at=NOW)
    assert trouble.place == "tasks.test.title"
    assert (trouble.file, trouble.program) == ("Tests in the file", "Tests in the log")
    assert here(log).tasks["spec"].title == "Spec"
    assert there(folder).tasks["test"].title == "Tests in the file"
    assert synchronise(log, at=NOW) == (trouble,)
    give_role(log, asha, Role.OWNER, at=NOW)
    client = Client()
    client.force_login(asha)
    page = client.get("/p/checkout/settings/").content.decode()
    assert "Tests in the file in the file, Tests in the log here" in page
    write(folder, "title: Tests in the file", "title: Tests in the log")
    assert synchronise(log, at=NOW) == ()
    assert LinkedFile.objects.get().trouble == "[]"


def test_a_file_with_errors_changes_nothing_and_says_so(log: ProgramLog, folder: Path) -> None:
    entries = LogEntry.objects.count()
    write(folder, "needs: spec", "needs: nothing-of-this-name")
    change(log, "api", title="API of payments")
    (trouble,) = synchronise(log, at=NOW)
    assert "nothing-of-this-name" in trouble.message
    assert LogEntry.objects.count() == entries + 1
    (folder / "checkout.yaml").unlink()
    (gone,) = synchronise(log, at=NOW)
    assert "not there any more" in gone.message


def test_killed_between_two_steps_it_goes_on(
    log: ProgramLog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "title: Tests", "title: Tests of all")
    change(log, "api", title="API of payments")

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(linking, "edit_program_file", die)
        with pytest.raises(Killed):
            synchronise(log, at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(linking, "_agree", die)
        with pytest.raises(Killed):
            synchronise(log, at=NOW)
    entries = LogEntry.objects.count()
    assert synchronise(log, at=NOW) == ()
    assert LogEntry.objects.count() == entries
    assert there(folder) == here(log)


def test_the_file_may_go_first(folder: Path) -> None:
    log = new_log()
    link(log, "checkout.yaml", first="program", at=NOW, who="asha")
    LinkedFile.objects.all().delete()
    write(folder, "title: Tests", "title: Tests of all")
    link(log, "checkout.yaml", first="file", at=NOW, who="asha")
    assert here(log).tasks["test"].title == "Tests of all"


@pytest.mark.parametrize(
    "name", ["../checkout.yaml", "/etc/passwd", "way-out/x.yaml", "notes.txt", "", ".", "a\0b.yaml"]
)
def test_no_file_outside_of_the_folder_can_be_linked(name: str, folder: Path) -> None:
    (folder / "way-out").symlink_to(folder.parent)
    with pytest.raises(NotLinked):
        place_of(name)


def test_two_programs_cannot_share_a_file(log: ProgramLog) -> None:
    with pytest.raises(NotLinked, match="another program"):
        link(new_log("other"), "checkout.yaml", first="program", at=NOW, who="asha")
    assert synchronise(log, at=NOW) == ()


def test_a_worker_looks_when_a_side_moved(log: ProgramLog, folder: Path) -> None:
    seen: dict[int, tuple[int, str]] = {}
    assert look_at_files(seen, at=NOW) == 1
    assert look_at_files(seen, at=NOW) == 0
    write(folder, "title: Tests", "title: Tests of all")
    assert look_at_files(seen, at=NOW) == 1
    before = here(log)
    append(log, diff(before, replace(before, title="Again")), base=log.head, at=NOW)
    assert look_at_files(seen, at=NOW) == 1
    assert Job.objects.filter(kind="link").count() == 1


def test_an_owner_links_and_ends_it_on_the_page(folder: Path, asha: User) -> None:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=NOW)
    client = Client()
    client.force_login(asha)
    told = {"path": "../out.yaml", "do": "program"}
    page = client.post("/p/checkout/settings/linked/", told, follow=True).content.decode()
    assert "is no program file of the folder" in page
    client.post("/p/checkout/settings/linked/", {"path": "mine.yaml", "do": "program"})
    assert (folder / "mine.yaml").exists()
    client.post("/p/checkout/settings/linked/", {"do": "end"})
    assert not LinkedFile.objects.exists()
