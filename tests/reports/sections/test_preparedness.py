"""Problems and conflicts in both voices."""

import pytest

from fairlead.analyses.plan import Plan, plan
from fairlead.reports.briefing import Voice
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import fact_base, picture
from fairlead.reports.sections.preparedness import preparedness_section
from fairlead.sources.program_file.reader import parse_program
from tests.analyses.answers.test_preparedness import TEXT

COMPOSE = {"business": business_briefing, "engineering": engineering_briefing}
LEAVE = TEXT.replace("asha: {name: Asha}", "asha: {name: Asha, leave: 2026-03-05}")


def told(voice: Voice, text: str = TEXT) -> str:
    program = parse_program(text).program
    assert program is not None
    made = plan(program)
    assert isinstance(made, Plan)
    seen = picture(program, made)
    return markdown(COMPOSE[voice](seen, fact_base(seen)))


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_issues_conditions_duty_conflicts_and_what_is_due(voice: Voice) -> None:
    text = told(voice).replace("\\>", ">").replace("&gt;", ">")
    assert "| Old | **Medium** | 29 days | \N{EN DASH} | 20 Feb 2026<br>overdue |" in text
    assert "| age(issue) > 10d | **Holds** | 29 days |" in text
    assert "by-day: nobody answers for 65 hours in the next three months, 65 gaps" in text
    assert (
        "| Asha is wanted by all at once | API<br>Cut<br>for Sell and Save | API goes first; Cut "
        "begins 4 days later |"
    ) in text
    assert "| Old | A and B | To be decided: Which way |" in text.replace("A<br>B", "A and B")
    assert "| Late | Delivery to us | 1 May 2026 | 8 May 2026<br>too late |" in text


def test_whose_leave_it_is_is_nothing_for_the_business() -> None:
    assert "is away 1 time, Asha first." in told("engineering", LEAVE)
    assert "is away 1 time." in told("business", LEAVE)


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_without_any_of_it_there_is_no_section(voice: Voice) -> None:
    program = parse_program("fairlead: 1\nprogram: bare\nstart: 2026-03-02\n").program
    assert program is not None
    made = plan(program)
    assert isinstance(made, Plan)
    seen = picture(program, made)
    assert preparedness_section(seen, fact_base(seen), voice=voice) == ()
