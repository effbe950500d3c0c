"""The learner of the kernel once more, in plain numpy: one step after the other as written."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.coded import Coded
from fairlead.analyses.calibration.conformal import LEVELS, held
from fairlead.analyses.calibration.grid import BINS, INNER, WEIGHTS
from fairlead.analyses.calibration.prior import PRIOR, Prior

__all__ = ["PlainLearner"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LOGITS = np.log(LEVELS / (1 - LEVELS))
_KEPT = 11  # the place of 0.8
_COMMON_GAIN = 0.008 * np.sqrt(0.16 / (LEVELS * (1 - LEVELS)))
_OWN_GAIN = 0.12
_OWN_SHAPE = np.interp(LEVELS, [0.7, 0.8, 0.95], [0.0, 1.0, 0.5])
_BY_CHANCE = 0.3 * 0.4  # of the standard error of what P80 misses
_FURTHEST_MISSED = 40.0
_MOST = 2.5


class Conformal:
    """Offsets of the levels: common ones, and one for each person, by number."""

    def __init__(self, people: int, *, gain: float = 1.0, own_gain: float = _OWN_GAIN) -> None:
        self._gain = _COMMON_GAIN * gain
        self._own_gain = own_gain
        self.common = np.zeros(len(LEVELS))
        self.own = np.zeros(people)
        self._missed, self._tasks = np.zeros(people), np.zeros(people)

    def levels(self, people: NDArray[np.int64]) -> Floats:
        """The levels to ask the distribution for, (rows, levels), so that LEVELS are covered."""
        moved = _LOGITS + self.common + self.own[people][:, None] * _OWN_SHAPE
        return np.sort(1 / (1 + np.exp(-moved)), axis=1)

    def learn(self, person: int, used: Floats, low: float, high: float) -> None:
        """Move the offsets by one outcome, of a forecast that used the levels `used`."""
        missed: Floats = LEVELS - held(used, np.array(low), np.array(high))
        self.common = np.clip(self.common + self._gain * missed, -_MOST, _MOST)
        all_ = self._missed[person] + missed[_KEPT]
        self._missed[person] = min(max(all_, -_FURTHEST_MISSED), _FURTHEST_MISSED)
        self._tasks[person] += 1
        beyond = abs(self._missed[person]) - _BY_CHANCE * math.sqrt(self._tasks[person])
        own = self._own_gain * math.copysign(max(beyond, 0.0), self._missed[person])
        self.own[person] = min(max(own, -_MOST), _MOST)


_DRIFT = np.array([[1e-4], [5e-5], [5e-5]])  # of the prior variance, regained with every task
_SPREAD_OF = np.array([[5.0], [1.0], [0.5]])  # variance of logit, location, log scale by the family
_MEAN_LOG = 1.6  # sd of a normal over the geometric mean of its absolute deviations, within 20 %
_LOG_NOISE = 1.2  # variance of the logarithm of an absolute normal deviate: pi^2 / 8
_FLOOR = 0.05  # a deviation nearer than five per cent says no more about the scale
_HUBER = 1.5
_FURTHEST = 2.5  # log ratios beyond 12 times either way count as 12 times


class Effects:
    """What was learned of every effect: means and variances, (3, effects)."""

    def __init__(self, variances: Floats, *, exact: float, location: float, spread: float) -> None:
        self._ceiling = _SPREAD_OF * variances
        self.variance = self._ceiling.copy()
        self.mean = np.zeros_like(self.variance)
        # The first effect is the common one: it begins at the prior.
        self.mean[:, 0] = math.log(exact / (1 - exact)), location, math.log(spread / _MEAN_LOG)

    def predict(self, effects: Ints, multipliers: Floats) -> tuple[Floats, Floats, Floats]:
        """Chance to be exact, location and scale of the log ratio else, of each row of effects."""
        told = (self.mean[:, effects] * multipliers).sum(axis=2)
        exact = 1 / (1 + np.exp(-np.clip(told[0], -5.0, 3.0)))
        return exact, told[1], np.exp(np.clip(told[2], -4.0, 2.0)) * _MEAN_LOG

    def learn(self, effects: Ints, multipliers: Floats, log_ratio: float, *, exact: bool) -> None:
        """Move the effects of one task towards what it took."""
        mean = self.mean[:, effects]
        ceiling = self._ceiling[:, effects]
        variance = np.minimum(self.variance[:, effects] + _DRIFT * ceiling, ceiling)
        told = mean @ multipliers
        doubt = variance @ (multipliers * multipliers)
        chance = 1 / (1 + math.exp(-min(max(told[0], -5.0), 3.0)))
        curve = chance * (1 - chance)
        used = 1 if exact else 3
        noise = [1 / curve, 0.0, _LOG_NOISE]
        surprise = [(exact - chance) / curve, 0.0, 0.0]
        if not exact:
            away = min(max(log_ratio, -_FURTHEST), _FURTHEST) - told[1]
            scale = math.exp(min(max(told[2], -4.0), 2.0)) * _MEAN_LOG
            noise[1] = scale * scale
            bound = _HUBER * math.sqrt(doubt[1] + noise[1])
            surprise[1] = min(max(away, -bound), bound)
            surprise[2] = math.log(abs(away) + _FLOOR) - told[2]
        total = doubt[:used] + np.array(noise[:used])
        pull = variance[:used] * multipliers
        gain = pull / total[:, None]
        self.mean[:used, effects] = mean[:used] + gain * np.array(surprise[:used])[:, None]
        self.variance[:used, effects] = variance[:used] - gain * pull


_ROOT = 4.0  # the prior outweighs so many times what a wider group does
_LIFE = 300  # a node remembers about so many of its tasks


class Shares:
    """Counts of ratios in every node, (nodes, bins); `chains` name levels from wide to narrow."""

    def __init__(
        self, nodes: int, *, prior: Floats, weight: float, chains: tuple[tuple[int, ...], ...]
    ) -> None:
        self._counts = np.zeros((nodes, BINS))
        self._totals = np.zeros(nodes)
        self._prior = prior
        self._weights = (_ROOT * weight,) + (weight,) * max(map(len, chains))
        self._chains = chains

    def learn(self, nodes: Ints, at_bin: int) -> None:
        """Count one task in its nodes, of which each forgets a little."""
        nodes = nodes[nodes > 0]
        keep = 1 - 1 / _LIFE
        counts = self._counts[nodes] * keep
        counts[:, at_bin] += 1
        self._counts[nodes] = counts
        self._totals[nodes] = self._totals[nodes] * keep + 1

    def known(self, nodes: Ints) -> Floats:
        """About how many tasks each node remembers."""
        return self._totals[nodes]

    def predict(self, nodes: Ints, *, left: float) -> list[Floats]:
        """Cumulated shares at the inner edges, (rows, bins - 1), by each chain.

        `left` is the part of the prior that is not forgotten.
        """
        found: list[Floats] = []
        made: dict[tuple[int, ...], Floats] = {}
        for chain in self._chains:
            shares = self._prior[None, :]
            for depth in range(1, len(chain) + 1):
                known = made.get(chain[:depth])
                if known is None:
                    at = nodes[:, chain[depth - 1]]
                    weight = self._weights[depth - 1] * (left if depth == 1 else 1.0)
                    known = (self._counts[at] + weight * shares) / (
                        self._totals[at][:, None] + weight
                    )
                    made[chain[:depth]] = known
                shares = known
            found.append(np.cumsum(shares, axis=1)[:, :-1])
        return found


_STEP = 0.05
_SURE = 1e-4  # no member is surer than this


class Pool:
    """The weights of the members; `first` is what the first of them begins with.

    `plain` are the members that stand in for the pool as far as they were better.
    """

    def __init__(self, members: int, *, plain: tuple[int, int], first: float = 0.5) -> None:
        self._plain = plain
        self.lost, self._ahead = 0.0, np.zeros(2)
        rest = (1 - first) / max(1, members - 1)
        self.weights = np.array([first] + [rest] * (members - 1))
        self._squares = np.zeros(members)

    def logits(self, members: list[Floats]) -> Floats:
        """The members' distributions at the inner edges as logits, (rows, members, edges)."""
        cdf = np.clip(np.stack(members, axis=1), _SURE, 1 - _SURE)
        return np.log(cdf / (1 - cdf))

    def cdf(self, logits: Floats, beside: Floats, *, trust: float, learned: int) -> Floats:
        """The pooled distribution at all edges, (rows, edges), from 0 to 1 and never falling.

        The pool counts by `trust`; to it are added the logits `beside`, (edges).
        """
        usual = max(self.lost / max(learned, 1), 0.01)
        better = np.array([2.0, *(-0.7 / usual * self._ahead)])
        if self._plain[0] == self._plain[1]:
            better[1] = -700.0
        share = np.exp(better - better.max())
        share /= share.sum()
        weights = share[0] * self.weights
        for member, part in zip(self._plain, share[1:], strict=True):
            weights[member] += part
        pooled = trust * np.einsum("rke,k->re", logits, weights) + beside
        inner = 1 / (1 + np.exp(-pooled))
        rows = len(inner)
        full = np.concatenate([np.zeros((rows, 1)), inner, np.ones((rows, 1))], axis=1)
        return np.maximum.accumulate(full, axis=1)

    def learn(self, logits: Floats, log_ratios: Floats) -> None:
        """Move the weights by what the pool of (rows, members, edges) should have said."""
        cdf = 1 / (1 + np.exp(-np.einsum("rke,k->re", logits, self.weights)))
        truth = log_ratios[:, None] <= INNER[None, :]
        ours = ((cdf - truth) ** 2 * WEIGHTS).sum()
        self.lost += float(ours)
        for n, member in enumerate(self._plain):
            plain = 1 / (1 + np.exp(-logits[:, member]))
            self._ahead[n] += float(((plain - truth) ** 2 * WEIGHTS).sum() - ours)
        pull = 2 * (cdf - truth) * cdf * (1 - cdf) * WEIGHTS
        slope = np.einsum("re,rke->k", pull, logits)
        self._squares += slope**2
        self.weights = np.maximum(self.weights - _STEP * slope / np.sqrt(self._squares + 1), 0.0)


_PULL = 20.0
"""After so many tasks, what was learned and the prior count the same."""
_Z = np.linspace(-4.0, 4.0, 81)
_NORMAL = np.exp(-0.5 * (_Z[:-1] + 0.05) ** 2)
_SHAPE_WEIGHT = 20.0
_SHAPE_LIFE = 500


class PlainLearner:
    """Learns a stream task by task, and says what the next will take. It changes as it learns.

    Whoever calls it keeps to time: `forecast` rows, and `learn` them once they are completed.
    """

    def __init__(self, stream: Coded, *, prior: Prior = PRIOR) -> None:
        self._stream = stream
        whos = {who: n for n, who in enumerate(dict.fromkeys(t.who for t in stream.tasks))}
        self._people = np.array([whos[task.who] for task in stream.tasks], np.int64)
        self._effects = Effects(
            stream.variances, exact=prior.exact, location=prior.location, spread=prior.spread
        )
        self._shares = Shares(
            stream.code.node_count,
            prior=prior.shares(),
            weight=prior.weight,
            chains=tuple(
                tuple(stream.code.levels.index(level) for level in chain)
                for chain in stream.code.chains
            ),
        )
        began = np.clip(np.cumsum(prior.shares())[:-1], 1e-4, 1 - 1e-4)
        self._prior = np.log(began / (1 - began))
        self._learned = 0
        person, everybody = stream.code.plain
        self._pool = Pool(1 + len(stream.code.chains), plain=(1 + person, 1 + everybody))
        self._conformal = Conformal(len(whos) + 1)
        self._shape = np.zeros(len(_NORMAL))
        self._waiting: dict[int, tuple[Floats, float, float, Floats, float, float]] = {}

    def forecast(self, rows: Ints, *, keep: bool = True) -> tuple[Floats, Floats]:
        """Distributions of the log ratio at the edges, and the levels at which LEVELS are covered.

        `keep` remembers what was said, so that `learn` can hold it against the outcome.
        """
        stream = self._stream
        cdf, levels, logits, location, scale = self._said(
            stream.effects[rows], stream.multipliers[rows], stream.nodes[rows], self._people[rows]
        )
        if keep:
            at = np.arange(len(rows))
            bins = stream.bin[rows]
            low, high = cdf[at, bins], cdf[at, bins + 1]
            for n, row in enumerate(rows.tolist()):
                self._waiting[row] = (
                    logits[n], location[n], scale[n], levels[n], low[n], high[n],
                )  # fmt: skip
        return cdf, levels

    def _said(
        self, effects: Ints, multipliers: Floats, nodes: Ints, people: Ints
    ) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Distributions, levels to ask, and what the members of the pool and the effects said."""
        exact, location, scale = self._effects.predict(effects, multipliers)
        shape = self._shape + _SHAPE_WEIGHT * _NORMAL / _NORMAL.sum()
        reached = np.concatenate([[0.0], np.cumsum(shape) / shape.sum()])
        spread = np.interp((INNER[None, :] - location[:, None]) / scale[:, None], _Z, reached)
        additive = (1 - exact[:, None]) * spread + exact[:, None] * (INNER[None, :] > 0)
        left = math.exp(-self._learned / _LIFE)
        logits = self._pool.logits([additive, *self._shares.predict(nodes, left=left)])
        trust = self._learned / (self._learned + _PULL * left)
        cdf = self._pool.cdf(logits, (1 - trust) * self._prior, trust=trust, learned=self._learned)
        return cdf, self._conformal.levels(people), logits, location, scale

    def learn(self, rows: Iterable[int]) -> None:
        """Take in tasks that are completed, in the order of their completion."""
        stream = self._stream
        told: list[Floats] = []
        outcomes: list[float] = []
        for row in rows:
            exact, at_bin = bool(stream.exact[row]), int(stream.bin[row])
            log_ratio = float(stream.log_ratio[row])
            said = self._waiting.pop(row, None)
            if said is not None:
                logits, location, scale, levels, low, high = said
                told.append(logits)
                outcomes.append(log_ratio)
                self._conformal.learn(int(self._people[row]), levels, low, high)
                if not exact:
                    z = min(max((log_ratio - location) / scale, -3.99), 3.99)
                    self._shape *= 1 - 1 / _SHAPE_LIFE
                    self._shape[int((z + 4) * 10)] += 1
            self._learned += 1
            self._shares.learn(stream.nodes[row], at_bin)
            self._effects.learn(
                stream.effects[row], stream.multipliers[row], log_ratio, exact=exact
            )
        if told:
            self._pool.learn(np.stack(told), np.array(outcomes))
