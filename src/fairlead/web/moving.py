"""One program with its whole log in a file, to be taken to another server and proved there."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from django.db import IntegrityError, transaction

from fairlead import __version__
from fairlead.program.changes import apply
from fairlead.program.errors import FairleadError, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.web.access.letting_in import give_role, record
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import touched_by, worth_a_snapshot
from fairlead.web.log.shelf import change_in, write_snapshot
from fairlead.web.log.verify import verify
from fairlead.web.models import LogEntry, Membership, ProgramLog, RecordEntry, Role, Touch, User
from fairlead.web.records import verify_records

__all__ = ["SUFFIX", "Moved", "is_portable", "portable", "take_in", "told_of"]

SUFFIX: Final = ".fairlead"
_FORM: Final = 1
_MOST_BYTES: Final = 512 * 1024 * 1024
_RECORDS: Final = frozenset({"arrivals", "escalations", "forecasts", "told"})

T = TypeVar("T", bound=msgspec.Struct)


class _Manifest(msgspec.Struct):
    form: int
    key: str
    title: str
    created: datetime
    head: int
    head_hash: str
    at: datetime
    version: str


class _Entry(msgspec.Struct):
    number: int
    at: datetime
    kind: str
    who: str | None
    content: dict[str, Any]
    before: str
    hash: str
    record: str = ""


class _Member(msgspec.Struct):
    username: str
    role: str
    name: str = ""
    email: str = ""
    person: str = ""
    timezone: str = ""


class Moved(Noun):
    """What a file brought: how many entries, and the members that nobody here is known as."""

    log: ProgramLog
    entries: int
    strangers: tuple[str, ...] = ()


def portable(log: ProgramLog) -> bytes:
    """A program with everything that its log and records hold, as a zip archive.

    Members are named with their roles; of secrets, sessions and jobs there is nothing in it, and
    snapshots and forecasts are computed again where it is taken in.
    """
    stream = BytesIO()
    with transaction.atomic(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        held = ProgramLog.objects.get(pk=log.pk)
        rows = LogEntry.objects.filter(log=held, number__lte=held.head).order_by("number")
        _write(archive, "entries.jsonl", (_plain(row) for row in rows.iterator(200)))
        records = RecordEntry.objects.filter(log=held).order_by("record", "number")
        told = ({**_plain(row), "record": row.record} for row in records.iterator(200))
        _write(archive, "records.jsonl", told)
        members = Membership.objects.filter(log=held).select_related("user").order_by("pk")
        _write(archive, "members.jsonl", (_member(each) for each in members))
        newest = rows.last()
        manifest = _Manifest(
            form=_FORM,
            key=held.key,
            title=held.title,
            created=held.created,
            head=held.head,
            head_hash=held.head_hash,
            at=held.created if newest is None else newest.at,
            version=__version__,
        )
        archive.writestr("program.json", msgspec.json.format(msgspec.json.encode(manifest)))
    return stream.getvalue()


def _plain(row: LogEntry | RecordEntry) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at,
        "kind": row.kind,
        "who": row.who,
        "content": msgspec.Raw(row.content.encode()),
        "before": row.before,
        "hash": row.hash,
    }


def _member(row: Membership) -> dict[str, str]:
    return {
        "username": row.user.username,
        "role": row.role,
        "name": row.user.get_full_name(),
        "email": row.user.email,
        "person": row.person,
        "timezone": row.user.timezone,
    }


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    with archive.open(name, "w", force_zip64=True) as stream:
        for row in rows:
            stream.write(msgspec.json.encode(row) + b"\n")


def is_portable(path: Path) -> bool:
    """Whether a file is a program with its log."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "program.json" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def told_of(path: Path) -> dict[str, Any]:
    """What such a file says that it holds, before anything of it is believed.

    Raises `UnreadableInput`.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        members = list(_read(archive, "members.jsonl", _Member))
    return {
        "key": manifest.key,
        "title": manifest.title or manifest.key,
        "entries": manifest.head,
        "at": manifest.at,
        "members": [(each.name or each.username, each.role) for each in members],
    }


def take_in(path: Path, *, at: datetime, owner: User | None = None, create: bool = False) -> Moved:
    """Take a program in with its whole log, prove it, and keep all of it or nothing.

    `owner` owns it here. Members are those users of this server that have the same address; with
    `create`, for whoever looks after the server, accounts are made for the others, without a
    password. Raises `UnreadableInput` for a file that is damaged, is not what was written, or
    whose key a program has here already.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        entries = list(_read(archive, "entries.jsonl", _Entry))
        records = list(_read(archive, "records.jsonl", _Entry))
        members = list(_read(archive, "members.jsonl", _Member))
    try:
        with transaction.atomic():
            log = ProgramLog.objects.create(
                key=manifest.key, title=manifest.title[:200], created=manifest.created
            )
            known, strangers = _known(members, create=create)
            _fill(log, manifest, entries, records, known)
            for member, user in known:
                give_role(log, user, member.role, at=at, by=owner, person=member.person[:200])
            if owner is not None:
                mine = Membership.objects.filter(log=log, user=owner).first()
                person = "" if mine is None else mine.person
                give_role(log, owner, Role.OWNER, at=at, by=owner, person=person)
            record("brought in with its log", about=manifest.key, who=owner, log=log, at=at)
            wrong = _wrong(log)
            if wrong:
                raise UnreadableInput(f"Nothing was kept: {wrong[0].message}")
            ask_for_study(log, at=at)
    except IntegrityError as error:
        raise UnreadableInput(
            f"There is a program {manifest.key!r} here already, or there was one that was put "
            "away. A log keeps its name: take it to another server."
        ) from error
    return Moved(log=log, entries=len(entries), strangers=strangers)


def _fill(
    log: ProgramLog,
    manifest: _Manifest,
    entries: list[_Entry],
    records: list[_Entry],
    known: list[tuple[_Member, User]],
) -> None:
    users = {member.username: user for member, user in known}
    rows = [_row(log, each, users) for each in entries]
    LogEntry.objects.bulk_create(rows, batch_size=500)
    RecordEntry.objects.bulk_create((_record(log, each) for each in records), batch_size=500)
    log.head, log.head_hash = manifest.head, manifest.head_hash
    log.save(update_fields=["head", "head_hash"])
    program = Program(id=log.key)
    for row in rows:
        try:
            change = change_in(row)
            program = apply(program, change)
        except (FairleadError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"Nothing was kept: entry {row.number} cannot be applied: {error}"
            raise UnreadableInput(message) from error
        touches = (
            Touch(log=log, number=row.number, section=section, key=key)
            for section, key in touched_by(change)
        )
        Touch.objects.bulk_create(touches, batch_size=1_000)
        if worth_a_snapshot(row.number, change):
            write_snapshot(log, row.number, program)


def _row(log: ProgramLog, told: _Entry, users: Mapping[str, User]) -> LogEntry:
    undoes = told.content.get("undoes")
    edits = told.content.get("edits")
    return LogEntry(
        log=log,
        number=told.number,
        at=told.at,
        user=users.get(told.who or ""),
        who=told.who,
        kind=told.kind[:20],
        undoes=undoes if isinstance(undoes, int) and undoes > 0 else None,
        edits=len(edits) if isinstance(edits, list) else 0,
        content=msgspec.json.encode(told.content).decode(),
        before=told.before[:64],
        hash=told.hash[:64],
    )


def _record(log: ProgramLog, told: _Entry) -> RecordEntry:
    if told.record not in _RECORDS:
        raise UnreadableInput(f"Nothing was kept: {told.record!r} is no record.")
    return RecordEntry(
        log=log,
        record=told.record,
        number=told.number,
        at=told.at,
        who=told.who,
        kind=told.kind[:20],
        content=msgspec.json.encode(told.content).decode(),
        before=told.before[:64],
        hash=told.hash[:64],
    )


def _known(
    members: list[_Member], *, create: bool
) -> tuple[list[tuple[_Member, User]], tuple[str, ...]]:
    """The members with who they are here, and the names of those who are nobody here."""
    found: list[tuple[_Member, User]] = []
    strangers: list[str] = []
    for member in members:
        if member.role not in {*Role}:
            raise UnreadableInput(f"Nothing was kept: {member.role!r} is no role.")
        user = User.objects.filter(email__iexact=member.email).first() if member.email else None
        if user is None and create:
            user = User.objects.filter(username=member.username).first() or _made(member)
        if user is None:
            strangers.append(f"{member.name or member.username} ({member.role})")
        else:
            found.append((member, user))
    return found, tuple(strangers)


def _made(member: _Member) -> User:
    """An account without a password: its owner is let in by a link."""
    first, _, last = member.name.partition(" ")
    user = User(
        username=member.username[:150],
        email=member.email[:254],
        first_name=first[:150],
        last_name=last[:150],
        timezone=member.timezone[:64],
    )
    user.set_unusable_password()
    user.save()
    return user


def _wrong(log: ProgramLog) -> list[Finding]:
    return [*verify(log), *verify_records(log)]


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableInput(f"{path.name} is no program with its log: {error}") from error
    if sum(each.file_size for each in archive.infolist()) > _MOST_BYTES:
        archive.close()
        raise UnreadableInput(f"{path.name} holds more than {_MOST_BYTES // 2**20} MB.")
    return archive


def _manifest(archive: zipfile.ZipFile) -> _Manifest:
    try:
        told = msgspec.json.decode(archive.read("program.json"), type=_Manifest)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableInput(f"It does not say what it holds: {error}") from error
    if told.form != _FORM:
        raise UnreadableInput(f"It is of form {told.form}, expected {_FORM}.")
    return told


def _read(archive: zipfile.ZipFile, name: str, kind: type[T]) -> Iterator[T]:
    try:
        with archive.open(name) as stream:
            for line in TextIOWrapper(stream, encoding="utf-8"):
                yield msgspec.convert(json.loads(line), kind)
    except (KeyError, ValueError, RecursionError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableInput(f"Nothing was kept: {name} cannot be read: {error}") from error
