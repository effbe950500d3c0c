"""The program compiled for trials: network, draws, risks, prices, and who goes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from fairlead.analyses.chance.judgement import Judgement
from fairlead.analyses.chance.prior import PRIOR
from fairlead.analyses.chance.spread import Certain
from fairlead.analyses.chance.streams import keys_of
from fairlead.analyses.clock import TOO_LATE, Minutes
from fairlead.analyses.critical_path import BeyondTime, CriticalPath, critical_path, passes
from fairlead.analyses.levelling import level
from fairlead.analyses.levelling.staffing import Staffing, staff
from fairlead.analyses.network import WORK, Circular, Network, compile_network
from fairlead.analyses.simulation.amounts import (
    BY_RATE,
    GIVEN,
    POOLED,
    amounts,
    is_open,
    own_weight,
    shares_of,
)
from fairlead.analyses.simulation.effects import Dice, dice
from fairlead.analyses.simulation.interrupts import interrupts_of
from fairlead.analyses.simulation.pricing import (
    minute_prices,
    person_rates,
    price_of,
    spent_so_far,
)
from fairlead.analyses.simulation.queues import Queues, queues_of, ranks, with_stays
from fairlead.analyses.simulation.structs import Array
from fairlead.analyses.simulation.tables import MOST, TableBook
from fairlead.program.moments import instant
from fairlead.program.program import Program

__all__ = ["LONGEST", "Model", "compile_model", "lengthened"]

LONGEST = 1000
"""Years that calendars are tabled for at most: what takes longer is not a plan."""

_SPARE_YEARS = 3
_CUT = 20


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A program compiled for trials under a judgement. It is a value: it may be used many times.

    `arrays` are those of `fl_model` by their name that do not change from run to run. `queues` are
    there when people are dispatched. `years` of working time are tabled. `one_by_one` keeps trials
    of one calendar from being run side by side; the numbers are the same.
    """

    program: Program
    judgement: Judgement
    path: CriticalPath
    staffing: Staffing
    years: int
    arrays: Mapping[str, Array]
    dice: Dice
    prices: tuple[tuple[int, int, float], ...]
    fixed_cost: int
    targets: tuple[str, ...]
    watched: tuple[str, ...]
    planned_start: Minutes | None
    queues: Queues | None
    stays: npt.NDArray[np.int32]
    ends: npt.NDArray[np.uint8]
    one_by_one: bool = False

    @property
    def network(self) -> Network:
        """The network of the program."""
        return self.staffing.network


def compile_model(
    program: Program,
    judgement: Judgement = PRIOR,
    *,
    people: bool = True,
    order: Mapping[str, int] | None = None,
    watched: tuple[str, ...] = (),
) -> Model | Circular | BeyondTime:
    """Compile a program for `simulate`, with the order in which people take work, or without.

    The order is that of the levelled plan, or by the minutes of `order`, a start for each key; what
    it does not name goes by its early start. Tasks that are `watched` are targets beside the
    milestones.

    Raises `ValueError` when the program names no date at all to begin from.
    """
    path = critical_path(program)
    if not isinstance(path, CriticalPath):
        return path
    length = (instant(path.finish) - instant(path.network.begin)) // timedelta(days=365) + 1
    years = 4 * length + _SPARE_YEARS
    start: dict[str, int] | None = None
    if people and order is not None:
        keys, places = path.network.keys, path.network.place
        early = dict(zip(keys, path.early_start[places].tolist(), strict=True))
        start = {**early, **order}
        longest = (max(start.values(), default=0) - path.network.begin) // (365 * 1440) + 1
        years = max(years, 4 * longest + _SPARE_YEARS)
    elif people:
        levelled = level(path)
        network = levelled.path.network
        where = network.place[: network.leaves]
        keys = network.keys[: network.leaves]
        start = dict(zip(keys, levelled.start[where].tolist(), strict=True))
        longest = (int(levelled.finish.max(initial=0)) - network.begin) // (365 * 1440) + 1
        years = max(years, 4 * longest + _SPARE_YEARS)
    return _compiled(program, judgement, start, min(years, LONGEST), watched)


def lengthened(model: Model) -> Model | None:
    """The same with calendars tabled for four times as long; None when they are long enough."""
    if model.years >= LONGEST:
        return None
    start = None
    if model.planned_start is not None:
        start = dict(
            zip(model.network.keys, model.planned_start[model.network.place].tolist(), strict=True)
        )
    years = min(4 * model.years, LONGEST)
    found = _compiled(model.program, model.judgement, start, years, model.watched)
    return found if isinstance(found, Model) else None


def _tabled(program: Program, years: int) -> CriticalPath | BeyondTime | Circular:
    """The critical path with calendars tabled for so many years after the begin."""
    path = critical_path(program)
    if not isinstance(path, CriticalPath):
        return path
    network = path.network
    begun = min(network.begin, int(network.actual_start.min(initial=network.begin)))
    first = instant(min(begun, int(path.early_start.min(initial=begun)))).date()
    until = min(instant(network.begin).year + years, 9989)
    again = compile_network(program, first=first - timedelta(days=366), last=date(until, 12, 31))
    longer = None if isinstance(again, Circular) else passes(again, clamped=True)
    return longer or path


def _compiled(
    program: Program,
    judgement: Judgement,
    start: dict[str, int] | None,
    years: int,
    watched: tuple[str, ...],
) -> Model | Circular | BeyondTime:
    path = _tabled(program, years)
    if not isinstance(path, CriticalPath):
        return path
    staffing = staff(_with_overruns(path.network), years=years)
    network = staffing.network
    tables = TableBook()
    arrays = _draws(network, judgement, tables)
    found = dice(network, tables)
    prices = _prices(network, tables)
    arrays |= interrupts_of(staffing, arrays, tables)
    rates = person_rates(program, staffing.people)
    pooled = [table.rates is not None for table in staffing.clocks.tables]
    arrays["person_rate"] = rates
    arrays["price"] = minute_prices(staffing, rates, pooled)
    arrays["crew_ptr"], arrays["crew"] = staffing.crew_ptr, staffing.crew
    arrays["tables"] = tables.stacked()
    arrays["risk_key"] = keys_of([f"risk:{key}" for key in found.keys])
    arrays["severity_key"] = keys_of([f"severity:{key}" for key in found.keys])
    where = {key: i for i, key in enumerate(network.keys[: network.leaves])}
    names = [key for key in dict.fromkeys((*program.milestones, *watched)) if key in where]
    places = [int(network.place[where[key]]) for key in names]
    arrays["target"] = np.array([*places, -1], np.int32)
    fixed = spent_so_far(network) + sum(round(scale) for _, table, scale in prices if table < 0)
    planned = queues = None
    if start is not None:
        planned = np.zeros(network.n, np.int64)
        for index, key in enumerate(network.keys):
            planned[network.place[index]] = start.get(key, 0)
        queues = queues_of(staffing, ranks(staffing, planned), planned)
    stays, ends = with_stays(staffing.clocks, network.stay)
    return Model(
        program=program,
        judgement=judgement,
        path=path,
        staffing=staffing,
        years=years,
        arrays=arrays,
        dice=found,
        prices=tuple((key, table, scale) for key, table, scale in prices if table >= 0),
        fixed_cost=fixed,
        targets=(*names, ""),
        watched=watched,
        planned_start=planned,
        queues=queues,
        stays=stays,
        ends=ends,
    )


def _with_overruns(network: Network) -> Network:
    """The network with a minute left of begun work that took all of its estimate: it goes on."""
    tasks = network.program.tasks
    work = network.work.copy()
    for place in np.flatnonzero((network.actual_start < TOO_LATE) & (work == 0)).tolist():
        if int(network.actual_finish[place]) < TOO_LATE or int(network.kind[place]) != WORK:
            continue
        task = tasks[network.keys[int(network.order[place])]]
        if task.remaining is None and task.complete is None and is_open(task):
            work[place] = 1
    return network if np.array_equal(work, network.work) else replace(network, work=work)


def _prices(network: Network, tables: TableBook) -> list[tuple[int, int, float]]:
    """Key, table (-1: exactly) and scale of what tasks cost besides people's time."""
    found: list[tuple[int, int, float]] = []
    for key, task in network.program.tasks.items():
        price = None if task.inactive else price_of(task.cost, tables)
        if price is not None:
            found.append((int(keys_of([f"cost:{key}"])[0]), *price))
    return found


def _draws(network: Network, judgement: Judgement, tables: TableBook) -> dict[str, Array]:
    n = network.n
    rows = list(amounts(network, judgement))
    names, mixes = shares_of([row for row in rows if not isinstance(row.spread, Certain)])
    table, mix = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    scale, own = np.zeros(n, np.float32), np.ones(n, np.float32)
    certain, turns = network.work.astype(np.int64), np.full(n, GIVEN, np.int32)
    rate = np.full(n, 1000, np.int32)
    since = np.full(n, TOO_LATE, np.int64)
    keys = np.zeros(n, np.uint64)
    weights = {loadings: own_weight(loadings) for loadings in mixes}
    drawn = [row for row in rows if not isinstance(row.spread, Certain)]
    keys[[row.place for row in drawn]] = keys_of([f"task:{row.key}" for row in drawn])
    for row in rows:
        rate[row.place] = row.rate
        if isinstance(row.spread, Certain):  # its work is that of the plan, to the minute
            turns[row.place] = POOLED if row.turns == POOLED else GIVEN
            continue
        table[row.place], scale[row.place] = tables.number_of(row.spread)
        turns[row.place] = row.turns
        certain[row.place] = round(row.spread.scale)
        if row.loadings:
            mix[row.place], own[row.place] = mixes[row.loadings], weights[row.loadings]
        if row.since is not None:
            since[row.place] = row.since
    for row in rows:
        if isinstance(row.spread, Certain) and row.turns in {BY_RATE, POOLED}:
            certain[row.place] = round(row.spread.amount)
        if row.turns not in {BY_RATE, POOLED} and not isinstance(row.spread, Certain):
            certain[row.place] = int(network.work[row.place])
    numbers = {name: number for number, name in enumerate(names)}
    mix_ptr = np.zeros(len(mixes) + 1, np.int64)
    mix_ptr[1:] = np.cumsum([len(loadings) for loadings in mixes]) if mixes else []
    flat = [(numbers[name], weight) for loadings in mixes for name, weight in loadings]
    most = np.maximum(tables.rows(scale, table), certain)
    return {
        "key": keys,
        "table": table,
        "scale": scale,
        "own": own,
        "mix": mix,
        "certain": np.minimum(certain, int(MOST)).astype(np.int32),
        "turns": turns,
        "rate": rate,
        "shift": np.maximum(np.ceil(np.log2(most + 1)) - _CUT, 0).astype(np.int32),
        "since": since,
        "factor_key": keys_of(names),
        "mix_ptr": mix_ptr,
        "mix_factor": np.array([number for number, _ in flat], np.int32),
        "mix_weight": np.array([weight for _, weight in flat], np.float32),
    }
