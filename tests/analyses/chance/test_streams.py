"""Streams: stable keys, uniform, unlike each other, the same from any first trial."""

import statistics

import numpy as np

from fairlead.analyses.chance.streams import STRATA, key_of, normals, uniforms


def test_a_key_is_the_same_in_every_process_and_version() -> None:
    assert key_of("task:api") == 0x747947B35F27D1D1
    assert key_of("task:api") != key_of("task:apj")


def test_a_draw_depends_on_nothing_but_seed_key_and_trial() -> None:
    whole = uniforms("task:api", seed=1, trials=5000)
    part = uniforms("task:api", seed=1, trials=700, first=1900)
    assert np.array_equal(whole[1900:2600], part)
    assert not np.array_equal(whole, uniforms("task:api", seed=2, trials=5000))


def test_each_block_visits_each_stratum_once() -> None:
    draws = uniforms("risk:vendor", seed=3, trials=4 * STRATA)
    for block in np.split(draws, 4):
        assert np.array_equal(np.sort(block >> 22), np.arange(STRATA))


def test_the_place_inside_a_stratum_is_uniform() -> None:
    draws = uniforms("risk:vendor", seed=3, trials=64 * STRATA)
    inside = (draws & 0x3FFFFF).astype(float) / 2**22
    counts = np.histogram(inside, bins=64, range=(0, 1))[0]
    chi_square = float(((counts - STRATA) ** 2 / STRATA).sum())
    assert chi_square < 63 + 5 * np.sqrt(2 * 63)  # five standard deviations


def test_deviates_are_normal_to_their_table() -> None:
    draws = uniforms("task:api", seed=5, trials=4096)
    exact = [statistics.NormalDist().inv_cdf((float(u) + 0.5) / 2**32) for u in draws]
    error = np.abs(normals("task:api", seed=5, trials=4096) - np.array(exact))
    assert float(error.max()) < 6e-5


def test_streams_are_as_unlike_as_chance_allows() -> None:
    rows = np.array([normals(f"task:{k}", seed=1, trials=STRATA) for k in range(200)])
    among = np.corrcoef(rows)[np.triu_indices(200, 1)] * np.sqrt(STRATA)
    assert abs(float(among.std()) - 1) < 0.02  # 19,900 pairs: four standard errors
    assert float(np.abs(among).max()) < 5.5
    serial = [np.corrcoef(row[:-lag], row[lag:])[0, 1] for row in rows for lag in (1, 2, 32, 512)]
    assert abs(float(np.mean(serial))) < 5 / np.sqrt(STRATA * len(serial)) + 1 / STRATA
    seeds = np.array([normals("task:0", seed=s, trials=STRATA) for s in range(200)])
    among = np.corrcoef(seeds)[np.triu_indices(200, 1)] * np.sqrt(STRATA)
    assert abs(float(among.std()) - 1) < 0.02
