"""Writes dendrograms.json: what SciPy's clustering, Ward's and complete linkage, makes of a few sets.

    /usr/bin/python3 dendrograms.py > dendrograms.json

Needs SciPy 1.10 or newer (Debian: python3-scipy). SciPy works on distances, the code under test on
their squares, so heights are squared here. Points are single precision numbers.

Where distances are equal, what is merged first is anybody's choice, and may change the whole tree.
A set with ties is written only if SciPy itself gives the same heights and clusters whatever the
order of its points: there the choice does not matter, and any right implementation agrees. Sets
whose tree hangs on the order are left out.
"""

import json
import sys

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

ORDERS = 40


def heights(points, method):
    return linkage(points.astype(np.float64), method)[:, 2]


def cuts(points, method):
    """Clusters at up to eight heights, each well within a gap between two merges."""
    tree = linkage(points.astype(np.float64), method)
    levels = np.sort(tree[:, 2])
    gaps = [(low, high) for low, high in zip(levels, levels[1:]) if high - low > 1e-3 * high]
    chosen = gaps if len(gaps) <= 8 else [gaps[i] for i in np.linspace(0, len(gaps) - 1, 8).astype(int)]
    result = []
    for low, high in chosen:
        at = (low + high) / 2
        labels = fcluster(tree, at, "distance")
        clusters = {}
        for point, label in enumerate(labels):
            clusters.setdefault(int(label), []).append(point)
        result.append({"alpha": float(at**2), "clusters": sorted(clusters.values())})
    return result


def partition(clusters, order):
    return sorted(sorted(int(order[point]) for point in cluster) for cluster in clusters)


def is_well_posed(points, method, random):
    expected = np.sort(heights(points, method))
    expected_cuts = [cut["clusters"] for cut in cuts(points, method)]
    for _ in range(ORDERS):
        order = random.permutation(len(points))
        if not np.allclose(np.sort(heights(points[order], method)), expected, rtol=1e-9, atol=1e-12):
            return False
        if [partition(cut["clusters"], order) for cut in cuts(points[order], method)] != expected_cuts:
            return False
    return True


def unit(points):
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def main():
    random = np.random.default_rng(20220507)
    sets = {
        "uniform, 40 x 3": random.random((40, 3)),
        "normal, 150 x 8": random.normal(size=(150, 8)),
        "unit vectors of five topics, 120 x 16": unit(
            np.repeat(random.normal(size=(5, 16)), 24, axis=0) + 0.4 * random.normal(size=(120, 16))
        ),
        "on a line, ever further apart": np.cumsum(np.arange(1, 21) ** 2)[:, None].astype(float),
        "each of 30 points several times": np.repeat(random.normal(size=(30, 6)), random.integers(1, 5, 30), axis=0),
        "one point 25 times": np.full((25, 4), 0.5),
        "two points, 10 times each": np.repeat([[0.0, 1.0], [3.0, -1.0]], 10, axis=0),
        "an equilateral triangle, its points far apart": np.eye(3) * 4,
        "twelve pairs, all equally near": np.repeat(random.permutation(12)[:, None] * [100.0, 37.0], 2, axis=0) ** 1.5
        + np.tile([[0.0, 0.0], [1.0, 0.0]], (12, 1)),
        "corners of a simplex, 8 x 8": np.eye(8),
    }
    cases = []
    for method in ("ward", "complete"):
        for name, raw in sets.items():
            points = np.float32(raw)
            if is_well_posed(points, method, random):
                cases.append(
                    {
                        "name": name,
                        "linkage": method.upper(),
                        "points": [[float(value) for value in point] for point in points],
                        "heights": sorted(float(value**2) for value in heights(points, method)),
                        "cuts": cuts(points, method),
                    }
                )
            else:
                print("left out, its tree hangs on the order of its points:", method, name, file=sys.stderr)
    json.dump({"scipy": __import__("scipy").__version__, "cases": cases}, sys.stdout)
    print()


main()
