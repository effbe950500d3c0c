"""What a page sees of a program: its plan, its study, and briefings cut into sections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from fairlead.analyses.plan import Plan, Unplannable
from fairlead.program.noun import Noun, replace
from fairlead.program.program import Program
from fairlead.reports.briefing import Briefing, Voice
from fairlead.reports.fact import FactBase
from fairlead.reports.formats.html import html, sections_html
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.formats.pdf import pdf
from fairlead.reports.picture import Picture, fact_base, ground, picture, plan_facts
from fairlead.reports.text import Text
from fairlead.web.access.seat import Seat
from fairlead.web.jobs.studies import Study, ask_for_study, study_of
from fairlead.web.models import ProgramLog
from fairlead.web.outward.ledger import scores_of
from fairlead.web.pages.scope_so_far import agreed_at, earned_of, ledger_of
from fairlead.web.records import last_number
from fairlead.web.versions import once, plan_of

__all__ = [
    "Kind",
    "Sight",
    "briefing_file",
    "headline",
    "reader_zone",
    "sections",
    "sight",
    "sight_of",
]


Kind = Literal["html", "md", "pdf"]
"""The files that a briefing can be had as."""


class Sight(Noun):
    """One version as a page sees it. `study_id` tells which study is in it; 0 for none yet.

    `issued` is how many forecasts had been issued, whose score is in it; `agreed` the hash of the
    entry by which was agreed what its ledger speaks of.
    """

    picture: Picture
    base: FactBase
    study: Study | None
    study_id: int
    issued: int = 0
    agreed: str = ""


def sight(seat: Seat) -> Sight | Unplannable:
    """All that the pages of a version speak from; without a plan, why there is none.

    Days are those of the reader's zone. Where the version has not been studied, the study is asked
    for, and is there a moment later.
    """
    return sight_of(seat.log, seat.number, seat.program, timezone=reader_zone(seat))


def reader_zone(seat: Seat) -> str:
    """The zone in which the reader lives, or that of the program."""
    return seat.user.timezone or seat.program.timezone


def sight_of(
    log: ProgramLog, number: int, program: Program, *, timezone: str
) -> Sight | Unplannable:
    """The same for a reader who has no seat: `program` is that of entry `number`."""
    plan = plan_of(log, number)
    if not isinstance(plan, Plan):
        return plan
    latest = study_of(log, plan.fingerprint)
    if latest is None and any(a.state != "finished" for a in plan.activities.values()):
        ask_for_study(log, at=datetime.now(UTC))
    study_id, study = latest or (0, None)
    issued = last_number(log, "forecasts")
    agreed = agreed_at(log, number)
    mark = agreed[-1].baseline.hash if agreed else ""

    def make() -> Sight:
        place = (plan.fingerprint, program.id)
        seen = picture(
            program,
            plan,
            on=once(("ground", *place), lambda: ground(program, plan)),
            findings=() if study is None else study.findings,
            forecast=None if study is None else study.forecast,
            scores=scores_of(log, program),
            timezone=timezone,
            ledger=ledger_of(program, agreed),
            earned=earned_of(program, agreed, plan),
        )
        return Sight(
            picture=seen,
            base=fact_base(seen, known=once(("facts", *place, timezone), lambda: plan_facts(seen))),
            study=study,
            study_id=study_id,
            issued=issued,
            agreed=mark,
        )

    return once(("sight", log.pk, plan.fingerprint, study_id, timezone, issued, mark), make)


def _briefing(seen: Sight, voice: Voice) -> Briefing:
    def make() -> Briefing:
        if voice == "business":
            from fairlead.reports.briefings.business import business_briefing  # slow import

            return business_briefing(seen.picture, seen.base)
        from fairlead.reports.briefings.engineering import engineering_briefing  # slow import

        return engineering_briefing(seen.picture, seen.base)

    return once((*_key(seen), "briefing", voice), make)


def _key(seen: Sight) -> tuple[str, int, int, str, str]:
    return (seen.base.fingerprint, seen.study_id, seen.issued, seen.base.timezone, seen.agreed)


def sections(seen: Sight, voice: Voice, *ids: str) -> str:
    """Sections of a briefing as HTML, in the order of `ids`; those that it lacks are left out."""

    def make() -> str:
        whole = _briefing(seen, voice)
        by_id = {section.id: section for section in whole.sections}
        wanted = tuple(by_id[each] for each in ids if each in by_id)
        return sections_html(replace(whole, sections=wanted))

    return once((*_key(seen), voice, ids), make)


def headline(seen: Sight, voice: Voice) -> Text:
    """The sentence that a briefing begins with."""
    return _briefing(seen, voice).headline


def briefing_file(seen: Sight, voice: Voice, kind: Kind) -> bytes:
    """A whole briefing as a file to send."""

    def make() -> bytes:
        whole = _briefing(seen, voice)
        if kind == "pdf":
            return pdf(whole)
        return (html(whole) if kind == "html" else markdown(whole)).encode()

    return once((*_key(seen), voice, kind), make)
