"""The fact base as JSON: for whoever wants the figures without the words."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from fairlead.program.findings import Finding
from fairlead.program.moments import in_zone
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.show import show

__all__ = ["facts_json"]


def facts_json(base: FactBase, *, findings: tuple[Finding, ...] = ()) -> str:
    """The base as a JSON object, its facts by id, in the order they were recorded.

    Times are ISO 8601 with the offset of the reader's zone, durations minutes, money units of the
    currency, shares 0 to 1; `unit` says which where it is not plain.
    """
    document = {
        "program": base.program,
        "fingerprint": base.fingerprint,
        "as_of": in_zone(base.as_of, timezone=base.timezone).isoformat(),
        "timezone": base.timezone,
        "version": base.version,
        "facts": {key: _fact(fact, base.timezone) for key, fact in base.facts.items()},
        "findings": [
            {
                "code": f.code,
                "severity": f.severity,
                "message": f.message,
                "where": f.where,
                "hint": f.hint,
            }
            for f in findings
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _fact(fact: Fact, timezone: str) -> dict[str, object]:
    value: object = fact.value
    unit = None
    if isinstance(fact.value, datetime):
        value = in_zone(fact.value, timezone=timezone).isoformat()
    elif isinstance(fact.value, date):
        value = fact.value.isoformat()
    elif fact.kind == "money":
        value, unit = int(fact.value) / 100, fact.currency
    elif fact.kind == "duration":
        unit = "minutes"
    return {
        "kind": fact.kind,
        "value": value,
        "unit": unit,
        "shown": show(fact, timezone=timezone),
        "derivation": fact.derivation,
        "subjects": list(fact.subjects),
    }
