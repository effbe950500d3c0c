"""Work that those named for it leave before: its dates as if they stayed.

A plan must not fail because one person leaves too early for one task. Such a task is planned by
the hours that its people would have had, everything else as it is, and levelling tells of it.
"""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.network import Network

__all__ = ["as_if_staying"]

_FS = 0


def as_if_staying(network: Network, *, early_finish: Minutes) -> Network | None:
    """The network with the first tasks that lack time on clocks of people who stay.

    `early_finish` is what a forward pass gave that ran out of a clock. Lags that count in the hours
    of somebody who left count on. None where nobody's leaving is why: the tables are too short.
    """
    if not network.stay:
        return None
    failing = early_finish >= TOO_LATE // 2
    clock, slack_clock = network.clock.copy(), network.slack_clock.copy()
    stayed = network.stayed.copy()
    parts, incoming = network.parts.copy(), network.incoming.copy()
    least: dict[int, int] = {}  # the place is surely not finished before
    links: list[int] = []
    for place in np.flatnonzero(failing).tolist():
        edges = range(int(network.in_ptr[place]), int(network.in_ptr[place + 1]))
        floor, waits = -TOO_LATE, False
        for edge in edges:
            row = incoming[edge]
            before = int(row["other"])
            if failing[before]:
                waits = True
                if row["type"] == _FS and row["lag"] >= 0:
                    floor = max(floor, least.get(before, floor))
        least[place] = floor
        own = slice(int(network.part_ptr[place]), int(network.part_ptr[place + 1]))
        numbers = [int(clock[place]), *parts["clock"][own].tolist()]
        ends = [_end(network, number) for number in numbers if number in network.stay]
        if not waits:
            for edge in edges:
                number = int(incoming["clock"][edge])
                if incoming["lag"][edge] and number in network.stay:
                    incoming["clock"][edge] = network.stay[number]
                    links.append(int(incoming["link"][edge]))
        if not ends or (waits and floor < max(ends)):
            continue
        clock[place] = network.stay.get(int(clock[place]), int(clock[place]))
        slack_clock[place] = network.stay.get(int(slack_clock[place]), int(slack_clock[place]))
        parts["clock"][own] = [network.stay.get(number, number) for number in numbers[1:]]
        stayed[place] = True
        least[place] = max(floor, *ends)
    if not links and bool((stayed == network.stayed).all()):
        return None
    outgoing = network.outgoing.copy()
    for edge in np.flatnonzero(np.isin(outgoing["link"], links)).tolist() if links else ():
        number = int(outgoing["clock"][edge])
        outgoing["clock"][edge] = network.stay.get(number, number)
    return replace(
        network,
        clock=clock,
        slack_clock=slack_clock,
        stayed=stayed,
        parts=parts,
        incoming=incoming,
        outgoing=outgoing,
    )


def _end(network: Network, number: int) -> int:
    """The last minute that a clock has."""
    end = network.clocks.tables[number].end
    return int(end[-1]) if len(end) else -TOO_LATE
