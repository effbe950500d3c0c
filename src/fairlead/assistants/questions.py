"""The questions that an assistant may ask of a program, each answered by an analysis as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from fairlead.analyses.forecast.forecast_json import forecast_json
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import Plan, Unplannable
from fairlead.analyses.plan.as_json import plan_json
from fairlead.analyses.quality import check
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.reports.briefing import Voice
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import fact_base, picture

__all__ = ["QUESTIONS", "Desk", "Question", "Unanswerable", "asked"]

_MOST_FOUND: Final = 50


class Unanswerable(Exception):
    """Why a question has no answer, in words for whoever asked."""


class Desk(Noun):
    """What lies before whoever answers: a program, its plan, its forecast if there is one.

    `voices` are those that the asker may hear; `everything` whether they may see single tasks.
    """

    program: Program
    plan: Plan | Unplannable
    forecast: Callable[[], Forecast | None]
    voices: tuple[Voice, ...] = ("engineering", "business")
    everything: bool = True


class Question(Noun):
    """One question: what it is about, what it takes (a JSON schema), and how it is answered."""

    about: str
    takes: dict[str, Any]
    answer: Callable[[Desk, Mapping[str, Any]], str]
    of_tasks: bool = False


def asked(question: Question, desk: Desk, given: Mapping[str, Any]) -> str:
    """The answer to a question. Raises `Unanswerable`, also for what is not for this reader."""
    if question.of_tasks and not desk.everything:
        raise Unanswerable("Single tasks are not for this reader.")
    return question.answer(desk, given)


def _text(value: object) -> str:
    encoded = msgspec.json.encode(value, enc_hook=_plain)
    return msgspec.json.format(encoded, indent=1).decode()


def _plain(value: Any) -> dict[Any, Any]:
    return dict(value.items())


def _planned(desk: Desk) -> Plan:
    if isinstance(desk.plan, Plan):
        return desk.plan
    raise Unanswerable(" ".join(_said(found) for found in desk.plan.findings))


def _forecast(desk: Desk) -> Forecast:
    _planned(desk)
    found = desk.forecast()
    if found is None:
        raise Unanswerable("There is no forecast yet, or nothing is left to be done: ask again.")
    return found


def _said(finding: Finding) -> str:
    where = f"{finding.where}: " if finding.where else ""
    hint = f" {finding.hint}" if finding.hint else ""
    return f"{where}{finding.message}{hint} [{finding.code}]"


def _overview(desk: Desk, _: Mapping[str, Any]) -> str:
    program = desk.program
    told: dict[str, Any] = {
        "program": program.id,
        "title": program.title,
        "timezone": program.timezone,
        "rows": {name: len(program.section(name)) for name in SECTIONS if program.section(name)},
    }
    if isinstance(desk.plan, Plan):
        told |= {
            "as_of": desk.plan.as_of,
            "finish": desk.plan.finish,
            "fingerprint": desk.plan.fingerprint,
            "milestones": {
                key: {"title": program.milestones[key].title, "planned": row.planned}
                for key, row in desk.plan.milestones.items()
            },
        }
    return _text(told)


def _search(desk: Desk, given: Mapping[str, Any]) -> str:
    words = str(given["words"]).lower().split()
    found = []
    for section in SECTIONS:
        for key, row in desk.program.section(section).items():
            title = getattr(row, "title", None) or getattr(row, "name", None) or ""
            text = f"{section} {key} {title}".lower()
            if all(word in text for word in words):
                found.append({"id": f"{section}.{key}", "title": title})
    return _text({"found": found[:_MOST_FOUND], "total": len(found)})


def _plan(desk: Desk, given: Mapping[str, Any]) -> str:
    told = plan_json(desk.program, _planned(desk))
    wanted = _names(given, "tasks")
    if wanted:
        rows: Any = told["tasks"]
        known = {key: row for key, row in rows.items() if key in wanted}
        if not known:
            raise Unanswerable(f"There is no task {', '.join(sorted(wanted)[:5])}: use `search`.")
        return _text({"as_of": told["as_of"], "tasks": known})
    return _text(told)


def _chances(desk: Desk, _: Mapping[str, Any]) -> str:
    return _text(forecast_json(desk.program, _forecast(desk)))


def _findings(desk: Desk, _: Mapping[str, Any]) -> str:
    plan = _planned(desk)
    found = (*plan.findings, *check(desk.program, plan).findings)
    return _lines(_said(one) for one in found) or "Nothing was found."


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _report(desk: Desk, given: Mapping[str, Any]) -> str:
    voice = str(given.get("voice", desk.voices[0] if desk.voices else ""))
    if voice not in desk.voices:
        raise Unanswerable(f"The {voice} voice is not for this reader.")
    plan = _planned(desk)
    quality = check(desk.program, plan).findings
    seen = picture(desk.program, plan, findings=quality, forecast=desk.forecast())
    base = fact_base(seen)
    if voice == "business":
        from fairlead.reports.briefings.business import business_briefing  # slow import

        return markdown(business_briefing(seen, base))
    from fairlead.reports.briefings.engineering import engineering_briefing  # slow import

    return markdown(engineering_briefing(seen, base))


def _names(given: Mapping[str, Any], key: str) -> frozenset[str]:
    value = given.get(key)
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()


def _schema(*, needed: tuple[str, ...] = (), **fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(needed),
        "additionalProperties": False,
    }


QUESTIONS: Final[Mapping[str, Question]] = {
    "overview": Question(
        about="What the program is: its title, day, end, milestones, and how much there is of it.",
        takes=_schema(),
        answer=_overview,
    ),
    "search": Question(
        about="Ids of tasks, milestones, risks, people and all else whose id or title has words.",
        takes=_schema(needed=("words",), words={"type": "string", "maxLength": 200}),
        answer=_search,
        of_tasks=True,
    ),
    "plan": Question(
        about="Dates, slack and who, of every task or of some, as `fairlead plan --json` has them.",
        takes=_schema(
            tasks={"type": "array", "items": {"type": "string"}, "maxItems": 500},
        ),
        answer=_plan,
        of_tasks=True,
    ),
    "forecast": Question(
        about="When, how sure, what drives it, what risks cost; as `fairlead forecast --json`.",
        takes=_schema(),
        answer=_chances,
    ),
    "check": Question(
        about="Errors and weaknesses of the program and its plan, offenders named.",
        takes=_schema(),
        answer=_findings,
        of_tasks=True,
    ),
    "report": Question(
        about="The briefing for the business or for engineering, as Markdown.",
        takes=_schema(voice={"type": "string", "enum": ["business", "engineering"]}),
        answer=_report,
    ),
}
"""Every question by its name. None of them changes anything."""
