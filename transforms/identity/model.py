"""The match model: a name-dependent match rate and log-likelihood ratios of the other fields, all as tables by
comparison level. Shipped priors hold for small data; ``weights.fit`` adapts them to large data without labels.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

from transforms.identity import levels

Floats = npt.NDArray[np.float64]

FULL_RATE = (0.01, 0.03, 0.08, 0.15, 0.40, 0.90, 0.97, 0.993)
"""Match rate of an equal full name by rarity band, from very common to rare."""
_RATE = {
    0: (0.02,) * 8,
    1: FULL_RATE,
    2: (0.01, 0.02, 0.06, 0.12, 0.35, 0.85, 0.95, 0.98),
    3: (0.005, 0.01, 0.03, 0.06, 0.15, 0.45, 0.75, 0.85),
    4: (0.005, 0.01, 0.03, 0.06, 0.15, 0.40, 0.70, 0.80),
    5: (0.005, 0.01, 0.03, 0.06, 0.15, 0.40, 0.70, 0.80),
    6: (0.003, 0.01, 0.02, 0.04, 0.10, 0.25, 0.40, 0.50),
    7: (0.01, 0.01, 0.01, 0.02, 0.03, 0.05, 0.08, 0.10),
    8: (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.20),
    9: (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.20),
    10: (0.01,) * 8,
    11: (0.02,) * 8,
    12: (0.01,) * 8,
    13: (0.01, 0.02, 0.05, 0.10, 0.25, 0.50, 0.70, 0.80),
    14: (0.01, 0.02, 0.05, 0.10, 0.25, 0.40, 0.50, 0.60),
    15: (0.005, 0.01, 0.01, 0.02, 0.05, 0.15, 0.25, 0.35),
    16: (0.002, 0.005, 0.01, 0.02, 0.05, 0.10, 0.20, 0.25),
    17: (0.005, 0.01, 0.01, 0.02, 0.03, 0.05, 0.08, 0.10),
    18: (0.05, 0.10, 0.15, 0.20, 0.30, 0.50, 0.70, 0.80),
}
RATE = np.array([_RATE[n] for n in range(len(levels.NAME))])
CAP = np.full_like(RATE, 0.995)
CAP[[10, 12]], CAP[[0, 11]], CAP[17] = 0.03, 0.05, 0.30

M_EMAIL = np.array(
    [
        [1.0, 0.40, 0.03, 0.12, 0.06, 0.07, 0.06, 0.10, 0.15, 0.003, 0.01],
        [1.0, 0.35, 0.03, 0.10, 0.08, 0.09, 0.08, 0.10, 0.16, 0.003, 0.01],
        [1.0, 0.45, 0.03, 0.12, 0.05, 0.05, 0.05, 0.09, 0.15, 0.003, 0.01],
        [1.0, 0.60, 0.05, 0.08, 0.04, 0.04, 0.04, 0.05, 0.08, 0.003, 0.01],
    ]
)
U_EMAIL = np.array(
    [
        [1.0, 1e-4, 2e-3, 0.02, 0.05, 0.10, 0.13, 0.25, 0.40, 0.05, 1e-4],
        [1.0, 1e-4, 2e-3, 0.01, 0.03, 0.08, 0.13, 0.27, 0.43, 0.05, 1e-4],
        [1.0, 1e-4, 2e-3, 0.01, 0.02, 0.05, 0.11, 0.29, 0.46, 0.06, 1e-4],
        [1.0, 3e-4, 5e-3, 0.01, 0.01, 0.03, 0.08, 0.26, 0.50, 0.10, 1e-4],
    ]
)
"""By name class and mail level; the chance of an equal mailbox is fixed."""
U_PHONE = np.array([1.0, 2e-5, 6e-5, 3e-4, 1e-3, 2e-3, 1.0])
U_CITY = 0.035
M_NEAR_CITY, U_NEAR_CITY = 0.04, 0.008
SHARERS = np.array([5.0, 20.0, 80.0, 300.0, 1500.0])
"""Typical records that share an organisation, by affiliation level 1 to 5; its chance is that over n."""
M_PHONE, M_AFFILIATION, M_CITY, M_SOURCE, U_SOURCE = 0.57, 0.82, 0.90, 0.12, 0.19


@dataclass(frozen=True)
class Model:
    """``rate[name level, band]``: match rate among candidates; ``m_email``, ``u_email``: by name class and level;
    scalars: chance that a matching pair agrees on the field; ``n``: records the fit saw (0: shipped prior)."""

    rate: Floats
    m_email: Floats
    u_email: Floats
    m_phone: float = M_PHONE
    m_affiliation: float = M_AFFILIATION
    m_city: float = M_CITY
    m_near_city: float = M_NEAR_CITY
    u_near_city: float = U_NEAR_CITY
    m_source: float = M_SOURCE
    u_source: float = U_SOURCE
    n: int = 0
    values: dict[str, list[float]] = field(default_factory=dict)
    """Added specs by name: chances as specs.M_VALUE."""

    @property
    def version(self) -> str:
        """Content hash: equal parameters, equal version."""
        return "m_" + hashlib.blake2b(self.to_json().encode(), digest_size=6).hexdigest()

    def to_json(self) -> str:
        """A stable text form; ``from_json`` restores it exactly."""
        values = {
            f.name: one.tolist() if isinstance(one := getattr(self, f.name), np.ndarray) else one
            for f in fields(self)
        }
        return json.dumps(values, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Model:
        values = json.loads(text)
        arrays = {k: np.array(values.pop(k)) for k in ("rate", "m_email", "u_email")}
        if arrays["rate"].shape != RATE.shape or arrays["m_email"].shape != M_EMAIL.shape:
            raise ValueError("model has another shape: it was fitted by another version; run refit")
        return cls(arrays["rate"], arrays["m_email"], arrays["u_email"], **values)


def shipped() -> Model:
    """The prior that small data sets are resolved with."""
    return Model(RATE.copy(), M_EMAIL.copy(), U_EMAIL.copy())
