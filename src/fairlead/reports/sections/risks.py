"""The risks that are open: chance, effect, who watches them, what is done about them."""

from __future__ import annotations

from fairlead.reports.briefing import Block, Empty, Grid, Section
from fairlead.reports.fact import FactBase
from fairlead.reports.names import name_of, plain
from fairlead.reports.phrases import (
    DASH,
    column,
    cut_short,
    fact_or_dash,
    owner_or_dash,
    span_of,
    stacked,
)
from fairlead.reports.picture import Picture
from fairlead.reports.text import BREAK, Quote, Text, quiet, say, words

__all__ = ["risk_section"]


def risk_section(seen: Picture, base: FactBase) -> Section:
    """What may go wrong, or right, the likeliest first."""
    keys = [k for k, r in seen.program.risks.items() if r.status == "open"]
    keys.sort(key=lambda k: (-(seen.program.risks[k].probability or 0.0), k))
    blocks: tuple[Block, ...]
    if not keys:
        none_named = not seen.program.risks
        blocks = (
            Empty(
                text=words("No risk has been named." if none_named else "No risk is open."),
                hint=words("A plan without named risks has not been thought through yet.")
                if none_named
                else (),
            ),
        )
    else:
        rows, note = cut_short(
            [_risk_row(seen, base, key) for key in keys], base, of=None, what="risks"
        )
        blocks = (
            Grid(
                columns=(
                    column("What may happen", wide=True),
                    column("Chance", figures=True),
                    column("Could cost", figures=True),
                    column("Could delay", figures=True),
                    column("Who watches it"),
                    column("What is done about it", wide=True),
                ),
                rows=rows,
            ),
            *note,
        )
    return Section(id="risks", title=words("What may go wrong"), blocks=blocks)


_RESPONSES = {
    "avoid": "Avoided by planning round it",
    "mitigate": "Made less likely or less harmful",
    "transfer": "Passed to somebody else",
    "accept": "Accepted",
    "escalate": "Passed up",
    "exploit": "Made sure to happen",
    "enhance": "Made more likely",
    "share": "Shared with somebody",
}


def _risk_row(seen: Picture, base: FactBase, key: str) -> tuple[Text, ...]:
    risk = seen.program.risks[key]
    place = f"risk.{key}"
    name: Text = (name_of(seen.program, key, "risks"),)
    if risk.kind == "opportunity":
        name = (*name, BREAK, *quiet(words("an opportunity")))
    elif risk.effect:
        name = (*name, BREAK, *quiet((Quote(text=plain(risk.effect)),)))
    done = words(_RESPONSES[risk.response]) if risk.response else DASH
    after = base.get(f"{place}.treated.probability")
    if after is not None:
        done = (*done, BREAK, *quiet(say("then {}", after)))
    delays = [span_of(base, f"{place}.delay.{task}") for task in risk.delay]
    return (
        name,
        fact_or_dash(base.get(f"{place}.probability")),
        span_of(base, f"{place}.cost"),
        stacked(delays),
        owner_or_dash(seen.program, risk.owner),
        done,
    )
