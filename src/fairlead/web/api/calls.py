"""The calls of the interface; `/api/openapi.json` describes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

import msgspec
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import Body, Header, NinjaAPI, Path, Query, Schema, Status
from ninja.errors import HttpError, ValidationError

from fairlead import __version__
from fairlead.analyses.forecast.forecast_json import forecast_json
from fairlead.analyses.plan import Unplannable
from fairlead.analyses.plan.as_json import plan_json
from fairlead.program.changes import Change
from fairlead.program.program import SECTIONS
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, seat_of
from fairlead.web.api.bearer import Token
from fairlead.web.api.tokens import TooOften
from fairlead.web.api.words import HIDDEN, changed_row, new_row, row_words
from fairlead.web.editing import PROGRESS, Wrong, without_row
from fairlead.web.jobs.studies import ask_for_study, study_of
from fairlead.web.log.append import append
from fairlead.web.log.history import entries, why_of
from fairlead.web.log.outcome import Appended, Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.models import IdempotentCall, Membership
from fairlead.web.versions import plan_of

__all__ = ["api"]

api = NinjaAPI(
    title="Fairlead",
    version=__version__,
    description="Programs in the words of the program file. Every write is an entry of the log.",
    auth=Token(),
    docs_url=None,
    urls_namespace="api",
)

Key: TypeAlias = Annotated[str, Path(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$")]
Id: TypeAlias = Annotated[str, Path(max_length=200)]
Section: TypeAlias = Annotated[str, Path(max_length=40)]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=500)]
Offset: TypeAlias = Annotated[int, Query(ge=0, le=1_000_000_000)]
Fields: TypeAlias = Annotated[dict[str, Any], Body()]


class Trouble(Schema):
    """What is wrong: a sentence, and where there is one its stable code and what to do."""

    message: str
    code: str | None = None
    hint: str | None = None


class Page(Schema):
    """A part of a list. `total` counts all of it."""

    items: list[dict[str, Any]]
    total: int


class Written(Schema):
    """A write that stands in the log as entry `number`; `changed` is false if it was so already."""

    number: int
    changed: bool


class Clash(Schema):
    """Somebody else changed the same: both values of each place."""

    message: str
    number: int
    conflicts: list[dict[str, str]]


@api.exception_handler(Wrong)
def _wrong(request: HttpRequest, error: Wrong) -> HttpResponse:
    first = error.findings[0]
    message = " ".join(found.message for found in error.findings[:5])
    told = {"message": message, "code": first.code, "hint": first.hint}
    return api.create_response(request, told, status=422)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, {"message": str(error)}, status=error.status_code)


@api.exception_handler(TooOften)
def _too_often(request: HttpRequest, error: TooOften) -> HttpResponse:
    answer = api.create_response(request, {"message": str(error)}, status=429)
    answer["Retry-After"] = str(error.seconds)
    return answer


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors[:5])
    told = {"message": places, "code": "request.invalid"}
    return api.create_response(request, told, status=422)


def _seat(request: HttpRequest, key: str, capability: Capability) -> Seat:
    seat = seat_of(request.auth.user, key)
    if seat is None:
        raise HttpError(404, f"There is no program {key!r} that you may see.")
    if not seat.may(capability):
        raise HttpError(403, f"The role {seat.role} does not allow it.")
    return seat


def _known(section: str) -> None:
    if section not in SECTIONS:
        raise HttpError(404, f"There is no section {section!r}: they are {', '.join(SECTIONS)}.")


def _cached(
    request: HttpRequest, response: HttpResponse, mark: str, make: Callable[[], Any]
) -> Any:
    """304 if the caller has it already."""
    tag = f'"{mark}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response["ETag"] = tag
    return make()


Reads: TypeAlias = dict[Any, Any]
_READS: Reads = {404: Trouble, 403: Trouble, 401: Any, 422: Trouble, 429: Trouble}


@api.get("/programs", response={200: Page, 401: Any, 422: Trouble, 429: Trouble}, tags=["programs"])
def list_programs(request: HttpRequest, limit: Limit = 100, offset: Offset = 0) -> Any:
    """The programs that the caller belongs to."""
    rows = Membership.objects.filter(user=request.auth.user, log__archived=False)
    found = rows.select_related("log").order_by("log__key")
    items = [_head(Seat(row)) for row in found[offset : offset + limit]]
    return {"items": items, "total": rows.count()}


def _head(seat: Seat) -> dict[str, Any]:
    log = seat.log
    return {
        "key": log.key,
        "title": log.title,
        "role": seat.role,
        "number": log.head,
        "hash": log.head_hash,
    }


@api.get("/programs/{key}", response={200: dict[str, Any], **_READS}, tags=["programs"])
def get_program(request: HttpRequest, response: HttpResponse, key: Key) -> Any:
    """One program: its newest entry, and how many rows its sections hold."""
    seat = _seat(request, key, Capability.SEE)
    rows = {name: len(seat.program.section(name)) for name in SECTIONS}
    mark = f"{key}-{seat.number}"
    return _cached(request, response, mark, lambda: {**_head(seat), "rows": rows})


@api.get("/programs/{key}/plan", response={200: dict[str, Any], **_READS}, tags=["results"])
def get_plan(request: HttpRequest, response: HttpResponse, key: Key) -> Any:
    """The plan, as `fairlead plan --json` prints it."""
    seat = _seat(request, key, Capability.SEE_PLAN)
    made = plan_of(seat.log, seat.number)
    if isinstance(made, Unplannable):
        raise Wrong(made.findings)
    return _cached(
        request, response, f"plan-{made.fingerprint}", lambda: _plain(plan_json(seat.program, made))
    )


@api.get(
    "/programs/{key}/forecast",
    response={200: dict[str, Any], 202: Trouble, **_READS},
    tags=["results"],
)
def get_forecast(request: HttpRequest, response: HttpResponse, key: Key) -> Any:
    """The forecast, as `fairlead forecast --json` prints it; 202 while it is being computed."""
    seat = _seat(request, key, Capability.SEE)
    made = plan_of(seat.log, seat.number)
    if isinstance(made, Unplannable):
        raise Wrong(made.findings)
    latest = study_of(seat.log, made.fingerprint)
    if latest is None:
        ask_for_study(seat.log, at=datetime.now(UTC))
        return Status(202, {"message": "The forecast is being computed: ask again in a second."})
    found = latest[1].forecast
    return _cached(
        request,
        response,
        f"forecast-{latest[0]}",
        lambda: _plain(forecast_json(seat.program, found)),
    )


def _plain(told: dict[str, object]) -> Any:
    return json.loads(msgspec.json.encode(told, enc_hook=lambda rows: dict(rows.items())))


@api.get("/programs/{key}/history", response={200: Page, **_READS}, tags=["log"])
def get_history(request: HttpRequest, key: Key, limit: Limit = 100, offset: Offset = 0) -> Any:
    """The entries of the log, the newest first."""
    seat = _seat(request, key, Capability.SEE_PLAN)
    rows = entries(seat.log)[offset : offset + limit]
    items = [
        {
            "number": row.number,
            "at": row.at.isoformat(),
            "who": row.who,
            "kind": row.kind,
            "undoes": row.undoes,
            "why": why_of(row),
            "edits": row.edits,
            "before": row.before,
            "hash": row.hash,
        }
        for row in rows
    ]
    return {"items": items, "total": seat.log.head}


@api.get("/programs/{key}/rows/{section}", response={200: Page, **_READS}, tags=["rows"])
def list_rows(
    request: HttpRequest,
    *,
    response: HttpResponse,
    key: Key,
    section: Section,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Any:
    """The rows of a section, in the words of the program file."""
    seat = _seat(request, key, Capability.SEE_PLAN)
    _known(section)
    table = seat.program.section(section)

    def make() -> dict[str, Any]:
        chosen = [*table.items()][offset : offset + limit]
        return {"items": [_row(seat, section, *row) for row in chosen], "total": len(table)}

    mark = f"{key}-{seat.number}-{seat.role}-{offset}-{limit}"
    return _cached(request, response, mark, make)


def _row(seat: Seat, section: str, key: str, row: Any) -> dict[str, Any]:
    return row_words(
        SECTIONS[section],
        key,
        row,
        timezone=seat.program.timezone,
        rates=seat.may(Capability.SEE_RATES),
    )


def _found(seat: Seat, section: str, row: str) -> None:
    _known(section)
    if row not in seat.program.section(section):
        raise HttpError(404, f"There is no {section}.{row}.")


@api.get(
    "/programs/{key}/rows/{section}/{row}", response={200: dict[str, Any], **_READS}, tags=["rows"]
)
def get_row(
    request: HttpRequest, *, response: HttpResponse, key: Key, section: Section, row: Id
) -> Any:
    """One row. Its ETag is what `If-Match` takes."""
    seat = _seat(request, key, Capability.SEE_PLAN)
    _found(seat, section, row)
    told = _row(seat, section, row, seat.program.section(section)[row])
    return _cached(request, response, f"{seat.number}", lambda: told)


_WRITES: Reads = {200: Written, 409: Clash, 412: Trouble, 400: Trouble, **_READS}
Match: TypeAlias = Annotated[str | None, Header(alias="If-Match", max_length=40)]
Once: TypeAlias = Annotated[str | None, Header(alias="Idempotency-Key", max_length=100)]
Why: TypeAlias = Annotated[str, Query(max_length=2_000)]


@api.patch("/programs/{key}/rows/{section}/{row}", response=_WRITES, tags=["rows"])
def change_row(
    request: HttpRequest,
    *,
    key: Key,
    section: Section,
    row: Id,
    fields: Fields,
    why: Why = "",
    match: Match = None,
    once: Once = None,
) -> Any:
    """Give fields of a row other values; null is the default.

    `If-Match` names the entry that the caller saw (the ETag): other fields merge, the same field
    answers 409 with both values. A call repeated with its `Idempotency-Key` is done once.
    """
    seat = _seat(request, key, Capability.REPORT_PROGRESS)
    _found(seat, section, row)
    if not seat.may(Capability.EDIT) and not (
        section == "tasks" and set(fields) <= PROGRESS and seat.may_report(row)
    ):
        raise HttpError(403, "You may report progress on your own tasks.")
    if HIDDEN & set(fields) and not seat.may(Capability.SEE_RATES):
        raise HttpError(403, "The role does not allow it.")

    def make(base: int) -> Change:
        seen = program_at(seat.log, base)
        if row not in seen.section(section):
            raise HttpError(412, f"There was no {section}.{row} at entry {base}.")
        return changed_row(seen, section, row, fields)

    return _write(request, seat, make, match=match, once=once, why=why)


@api.put("/programs/{key}/rows/{section}/{row}", response=_WRITES, tags=["rows"])
def add_row(
    request: HttpRequest,
    *,
    key: Key,
    section: Section,
    row: Id,
    fields: Fields,
    why: Why = "",
    once: Once = None,
) -> Any:
    """Add a row under an id that is free."""
    seat = _seat(request, key, Capability.EDIT)
    _known(section)
    if row in seat.program.section(section) and once is None:
        raise HttpError(412, f"There is {section}.{row} already: change it by PATCH.")
    return _write(
        request,
        seat,
        lambda base: new_row(program_at(seat.log, base), section, row, fields),
        match=None,
        once=once,
        why=why,
    )


@api.delete("/programs/{key}/rows/{section}/{row}", response=_WRITES, tags=["rows"])
def remove_row(
    request: HttpRequest,
    *,
    key: Key,
    section: Section,
    row: Id,
    why: Why = "",
    once: Once = None,
) -> Any:
    """Take a row away, and with it every mention of it."""
    seat = _seat(request, key, Capability.EDIT)
    if once is None:
        _found(seat, section, row)
    _known(section)
    return _write(
        request,
        seat,
        lambda base: without_row(program_at(seat.log, base), section, row),
        match=None,
        once=once,
        why=why,
    )


def _write(
    request: HttpRequest,
    seat: Seat,
    make: Callable[[int], Change],
    *,
    match: str | None,
    once: str | None,
    why: str,
) -> Any:
    """Append a change, once for an idempotency key, and answer with what became of it."""
    called = hashlib.sha256(
        f"{request.method} {request.get_full_path()}\n".encode() + request.body
    ).hexdigest()
    if once:
        earlier = IdempotentCall.objects.filter(user=seat.user, key=once).first()
        if earlier is not None:
            if earlier.called != called:
                raise HttpError(422, "This Idempotency-Key was used for another call.")
            return Status(earlier.status, json.loads(earlier.answer))
    base = seat.number
    if match is not None:
        told = match.strip('" W/')
        if not told.isdecimal() or not 0 < int(told) <= seat.number:
            raise HttpError(412, "If-Match is the ETag of the row as it was read.")
        base = int(told)
    now = datetime.now(UTC)
    found = append(seat.log, make(base), base=base, at=now, user=seat.user, why=why)
    if isinstance(found, Refused):
        raise Wrong(found.findings)
    answer: dict[str, Any]
    if isinstance(found, Clashed):
        conflicts = [
            {"place": c.place, "yours": str(c.ours)[:500], "theirs": str(c.theirs)[:500]}
            for c in found.conflicts[:20]
        ]
        message = "Somebody else changed the same."
        status, answer = 409, {"message": message, "number": found.number, "conflicts": conflicts}
    else:
        made = isinstance(found, Appended)
        status, answer = 200, {"number": found.number, "changed": made}
        ask_for_study(seat.log, at=now)
    if once:
        # Of two same calls at the same time, one entry stands, and both are told so.
        with suppress(IntegrityError), transaction.atomic():
            IdempotentCall.objects.create(
                user=seat.user,
                key=once,
                called=called,
                status=status,
                answer=msgspec.json.encode(answer).decode(),
                at=now,
            )
    return Status(status, answer)
