"""The study of a program: its forecast, quickly and then thoroughly, and the checks of its plan."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import msgspec

from fairlead import __version__
from fairlead.analyses.forecast import SEED, forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import Plan
from fairlead.analyses.quality import check
from fairlead.program.findings import Finding
from fairlead.program.issued import AS_DRAWN
from fairlead.program.noun import Noun
from fairlead.web.jobs.queue import PATIENT, PROMPT, put, told
from fairlead.web.log.shelf import packed, program_at, unpacked
from fairlead.web.models import IssuedForecast, Job, ProgramLog
from fairlead.web.outward.hooks import tell_hooks
from fairlead.web.outward.ledger import scores_of
from fairlead.web.versions import once, plan_of

__all__ = ["Study", "ask_for_study", "study", "study_of"]

_QUICK_WORK = 120_000
"""Tasks times trials that are forecast in well under a second."""

_THOROUGH_WORK = 3_000_000


class Study(Noun):
    """What was found of one version of a program; `thorough` once prices and checks are in it."""

    forecast: Forecast
    findings: tuple[Finding, ...] = ()
    thorough: bool = False


def ask_for_study(log: ProgramLog, *, at: datetime) -> None:
    """Have the newest version studied, soon; while that waits, a newer version takes its place.

    Where it waits already, nothing is written: many pages ask.
    """
    waits = Job.objects.filter(
        log=log, kind="study", subject="", state="waiting", not_before__lte=at
    )
    if waits.exists():
        return
    put("study", log=log, at=at, argument={"number": log.head}, rank=PROMPT)


def study(job: Job) -> None:
    """Forecast a version with few trials first, so that there is an answer within a second."""
    log = ProgramLog.objects.get(pk=job.log_id)
    number = log.head  # what was asked for may be old by now
    thorough = bool(msgspec.json.decode(job.argument).get("thorough"))
    program = program_at(log, number)
    plan = plan_of(log, number)
    if not isinstance(plan, Plan) or not any(
        a.state != "finished" for a in plan.activities.values()
    ):
        return
    tasks = max(1, len(program.tasks))
    most = (
        _THOROUGH_WORK // (tasks * (2 + 2 * len(program.risks)))
        if thorough
        else _QUICK_WORK // tasks
    )
    trials = max(200, min(10_000 if thorough else 2_000, most))
    if IssuedForecast.objects.filter(
        log=log, fingerprint=plan.fingerprint, trials__gte=trials, version=__version__
    ).exists():
        return
    scores = scores_of(log, program)
    try:
        made = forecast(
            program,
            trials=trials,
            widening=AS_DRAWN if scores is None else scores.widening,
            prices=thorough,
            causes=thorough,
            plan=plan,
            progress=partial(_progress, job, number),
        )
    except _Old:
        return  # the study of the newer version asks for a thorough one
    if not isinstance(made, Forecast):
        return
    found = Study(
        forecast=made,
        findings=check(program, plan).findings if thorough else (),
        thorough=thorough,
    )
    IssuedForecast.objects.get_or_create(
        log=log,
        fingerprint=plan.fingerprint,
        seed=SEED,
        trials=trials,
        version=__version__,
        defaults={"number": number, "at": datetime.now(UTC), "content": packed(found)},
    )
    now = datetime.now(UTC)
    put("clock", log=log, at=now)
    told = {"number": number, "trials": trials, "thorough": thorough}
    tell_hooks(log, "forecast.made", f"{plan.fingerprint}:{trials}", told, at=now)
    if not thorough:
        put(
            "study",
            log=log,
            at=now,
            subject="thorough",
            argument={"number": number, "thorough": True},
            rank=PATIENT,
        )


class _Old(Exception):
    """There is a newer version: what studies an older one thoroughly can stop."""


def _progress(job: Job, number: int, runs: int, of: int) -> None:
    if runs == of or runs % 5 == 0:
        told(job, runs / max(1, of))
    newest = ProgramLog.objects.values_list("head", flat=True)
    if job.rank == PATIENT and newest.get(pk=job.log_id) != number:
        raise _Old


def study_of(log: ProgramLog, fingerprint: str) -> tuple[int, Study] | None:
    """The best study of some content with its row's id, if there is one."""
    rows = IssuedForecast.objects.filter(log=log, fingerprint=fingerprint, version=__version__)
    pk = rows.order_by("-trials").values_list("pk", flat=True).first()
    if pk is None:
        return None

    def read() -> Study:
        row = IssuedForecast.objects.get(pk=pk)
        return unpacked(Study, bytes(row.content))

    return pk, once(("study", pk), read)
