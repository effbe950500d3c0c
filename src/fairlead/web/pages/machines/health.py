"""For machines: whether the process lives, whether it can work, and what it counts."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from fairlead import __version__
from fairlead.reports.formats.html import packaged
from fairlead.web.access.seat import public
from fairlead.web.models import Job, LogEntry, Outgoing, ProgramLog

__all__ = ["design", "live", "metrics", "ready"]


@public
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "live", "version": __version__})


@public
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and its tables are those of this version; else 503."""
    from django.db.migrations.executor import MigrationExecutor  # slow import

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if behind:
        return JsonResponse({"status": "migrations wait", "number": len(behind)}, status=503)
    return JsonResponse({"status": "ready", "version": __version__})


@public
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts in the text form that Prometheus reads; nothing of any program's content."""
    states = dict(Job.objects.values_list("state").annotate(Count("pk")))
    notices = dict(Outgoing.objects.values_list("state").annotate(Count("pk")))
    oldest = Job.objects.filter(state="waiting").order_by("not_before").first()
    age = 0.0 if oldest is None else (datetime.now(UTC) - oldest.not_before).total_seconds()
    rows = [
        ("fairlead_programs", "gauge", "", ProgramLog.objects.count()),
        ("fairlead_log_entries", "counter", "", LogEntry.objects.count()),
        ("fairlead_job_oldest_seconds", "gauge", "", f"{max(0.0, age):.1f}"),
        *(
            ("fairlead_jobs", "gauge", f'{{state="{state}"}}', states.get(state, 0))
            for state in ("waiting", "claimed", "done", "failed")
        ),
        *(
            ("fairlead_notices", "gauge", f'{{state="{state}"}}', notices.get(state, 0))
            for state in ("waiting", "sent", "given up")
        ),
    ]
    lines: list[str] = []
    for name, kind, label, value in rows:
        if f"# TYPE {name} {kind}" not in lines:
            lines.append(f"# TYPE {name} {kind}")
        lines.append(f"{name}{label} {value}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


@public
@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """The stylesheet that pages and reports share."""
    answer = HttpResponse(packaged("style.css"), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
