"""The ranking learns from introductions that already happened, and only where that foretells the later ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from world import World

from warehouse import fit, learning
from warehouse.choice import ALONE, POOL, Choices
from warehouse.read import Warehouse

ME = "p_olga"
SHIPPED = fit.shipped().values


def drawn(w: np.ndarray, n: int, seed: int = 5) -> Choices:
    """n queries of ten candidates whose broker is drawn by the model itself."""
    dice = np.random.default_rng(seed)
    x = dice.normal(size=(10 * n, len(w)))
    noisy = x @ w + dice.gumbel(size=10 * n)
    best = noisy.reshape(n, 10).argmax(1)
    y = np.zeros((n, 10))
    y[np.arange(n), best] = 1
    return Choices(x, y.ravel(), np.arange(0, 10 * n, 10))


def test_fit_finds_the_coefficients_that_drew_the_choices_and_stays_at_the_prior_without_data() -> None:
    w = np.array([1.5, -0.5, 0.0])
    assert drawn(w, 4000).fit(np.zeros(3), 1.0) == pytest.approx(w, abs=0.1)
    assert drawn(w, 20).fit(np.ones(3), 1e6) == pytest.approx(np.ones(3), abs=0.01)
    even = Choices(np.zeros((10, 3)), np.eye(10)[0], np.array([0]))
    assert even.log_likelihood(w) == pytest.approx([-np.log(10)])


def test_own_past_is_believed_only_where_it_foretells_what_came_later() -> None:
    w = np.array([1.5, -0.5])
    own, gain = learning.better(drawn(w, 900), np.array([-0.5, 0.5]))
    assert own is not None
    assert gain > 0
    assert np.abs(own - w).max() < 1
    early, late = drawn(-w, 60), drawn(w, 30)
    turned = Choices(
        np.vstack([early.x, late.x]), np.r_[early.y, late.y], np.r_[early.start, late.start + len(early.y)]
    )
    kept, gain = learning.better(turned, w)
    assert kept is None
    assert gain < 0


def introduced() -> World:
    """Ben brings Olga together with somebody new every fortnight for a year; Cara, to whom Olga writes more, never."""
    world = World()
    for days in range(3, 800, 9):
        world.mail(ME, "cara", days_ago=days)
        world.mail("cara", ME, days_ago=days - 0.5)
    for days in range(4, 800, 25):
        world.mail(ME, "ben", days_ago=days)
        world.mail("ben", ME, days_ago=days - 0.5)
    for nth in range(26):
        new, days = f"new{nth}", 400 - 14 * nth
        world.mail("ben", ME, new, days_ago=days)
        world.mail(ME, new, days_ago=days - 1)
        world.mail(new, ME, days_ago=days - 2)
    return world


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A built folder and its warehouse, as a run leaves them."""
    path = introduced().build(tmp_path)
    with Warehouse(path) as warehouse:
        assert warehouse.rows("select count(*) as n from introduction where broker_id = 'ben'") == [{"n": 26}]
    rows = [("olga", "olga", [f"{ME}@example.org"])]
    pl.DataFrame(rows, schema=["owner_id", "network_id", "addresses"], orient="row").write_parquet(
        tmp_path / "built" / "owner.parquet"
    )
    return path


def test_introductions_of_the_own_mail_are_learnt_from_as_the_network_was_before_them(
    home: Path, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    learnt = learning.learn(home, tmp_path / "built", scratch, SHIPPED)
    assert learnt.n == {"alone": 26}
    assert set(learnt.gain) == {"alone"}
    assert set(learnt.values) in (set(), set(ALONE))
    # each was asked for before it happened: the last window's warehouse knows nothing of what came after
    with Warehouse(scratch / "weakties.duckdb") as then:
        (seen,) = then.rows("select as_of() as day, (select max(last_at) from tie) as last_at")
    assert seen["last_at"].date() < seen["day"]


def test_refit_puts_what_was_learnt_in_place_of_the_shipped_values(home: Path, tmp_path: Path) -> None:
    ranking = {"alone_with_me": 0.9}
    assert fit.refit(home, tmp_path / "models", ranking)["alone_with_me"] == 0.9
    assert fit.load(tmp_path / "models").values == SHIPPED | fit.load(tmp_path / "models").values
    assert fit.load(tmp_path / "models").values["alone_with_me"] == 0.9
    fit.refit(home, tmp_path / "models")
    assert fit.load(tmp_path / "models").values["alone_with_me"] == SHIPPED["alone_with_me"]


def test_every_parameter_of_the_choice_model_is_shipped_and_read_by_the_macro() -> None:
    macro = (Path(fit.__file__).parent / "macros" / "brokers.sql").read_text()
    for parameter in (*POOL, *ALONE):
        assert parameter in SHIPPED
        assert f"'{parameter}'" in macro
