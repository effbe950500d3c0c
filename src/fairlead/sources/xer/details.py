"""What else P6 keeps of an activity: codes, user-defined fields, notebooks, expenses."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.program.quantities import CostEstimate, Money
from fairlead.sources.ledger import Ledger
from fairlead.sources.xer.cells import Cells, plain_text
from fairlead.sources.xer.tables import Tables

__all__ = ["costs_of", "custom_fields", "notes_of"]


def custom_fields(tables: Tables, *, ledger: Ledger) -> dict[str, dict[str, str]]:
    """Activity codes and user-defined fields of each activity, by its P6 key and their titles."""
    found: dict[str, dict[str, str]] = {}
    types = dict(_pairs(tables, "ACTVTYPE", "actv_code_type_id", "actv_code_type"))
    codes = {
        key: f"{short} {title}".strip() if title and title != short else short or title
        for key, short, title in tables["ACTVCODE"].pick(
            "actv_code_id", "short_name", "actv_code_name"
        )
    }
    for task, kind, code in tables["TASKACTV"].pick("task_id", "actv_code_type_id", "actv_code_id"):
        if code in codes:
            found.setdefault(task, {})[types.get(kind) or f"code {kind}"] = codes[code]
            ledger.carried("activity codes")
        else:
            ledger.left_out("TASKACTV", "Its code is not in the file.", subject=task)
    labels: dict[str, str] = {}
    others: set[str] = set()
    for key, table, label in tables["UDFTYPE"].pick("udf_type_id", "table_name", "udf_type_label"):
        if table in {"TASK", ""}:
            labels[key] = label or f"field {key}"
        else:
            others.add(key)
    for kind, task, text, amount, day, code in tables["UDFVALUE"].pick(
        "udf_type_id", "fk_id", "udf_text", "udf_number", "udf_date", "udf_code_id"
    ):
        value = plain_text(text or amount or day or code)
        if kind in others or kind not in labels:
            ledger.left_out("UDFVALUE", "A field of something else than an activity.", subject=kind)
        elif value:
            found.setdefault(task, {})[labels[kind]] = value
            ledger.carried("user-defined fields")
    return found


def notes_of(tables: Tables, *, ledger: Ledger) -> dict[str, str]:
    """The notebooks of each activity as one text, by its P6 key; several have their topics."""
    topics = dict(_pairs(tables, "MEMOTYPE", "memo_type_id", "memo_type"))
    texts: dict[str, list[tuple[str, str]]] = {}
    for task, topic, memo in tables["TASKMEMO"].pick("task_id", "memo_type_id", "task_memo"):
        text = plain_text(memo)
        if text:
            texts.setdefault(task, []).append((topics.get(topic, ""), text))
            ledger.carried("notes")
    return {
        task: parts[0][1]
        if len(parts) == 1
        else "\n\n".join(f"{topic}:\n{text}" if topic else text for topic, text in parts)
        for task, parts in texts.items()
    }


def costs_of(tables: Tables, *, cells: Cells, ledger: Ledger) -> dict[str, CostEstimate]:
    """The expenses of each activity in sum, by its P6 key."""
    sums: dict[str, int] = {}
    for task, cost, title in tables["PROJCOST"].pick("task_id", "target_cost", "cost_name"):
        amount = cells.money(cost, "PROJCOST {}.target_cost", title)
        if amount:
            ledger.changed("PROJCOST", "Expenses of one activity are one cost, without names.")
            sums[task] = sums.get(task, 0) + amount
    return {task: CostEstimate(likely=Money(amount)) for task, amount in sums.items()}


def _pairs(tables: Tables, table: str, key: str, value: str) -> Iterable[tuple[str, str]]:
    return ((one, other) for one, other in tables[table].pick(key, value))
