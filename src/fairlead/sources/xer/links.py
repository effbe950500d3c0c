"""Relationships of P6 -> needs."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.program.findings import Finding
from fairlead.program.quantities import Span
from fairlead.program.work import Link, Need
from fairlead.sources.ledger import Ledger
from fairlead.sources.xer.cells import Cells
from fairlead.sources.xer.tables import Tables

__all__ = ["needs_of"]

_LINKS: dict[str, Link] = {"PR_FS": "FS", "PR_SS": "SS", "PR_FF": "FF", "PR_SF": "SF"}


def needs_of(
    tables: Tables,
    *,
    ids: Mapping[str, str],
    cells: Cells,
    ledger: Ledger,
    findings: list[Finding],
) -> dict[str, list[Need]]:
    """The needs of each activity, by its P6 key. Links to activities outside the file are named."""
    found: dict[str, list[Need]] = {}
    plain: dict[tuple[str, str], Need] = {}
    carried = 0
    for successor, predecessor, kind, lag_hours, where in tables["TASKPRED"].pick(
        "task_id", "pred_task_id", "pred_type", "lag_hr_cnt", "task_pred_id"
    ):
        before = ids.get(predecessor)
        if successor not in ids or before is None:
            if successor in ids or predecessor in ids:
                ledger.left_out(
                    "TASKPRED",
                    "The activity at its other end is not in the file.",
                    subject=ids.get(successor) or before,
                )
            continue
        link = _LINKS.get(kind)
        if link is None:
            findings.append(_unknown(ids[successor], before, kind))
            ledger.changed("TASKPRED.pred_type", f"{kind!r} is not known; read as FS.")
            link = "FS"
        lag: Span | None = None
        if lag_hours not in {"", "0"}:
            lag = cells.hours(lag_hours, "TASKPRED {}.lag_hr_cnt", where)
        carried += 1
        if lag is None or lag.amount == 0:
            need = plain.get((before, link))
            if need is None:
                need = plain[before, link] = Need(task=before, link=link)
        else:
            need = Need(task=before, link=link, lag=lag)
        found.setdefault(successor, []).append(need)
    ledger.carried("links", carried)
    return found


def _unknown(after: str, before: str, kind: str) -> Finding:
    return Finding(
        code="link.unknown-kind",
        severity="warning",
        message=f"{after!r} needs {before!r} by {kind!r}, expected PR_FS, PR_SS, PR_FF or PR_SF.",
        hint="It was read as finish to start.",
        subjects=(after, before),
    )
