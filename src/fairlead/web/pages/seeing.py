"""What a page sees of a program: its plan, its study, and briefings cut into sections."""

from __future__ import annotations

from datetime import UTC, datetime

from fairlead.analyses.plan import Plan, Unplannable
from fairlead.program.noun import Noun, replace
from fairlead.reports.briefing import Briefing, Voice
from fairlead.reports.fact import FactBase
from fairlead.reports.html import html, sections_html
from fairlead.reports.markdown import markdown
from fairlead.reports.picture import Picture, fact_base, picture
from fairlead.reports.text import Text
from fairlead.web.access.seat import Seat
from fairlead.web.jobs.studies import Study, ask_for_study, study_of
from fairlead.web.versions import once, plan_of

__all__ = ["Sight", "briefing_file", "headline", "sections", "sight"]


class Sight(Noun):
    """One version as a page sees it. `study_id` tells which study is in it; 0 for none yet."""

    picture: Picture
    base: FactBase
    study: Study | None
    study_id: int


def sight(seat: Seat) -> Sight | Unplannable:
    """All that the pages of a version speak from; without a plan, why there is none.

    Where the version has not been studied, the study is asked for, and is there a moment later.
    """
    plan = plan_of(seat.log, seat.number)
    if not isinstance(plan, Plan):
        return plan
    latest = study_of(seat.log, plan.fingerprint)
    if latest is None and any(a.state != "finished" for a in plan.activities.values()):
        ask_for_study(seat.log, at=datetime.now(UTC))
    study_id, study = latest or (0, None)
    zone = seat.user.timezone or seat.program.timezone

    def make() -> Sight:
        seen = picture(
            seat.program,
            plan,
            findings=() if study is None else study.findings,
            forecast=None if study is None else study.forecast,
            timezone=zone,
        )
        return Sight(picture=seen, base=fact_base(seen), study=study, study_id=study_id)

    return once(("sight", seat.log.pk, plan.fingerprint, study_id, zone), make)


def _briefing(seen: Sight, voice: Voice) -> Briefing:
    def make() -> Briefing:
        if voice == "business":
            from fairlead.reports.business import business_briefing  # slow import

            return business_briefing(seen.picture, seen.base)
        from fairlead.reports.engineering import engineering_briefing  # slow import

        return engineering_briefing(seen.picture, seen.base)

    return once((*_key(seen), "briefing", voice), make)


def _key(seen: Sight) -> tuple[str, int, str]:
    return (seen.base.fingerprint, seen.study_id, seen.base.timezone)


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


def briefing_file(seen: Sight, voice: Voice, kind: str) -> str:
    """A whole briefing as a file to send: `html` or `md`."""
    write = html if kind == "html" else markdown
    return once((*_key(seen), voice, kind), lambda: write(_briefing(seen, voice)))
