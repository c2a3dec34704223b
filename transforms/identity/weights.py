"""Fellegi-Sunter weights over packed patterns, and their label-free fit by EM.

The weight of a pair is additive in bits: log2 odds of the base rate (``prior``), the name's match rate over it
(``name``), and a log-likelihood ratio log2(m/u) for each other field. EM runs over distinct patterns with their
counts, so its cost does not depend on the number of pairs. Chances u of equal identifiers come from how many hold
them and stay fixed (Fellegi and Sunter 1969; Winkler 1988 for EM); rates start from and are held by the shipped
prior with a weight of PRIOR_PAIRS pairs.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from transforms.identity import levels, specs
from transforms.identity.compare import unpack
from transforms.identity.fields import Ints
from transforms.identity.model import (
    CAP,
    RATE,
    SHARERS,
    U_CITY,
    U_PHONE,
    Model,
    shipped,
)
from transforms.identity.specs import Value

Floats = npt.NDArray[np.float64]

FACTORS = ("prior", "name", "email", "phone", "profile", "affiliation", "city", "source")
BASE_RATE = 0.1
"""Match rate among candidates that the prior factor stands for."""
PRIOR_PAIRS = 20.0
ROUNDS, TOLERANCE = 100, 1e-4
PROFILE_BITS = np.array([0.0, 14.0, -6.0])
_MIN_N = 200


def factors(pattern: Ints, model: Model, n: int, values: tuple[Value, ...] = ()) -> Floats:
    """Bits of each factor (columns as FACTORS, then one per added value) for packed patterns of a network with n
    trusted records."""
    name, band, email, phone, profile, affiliation, city, source, *added = unpack(pattern, values)
    classes = np.array(levels.EMAIL_CLASS)[name]
    n = max(n, _MIN_N)
    base = np.log2(BASE_RATE / (1 - BASE_RATE))
    rate = np.minimum(model.rate, _stranger_cap(model.rate, n) if values else 1.0)[name, band]
    out = np.empty((len(pattern), len(FACTORS) + len(values)))
    out[:, 0] = base
    out[:, 1] = np.log2(rate / (1 - rate)) - base
    out[:, 2] = np.where(email > 0, np.log2(model.m_email / model.u_email)[classes, email], 0.0)
    out[:, 3] = phone_bits(model)[phone]
    out[:, 4] = PROFILE_BITS[profile]
    out[:, 5] = affiliation_bits(model, n)[affiliation]
    differs = np.log2((1 - model.m_city) / (1 - U_CITY))
    out[:, 6] = np.array(
        [0.0, np.log2(model.m_city / U_CITY), differs, np.log2(model.m_near_city / model.u_near_city)]
    )[city]
    same = np.log2(model.m_source / model.u_source)
    out[:, 7] = np.array([np.log2((1 - model.m_source) / (1 - model.u_source)), same])[source]
    for k, (value, level) in enumerate(zip(values, added, strict=True), len(FACTORS)):
        out[:, k] = specs.bits(value, np.array(model.values.get(value.spec.name, specs.M_VALUE)))[level]
    return out


def _stranger_cap(rate: Floats, n: int) -> Floats:
    """Where added values bring together records whose names do not agree: what such a name leaves of the chance that
    two records are of one person, which falls with their number."""
    cap = np.full_like(rate, 1.0)
    middle = np.exp2(np.array([min(-np.log2(n), -9.0), -7.0, -5.0, -3.0, -1.0, 1.0, 3.0, 5.0]))
    cap[[10, 11]] = np.minimum(0.1 * middle, 0.05)
    cap[[0, 12]] = np.array([[2.0], [0.2]]) / n
    return cap


def phone_bits(model: Model) -> Floats:
    """By phone level: agreement counts for a fifth where two or more people hold the number."""
    m = np.full(len(levels.PHONE), model.m_phone / 5)
    m[1] = model.m_phone
    bits = np.log2(m / U_PHONE)
    bits[0] = 0.0
    bits[6] = np.log2(1 - model.m_phone)
    return bits


def affiliation_bits(model: Model, n: int) -> Floats:
    """By affiliation level; disagreement counts half where only a mail domain says so."""
    chance = np.minimum(SHARERS / n, 0.5)
    differs = np.log2((1 - model.m_affiliation) / 0.97)
    agree = np.maximum(np.log2(model.m_affiliation / chance), 0.0)
    return np.concatenate([[0.0], agree, [differs / 2, differs]])


def fit(
    patterns: Ints, counts: Ints, n: int, start: Model | None = None, values: tuple[Value, ...] = ()
) -> Model:
    """EM from the shipped prior. ``patterns`` are distinct, of trusted pairs only, ``counts`` how often each."""
    model = start or shipped()
    prior = shipped()
    name, band, email, phone, profile, affiliation, city, source, *added = unpack(patterns, values)
    # Pairs whose names disagree and that no mailbox joins are vetoed anyway; an office's worth of them shares a
    # switchboard and an employer, and would teach the model that strangers match.
    learn = ~np.isin(name, levels.DISAGREE) | (email == 1) | (profile == 1)
    for level in added:
        learn |= (level > 0) & (level < 7)
    patterns, counts = patterns[learn], counts[learn]
    if len(patterns) == 0:
        return model
    name, band, email, phone, profile, affiliation, city, source, *added = unpack(patterns, values)
    classes = np.array(levels.EMAIL_CLASS)[name]
    weight = counts.astype(float)
    good = np.isin(name, levels.EXACT_OR_FUZZY)
    cell = name * RATE.shape[1] + band
    size = RATE.size
    total = np.bincount(cell, weight, size).reshape(RATE.shape)
    before = np.full(len(patterns), -1.0)
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp2(-factors(patterns, model, n, values).sum(axis=1)))
        if np.abs(p - before).max() < TOLERANCE:
            break
        before = p
        yes, no = weight * p, weight * (1 - p)
        matched = np.bincount(cell, yes, size).reshape(RATE.shape)
        rate = np.clip((matched + PRIOR_PAIRS * RATE) / (total + PRIOR_PAIRS), 1e-4, CAP)
        model = replace(
            model,
            rate=rate,
            m_email=_email_rates(classes, email, yes, prior.m_email),
            u_email=_email_rates(classes, email, no, prior.u_email, pinned=True),
            m_phone=_share(yes, good, (phone >= 1) & (phone <= 5), phone > 0, prior.m_phone, 0.2, 0.9),
            m_affiliation=_share(
                yes,
                good,
                (affiliation >= 1) & (affiliation <= 5),
                affiliation > 0,
                prior.m_affiliation,
                0.3,
                0.95,
            ),
            m_city=_share(yes, good, city == 1, city > 0, prior.m_city, 0.3, 0.97),
            m_near_city=_share(yes, good, city == 3, city > 0, prior.m_near_city, 1e-3, 0.3),
            u_near_city=_share(no, good, city == 3, city > 0, prior.u_near_city, 1e-3, 0.3),
            m_source=_share(yes, good, source == 1, source >= 0, prior.m_source, 0.005, 0.9),
            u_source=_share(no, good, source == 1, source >= 0, prior.u_source, 0.01, 0.95),
            n=n,
            values={
                value.spec.name: _value_rates(level, yes) for value, level in zip(values, added, strict=True)
            },
        )
    return model


def _value_rates(level: Ints, weight: Floats) -> list[float]:
    """Shares of equal, nearly equal, similar and different among known values, held by the prior."""
    seen = np.bincount(level, weight, len(specs.VALUE))
    counts = np.array([seen[1:6].sum(), *seen[6:]])
    shares = (counts + PRIOR_PAIRS * np.array(specs.M_VALUE)) / (counts.sum() + PRIOR_PAIRS)
    return [float(share) for share in shares]


def _email_rates(classes: Ints, email: Ints, weight: Floats, prior: Floats, pinned: bool = False) -> Floats:
    """Shares of mail levels within each name class; equal mailboxes keep the prior chance when pinned."""
    seen = np.bincount(classes * prior.shape[1] + email, weight, prior.size).reshape(prior.shape)
    seen[:, 0] = 0.0
    strength = 200.0 if pinned else PRIOR_PAIRS
    rates = (seen + strength * prior) / (seen.sum(axis=1, keepdims=True) + strength)
    if pinned:
        rates[:, 1:3] = prior[:, 1:3]
    # Two mailboxes at one domain come with an equal employer, so EM would read them as a sign for a match.
    rates[:, 9] = prior[:, 9]
    rates[:, 0] = 1.0
    return np.maximum(rates, 1e-5)


def _share(
    weight: Floats, of: npt.NDArray[np.bool_], agree: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_],
    prior: float, low: float, high: float,
) -> float:  # fmt: skip
    """Weighted share of agreement among known values, held by the prior."""
    hit = float(weight[of & agree].sum())
    out = float(weight[of & known].sum())
    return float(np.clip((hit + PRIOR_PAIRS * prior) / (out + PRIOR_PAIRS), low, high))
