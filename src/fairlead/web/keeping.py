"""Proving, copying and restoring everything that an installation keeps."""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from fairlead import __version__
from fairlead.program.errors import FairleadError
from fairlead.program.findings import Finding
from fairlead.web.log import shelf
from fairlead.web.log.verify import verify
from fairlead.web.models import ProgramLog, User
from fairlead.web.moving import is_portable, portable, take_in
from fairlead.web.records import verify_records

__all__ = ["backup", "backup_program", "restore", "verify_all"]

_FORM = 1
_TABLES = (
    "User", "ProgramLog", "LogEntry", "Touch", "Snapshot", "IssuedForecast", "Membership",
    "Invitation", "AccessEvent", "ApiToken", "Notice", "Visit",
    "RecordEntry", "Outgoing", "Subscription", "Webhook", "Gate", "LinkedFile",
)  # fmt: skip
"""In the order in which they can be restored. Jobs are not kept: they are asked for again."""


def verify_all(*, as_json: bool = False) -> int:
    """Prove every log; 1 if any is not what was written."""
    found = {log.key: _proof(log) for log in ProgramLog.objects.order_by("key")}
    if as_json:
        told = {
            key: [{"code": f.code, "message": f.message, "where": f.where} for f in findings]
            for key, findings in found.items()
        }
        sys.stdout.write(json.dumps({"programs": told}, indent=2) + "\n")
    else:
        for log in ProgramLog.objects.order_by("key"):
            state = "whole" if not found[log.key] else "BROKEN"
            sys.stdout.write(f"{log.key}: {log.head:,} entries, {state}, {log.head_hash}\n")
            for finding in found[log.key]:
                sys.stdout.write(f"    {finding.message} [{finding.code}]\n")
        if not found:
            sys.stdout.write("There is no program yet.\n")
    return 1 if any(found.values()) else 0


def backup(path: Path, *, as_json: bool = False) -> int:
    """Write everything into one file, from one moment, which any database can take again."""
    call_command("migrate", verbosity=0, interactive=False)
    part = path.with_name(f"{path.name}.part")
    with transaction.atomic(), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = {}
        for name in _TABLES:
            model = apps.get_model("web", name)
            with archive.open(f"{name}.jsonl", "w", force_zip64=True) as raw:
                stream = TextIOWrapper(raw, encoding="utf-8")
                counts[name] = 0
                for line in _lines(model):
                    stream.write(line)
                    counts[name] += 1
                stream.flush()
                stream.detach()
        heads = dict(ProgramLog.objects.values_list("key", "head_hash"))
        told = {
            "form": _FORM,
            "version": __version__,
            "at": datetime.now(UTC).isoformat(),
            "rows": counts,
            "heads": heads,
        }
        archive.writestr("manifest.json", json.dumps(told, indent=2))
    part.replace(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if as_json:
        done = {"file": str(path), "rows": sum(counts.values()), "sha256": digest}
        sys.stdout.write(json.dumps(done) + "\n")
        return 0
    sys.stdout.write(f"Wrote {path}: {sum(counts.values()):,} rows, SHA-256 {digest}\n")
    return 0


def backup_program(path: Path, key: str, *, as_json: bool = False) -> int:
    """Write one program with its whole log into a file; 2 if there is none of that key."""
    call_command("migrate", verbosity=0, interactive=False)
    log = ProgramLog.objects.filter(key=key).first()
    if log is None:
        known = ", ".join(ProgramLog.objects.order_by("key").values_list("key", flat=True)[:20])
        sys.stderr.write(f"There is no program {key!r}. There are: {known or 'none'}.\n")
        return 2
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(portable(log))
    part.replace(path)
    if as_json:
        done = {"file": str(path), "program": key, "entries": log.head, "head": log.head_hash}
        sys.stdout.write(json.dumps(done) + "\n")
    else:
        sys.stdout.write(f"Wrote {path}: {key}, {log.head:,} entries, {log.head_hash}\n")
    return 0


def _restore_program(path: Path, *, as_json: bool) -> int:
    try:
        moved = take_in(path, at=datetime.now(UTC), create=True)
    except FairleadError as error:
        sys.stderr.write(f"{path}: {error}\n")
        return 1
    if as_json:
        done = {"program": moved.log.key, "entries": moved.entries, "whole": True}
        sys.stdout.write(json.dumps(done) + "\n")
    else:
        sys.stdout.write(
            f"{moved.log.key} is here: {moved.entries:,} entries, whole. Whoever has no account "
            "yet got one without a password.\n"
        )
    return 0


def _lines(model: type[models.Model]) -> Iterator[str]:
    for row in model.objects.order_by("pk").iterator(200):
        yield serializers.serialize("jsonl", [row])


def restore(path: Path, *, as_json: bool = False) -> int:
    """Fill an empty installation from a copy, or add one program to any, and prove every log.

    All of it or nothing.
    """
    call_command("migrate", verbosity=0, interactive=False)
    if is_portable(path):
        return _restore_program(path, as_json=as_json)
    if ProgramLog.objects.exists() or User.objects.exists():
        sys.stderr.write(
            "There are programs or users here already: restore into an empty FAIRLEAD_HOME or "
            "DATABASE_URL.\n"
        )
        return 2
    try:
        with zipfile.ZipFile(path) as archive:
            told = json.loads(archive.read("manifest.json"))
            if told.get("form") != _FORM:
                sys.stderr.write(f"{path} is of form {told.get('form')}, expected {_FORM}.\n")
                return 2
            with transaction.atomic():
                there = set(archive.namelist())
                for name in _TABLES:
                    if f"{name}.jsonl" not in there:
                        continue  # a copy by an earlier version, which had no such table
                    with archive.open(f"{name}.jsonl") as stream:
                        for row in serializers.deserialize(
                            "jsonl", TextIOWrapper(stream, encoding="utf-8")
                        ):
                            row.save()
                _reset_sequences()
                wrong = _wrong(told["heads"])
                if wrong:
                    transaction.set_rollback(True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{path} is no copy that can be read: {error}\n")
        return 2
    shelf.forget()
    if wrong:
        sys.stderr.write("".join(f"{line}\n" for line in wrong) + "Nothing was restored.\n")
        return 1
    rows = sum(told["rows"].values())
    if as_json:
        sys.stdout.write(json.dumps({"rows": rows, "at": told["at"], "whole": True}) + "\n")
        return 0
    sys.stdout.write(f"Restored {rows:,} rows of {told['at']}; every log is whole.\n")
    return 0


def _wrong(heads: dict[str, str]) -> list[str]:
    found = [f.message for log in ProgramLog.objects.all() for f in _proof(log)]
    here = dict(ProgramLog.objects.values_list("key", "head_hash"))
    return found + [
        f"{key} is not there, or ends otherwise." for key in heads if here.get(key) != heads[key]
    ]


def _proof(log: ProgramLog) -> tuple[Finding, ...]:
    """What is wrong with the log of a program, or with one of its records."""
    return (*verify(log), *verify_records(log))


def _reset_sequences() -> None:
    """Where ids come from a sequence, it goes on after those that were restored."""
    tables = [apps.get_model("web", name) for name in _TABLES]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
