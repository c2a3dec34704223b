"""Connected components, to cluster only what can meet: two records of different components never share a cluster."""

from __future__ import annotations

import numpy as np

from transforms.identity.coding import Ints


def components(n: int, i: Ints, j: Ints) -> Ints:
    """Smallest record index of each record's component: labels are lowered along links and then followed to their
    end, until nothing changes (Shiloach and Vishkin 1982 without the processors)."""
    label = np.arange(n)
    while len(i):
        a, b = label[i], label[j]
        apart = a != b
        i, j, a, b = i[apart], j[apart], a[apart], b[apart]
        low, high = np.minimum(a, b), np.maximum(a, b)
        np.minimum.at(label, high, low)
        while not np.array_equal(label, shorter := label[label]):
            label = shorter
    return label
