"""Presets: named weights of the one formula that ranks whom to ask (macro preset_factor). No polars behind it."""

from __future__ import annotations

from collections.abc import Mapping

DEFAULT = "jobseeker"

WEIGHTS: dict[str, tuple[float, str]] = {
    "tie": (0.0, "power of the tie: above 0 close contacts sooner, below 0 less close ones"),
    "answers": (0.0, "power of the chance of an answer"),
    "novelty": (
        0.0,
        "power of the share of their circle that the owner does not reach: above 0 bridges sooner",
    ),
    "fresh": (0.0, "how much about ten acquaintances in common are preferred to none or to many"),
    "colleague": (
        0.0,
        "e to this for people who work at the target's organisation, on top of the model's own factor",
    ),
    "diversify": (
        1.0,
        "factor for the third and fourth contact of one circle or employer, squared for the next two",
    ),
}
"""Weight -> (neutral value, meaning)."""

SHIPPED: dict[str, dict[str, float]] = {
    # What mail of real introductions supports (docs/architecture.md): nothing is added to it.
    "jobseeker": {},
    # Moderately weak ties and bridges first, spread over circles: judgement of the literature, not fitted.
    "fresh": {"tie": -0.5, "novelty": 0.5, "fresh": 1.0, "diversify": 0.25},
    "colleague": {"tie": 0.25, "colleague": 1.0},
    "sales": {"tie": 0.5, "answers": 0.5},
}
"""Presets as shipped: weights that differ from the neutral ones."""

Presets = dict[str, dict[str, float]]
"""Every weight of every preset."""

BOUND = 10.0
"""Weights lie within -BOUND and BOUND."""


class PresetError(ValueError):
    """A weight that does not exist or is no number in range; the message names it."""


def presets(written: Mapping[str, object]) -> Presets:
    """All presets: the shipped ones with what weakties.toml says of them, and those that it adds. Raises
    PresetError."""
    found: Presets = {name: _weights({}) | weights for name, weights in SHIPPED.items()}
    for name, table in written.items():
        if not isinstance(table, Mapping):
            raise PresetError(f"[presets.{name}] must be a table of weights")
        found[name] = found.get(name, _weights({})) | _checked(table)
    return found


def _weights(changed: Mapping[str, float]) -> dict[str, float]:
    return {name: neutral for name, (neutral, _) in WEIGHTS.items()} | dict(changed)


def _checked(table: Mapping[str, object]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, value in table.items():
        if name not in WEIGHTS:
            raise PresetError(f"no weight of a preset is called {name}; there are {', '.join(WEIGHTS)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not -BOUND <= value <= BOUND:
            raise PresetError(f"the preset weight {name} must be a number from {-BOUND:.0f} to {BOUND:.0f}")
        if name == "diversify" and not 0 <= value <= 1:
            raise PresetError("the preset weight diversify must be a number from 0 to 1")
        weights[name] = float(value)
    return weights


def rows(found: Presets) -> list[tuple[str, str, float, str]]:
    """Rows of table preset: preset, weight, value, meaning."""
    return [
        (preset, weight, value, WEIGHTS[weight][1])
        for preset, weights in sorted(found.items())
        for weight, value in weights.items()
    ]
