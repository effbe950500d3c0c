"""A model bound to one run: the structs that the kernel takes."""

from __future__ import annotations

import ctypes

import numpy as np

from fairlead.analyses.chance.normal import deviate_table
from fairlead.analyses.levelling.serial import network_struct, staff_struct
from fairlead.analyses.simulation.effects import effect_arrays
from fairlead.analyses.simulation.model import Model
from fairlead.analyses.simulation.pieces import Run
from fairlead.analyses.simulation.queues import Queues
from fairlead.analyses.simulation.structs import (
    PRICE,
    Array,
    DispatchStruct,
    ModelStruct,
    filled,
)

__all__ = ["Bound"]

_MASK = (1 << 64) - 1
_SUMMED = 20  # bits of a finish in sums


class Bound:
    """A model bound to one run: the structs that the kernel takes, and what holds their arrays."""

    def __init__(self, model: Model, run: Run, *, people: bool) -> None:
        self.model, self.run, self.people = model, run, people
        network, staffing = model.network, model.staffing
        self.work = network.work.copy()
        self.network = network_struct(staffing, self.work)
        self.arrays = dict(model.arrays)
        ptr, effects = effect_arrays(model.dice, network.n, run.treated, run.without)
        prices, treatments = _risk_prices(model, run)
        self.arrays |= {
            "effect_ptr": ptr,
            "effects": effects,
            "threshold": model.dice.thresholds(run.without, run.treated),
            "priced": prices,
            "normal": deviate_table(),
        }
        late = max(int(model.path.finish) - network.begin, 1)
        self.base, self.base_shift = network.begin, max((8 * late).bit_length() - _SUMMED, 0)
        self.struct = ModelStruct()
        filled(
            self.struct,
            {
                **self.arrays,
                "seed": run.seed & _MASK,
                "factors": len(self.arrays["factor_key"]),
                "mixes": len(self.arrays["mix_ptr"]) - 1,
                "risks": len(model.dice.keys),
                "prices": len(prices),
                "fixed_cost": model.fixed_cost + treatments,
                "people": len(staffing.people),
                "targets": len(model.targets),
                "base": self.base,
                "base_shift": self.base_shift,
                "any_price": int(np.asarray(self.arrays["price"]).any()),
                "one_by_one": int(model.one_by_one),
            },
        )
        queues = model.queues if people and _anybody_is_asked(model) else None
        self.dispatch = None if queues is None else self._dispatch(queues)

    def _dispatch(self, queues: Queues) -> DispatchStruct:
        staffing = self.model.staffing
        self.staff = staff_struct(staffing)
        dials = queues.dials
        struct = DispatchStruct()
        filled(
            struct,
            {
                "staff": ctypes.addressof(self.staff),
                "rank": queues.rank,
                "queue_ptr": queues.queue_ptr,
                "queued": queues.queued,
                "crew_slot": queues.crew_slot,
                "group_slot": queues.group_slot,
                "member_ptr": queues.member_ptr,
                "member_of": queues.member_of,
                "groups": queues.groups,
                "ends": self.model.ends,
                "stay": self.model.stays,
                "plain": staffing.plain.view(np.uint8),
                "dials": dials.dials,
                "dial_count": len(dials.dials),
                "spells": dials.spells,
                "buckets": dials.buckets,
                "sought": dials.sought,
                "dial": dials.dial,
                "gap_ptr": dials.gap_ptr,
                "gaps": dials.gaps,
                "begin": self._begin(),
                "counts_as": queues.counts_as,
                "counted": len(staffing.people) + len(queues.teams),
                "windows": queues.windows,
            },
        )
        return struct

    def _begin(self) -> int:
        """Before it nobody is looked for: the status time, or a date that does not yield."""
        network = self.model.network
        held = self.model.staffing.held.astype(bool)
        begun = np.concatenate((self.model.path.early_start[held], network.actual_start))
        return min(network.begin, network.status, int(begun.min(initial=network.begin)))


def _risk_prices(model: Model, run: Run) -> tuple[Array, int]:
    rows = [(key, scale, table, -1) for key, table, scale in model.prices]
    treatments = 0
    chosen = zip(model.dice.keys, model.dice.chosen(run.treated), strict=True)
    for number, (key, risk) in enumerate(chosen):
        treatments += risk.treatment
        if risk.price is not None and key not in run.without:
            table, scale = risk.price
            rows.append((0, scale, table, number))
    return np.array(rows, PRICE), treatments


def _anybody_is_asked(model: Model) -> bool:
    """Whether a dispatch tells anything: else the network alone has the same dates."""
    staffing = model.staffing
    late = bool(model.network.late_as_possible.any())
    return late or len(staffing.crew) > 0 or bool((staffing.group >= 0).any())
