"""The import wizard: a file, its column map, what would be lost; then a program."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fairlead.program.errors import FairleadError, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.sources.open import read
from fairlead.sources.reading import Reading
from fairlead.sources.wishes import Wishes
from fairlead.web.access.letting_in import give_role
from fairlead.web.access.seat import for_users
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import begin
from fairlead.web.models import ProgramLog, Role, User
from fairlead.web.moving import SUFFIX, take_in, told_of

__all__ = ["MOST_BYTES", "free_key", "imported", "wizard"]

MOST_BYTES = 16 * 1024 * 1024
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_SHOWN = 200


@for_users
@require_http_methods(["GET", "POST"])
def wizard(request: HttpRequest) -> HttpResponse:
    """First what a file holds and what would be lost of it; then, if wanted, the program."""
    told: dict[str, object] = {"title": "Bring in a program", "most": MOST_BYTES // 2**20}
    if request.method == "GET":
        return render(request, "web/import.html", told)
    upload = request.FILES.get("file")
    if upload is None or upload.size > MOST_BYTES:
        told["error"] = f"Choose a file of at most {MOST_BYTES // 2**20} MB."
        return render(request, "web/import.html", told, status=422)
    if str(upload.name).endswith(SUFFIX):
        return _moving(request, upload, told)
    columns = {
        name.removeprefix("column-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("column-") and value
    }
    try:
        reading = _read(upload, columns)
    except (FairleadError, ValueError) as error:
        told["error"] = str(error)
        return render(request, "web/import.html", told, status=422)
    errors = [f for f in reading.findings if f.severity == "error"]
    program = reading.program
    if request.POST.get("do") == "keep" and program is not None and not errors:
        now = datetime.now(UTC)
        if program.start is None and program.as_of is None:
            program = replace(program, start=now.date())
            messages.info(request, "It names no date, so it starts today: see its settings.")
        log = imported(program, request.user, at=now, why=f"From {upload.name}")
        messages.success(request, f"{log} is here: {len(program.tasks)} tasks.")
        return redirect("program", key=log.key)
    told |= {
        "reading": reading,
        "program": program,
        "errors": len(errors),
        "findings": sorted(reading.findings, key=lambda f: f.rank)[:_SHOWN],
        "name": upload.name,
        "loss": reading.loss,
    }
    return render(request, "web/import.html", told, status=422 if errors else 200)


def _moving(request: HttpRequest, upload: UploadedFile, told: dict[str, object]) -> HttpResponse:
    """A program that comes with its whole log: what it says that it holds, then all of it."""
    with tempfile.TemporaryDirectory(prefix="fairlead-import-") as folder:
        path = Path(folder) / f"program{SUFFIX}"
        path.write_bytes(upload.read())
        try:
            if request.POST.get("do") == "keep":
                moved = take_in(path, at=datetime.now(UTC), owner=request.user)
                messages.success(
                    request, f"{moved.log} is here with {moved.entries} entries; its log is whole."
                )
                if moved.strangers:
                    names = ", ".join(moved.strangers[:20])
                    messages.info(request, f"Not known here, to be invited under Members: {names}.")
                return redirect("program", key=moved.log.key)
            told |= {"moving": told_of(path), "name": upload.name}
        except FairleadError as error:
            told["error"] = str(error)
            return render(request, "web/import.html", told, status=422)
    return render(request, "web/import.html", told)


def _read(upload: UploadedFile, columns: dict[str, str]) -> Reading:
    """Read an upload as a file of its suffix, in a folder of its own."""
    suffix = Path(str(upload.name)).suffix
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", Path(str(upload.name)).stem)[:60] or "program"
    with tempfile.TemporaryDirectory(prefix="fairlead-import-") as folder:
        path = Path(folder) / f"{stem}{suffix}"
        with path.open("wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)
        try:
            reading = read(path, wishes=Wishes(columns=Table(columns)))
        except FairleadError as error:
            raise UnreadableInput(str(error).replace(f"{folder}/", "")) from error
    return replace(reading, findings=tuple(_without(folder, f) for f in reading.findings))


def _without(folder: str, finding: Finding) -> Finding:
    """A finding that names the file as the user does, not where it was put to be read."""
    return replace(
        finding,
        where=None if finding.where is None else finding.where.replace(f"{folder}/", ""),
        message=finding.message.replace(f"{folder}/", ""),
    )


def imported(program: Program, user: User, *, at: datetime, why: str) -> ProgramLog:
    """A log of its own for a program, with the user as its owner, studied soon."""
    while True:
        key = free_key(program.title or program.id)
        try:
            with transaction.atomic():
                log = begin(replace(program, id=key), key=key, at=at, user=user, why=why)
                give_role(log, user, Role.OWNER, at=at, by=user)
                ask_for_study(log, at=at)
        except IntegrityError:  # somebody took the key in this moment
            continue
        return log


def free_key(wanted: str) -> str:
    """A key that no program has, made of a title."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "program"
    taken = set(ProgramLog.objects.filter(key__startswith=base).values_list("key", flat=True))
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key
