"""Parts of a run, put together, are the run."""

import numpy as np
import pytest

from fairlead.analyses.simulation import merged, simulate
from tests.analyses.forecast.programs import small


def test_parts_are_the_whole_to_the_bit() -> None:
    whole = simulate(small(), seed=3, trials=700)
    parts = [
        simulate(small(), seed=3, trials=count, first=first)
        for first, count in ((0, 130), (130, 500), (630, 70))
    ]
    found = merged(parts)
    assert (found.finish == whole.finish).all()
    assert (found.cost == whole.cost).all()
    for name in ("critical", "happened", "bottleneck", "team_bottleneck"):
        assert np.array_equal(getattr(found, name), getattr(whole, name)), name
    assert found.sensitivity.tolist() == whole.sensitivity.tolist()
    assert found.risk_sensitivity.tolist() == whole.risk_sensitivity.tolist()


def test_parts_that_do_not_follow_upon_each_other_are_refused() -> None:
    one, far = (simulate(small(), seed=3, trials=20, first=first) for first in (0, 40))
    with pytest.raises(ValueError, match="expected those from 20 on"):
        merged([one, far])
