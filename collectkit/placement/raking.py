"""Raking: of all ways to share out cells so that the sums come out, the one that is nearest to the first shares.

That is the way of least information (Deming & Stephan 1940, Ann. Math. Stat. 11:427; Ireland & Kullback 1968,
Biometrika 55:179): each agency's part of a cell is its first share times a factor of the agency, the same in all cells
where only counts are to come out, and bent evenly with the mean balance where values are too. It is unique.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS = 60
_NEAR = 1e-8
_STEEP = 20.0


def rake(prior: Floats, counts: Floats, values: Floats, parts: Floats, wanted: Floats) -> Floats:
    """Return what each cell gives to each option.

    Args:
        prior: cells by options: first shares; 0 where a cell has no such option.
        counts: of each cell, all together 1.
        values: of each cell, all together 1.
        parts: options by takers: how an option is divided among those that take.
        wanted: two by takers: the sums by count, and by value.

    Returns:
        cells by options, each cell all together 1. Sums that cannot be reached are come near to.
    """
    with np.errstate(divide="ignore"):
        first = np.log(prior)
    ratio = np.divide(values, counts, out=np.ones_like(counts), where=counts > 0)
    bends = np.zeros(2 * parts.shape[1])
    shared = _shared(first, ratio, parts, bends)
    height = _height(first, ratio, counts, parts, wanted, bends)
    for _ in range(_ROUNDS):
        slope = _sums(shared, counts, values, parts) - wanted.ravel()
        if np.abs(slope).max() < _NEAR:
            break
        step = np.linalg.solve(_curve(shared, counts, ratio, parts), -slope)
        step *= min(1.0, _STEEP / np.abs(step).max())
        for _ in range(40):
            tried = _height(first, ratio, counts, parts, wanted, bends + step)
            if tried <= height + 1e-4 * float(slope @ step):
                break
            step /= 2
        else:
            break
        bends, height = bends + step, tried
        shared = _shared(first, ratio, parts, bends)
    return shared


def _leaning(ratio: Floats, parts: Floats, bends: Floats) -> Floats:
    by_count, by_value = np.split(bends, 2)
    leant: Floats = np.einsum("jt,t->j", parts, by_count) + np.outer(ratio, np.einsum("jt,t->j", parts, by_value))
    return leant


def _shared(first: Floats, ratio: Floats, parts: Floats, bends: Floats) -> Floats:
    weights = first + _leaning(ratio, parts, bends)
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    shared: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shared


def _height(first: Floats, ratio: Floats, counts: Floats, parts: Floats, wanted: Floats, bends: Floats) -> float:
    """Return the dual function: convex, and least where the sums come out."""
    weights = first + _leaning(ratio, parts, bends)
    most = weights.max(axis=1)
    logs = most + np.log(np.exp(weights - most[:, None]).sum(axis=1))
    return float((counts * logs).sum() - (wanted.ravel() * bends).sum())


def _sums(shared: Floats, counts: Floats, values: Floats, parts: Floats) -> Floats:
    sums = [np.einsum("j,jt->t", np.einsum("cj,c->j", shared, weight), parts) for weight in (counts, values)]
    return np.concatenate(sums)


def _curve(shared: Floats, counts: Floats, ratio: Floats, parts: Floats) -> Floats:
    """Return the second derivatives, a little lifted: what no sum depends on stays as it is."""
    blocks = []
    for power in range(3):
        weighed = shared * (counts * ratio**power)[:, None]
        inner = np.diag(weighed.sum(axis=0)) - np.einsum("ci,cj->ij", weighed, shared)
        blocks.append(np.einsum("is,ij,jt->st", parts, inner, parts))
    whole = np.block([[blocks[0], blocks[1]], [blocks[1], blocks[2]]])
    return whole + 1e-10 * np.eye(len(whole))
