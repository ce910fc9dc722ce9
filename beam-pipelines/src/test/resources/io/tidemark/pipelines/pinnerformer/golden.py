"""Writes golden.json: time features, the sampled softmax and the mixture's probabilities in float64,
worked out from the formulas alone. Run: python3 golden.py > golden.json"""

import json
import math

import numpy as np

HOUR = 3_600_000
ABSOLUTE = [int(h * HOUR) for h in (0.25, 0.5, 0.75, 1, 2, 4, 8, 16, 24, 7 * 24, 28 * 24, 365 * 24)]
SPANS = [round(1000 * (28 * 24 * 3600) ** (i / 31)) for i in range(32)]


def encode(t, periods):
    angles = [2 * math.pi * (t % p) / p for p in periods]
    return [math.sin(a) for a in angles] + [math.cos(a) for a in angles] + [math.log1p(max(t, 0) / 1000)]


# Two equal times, a second, a day and a half; then half a year of pause.
times = [1649581149287, 1649581149287, 1649581150287, 1649710750287, 1665262750287]
time_features = []
for i, t in enumerate(times):
    gap = t - times[i - 1] if i else 0
    time_features.append(encode(t, ABSOLUTE) + encode(times[-1] - t, SPANS) + encode(gap, SPANS))

rng = np.random.default_rng(5)
unit = lambda n, d: (lambda x: x / np.linalg.norm(x, axis=1, keepdims=True))(rng.normal(size=(n, d)))
users, positives, negatives = unit(4, 3), unit(4, 3), unit(5, 3)
pairs_users = [0, 0, 0, 1]  # three pairs of one user, one of another
label_q, q = rng.uniform(0.01, 0.5, 4), rng.uniform(0.01, 0.5, 5)
masked = rng.uniform(size=(4, 5)) < 0.3
tau = 0.07
weights = [1 / 3 / 2, 1 / 3 / 2, 1 / 3 / 2, 1 / 1 / 2]
loss = 0
for i in range(4):
    positive = math.exp(users[i] @ positives[i] / tau - math.log(label_q[i]))
    rest = sum(
        math.exp(users[i] @ negatives[j] / tau - math.log(q[j])) for j in range(5) if not masked[i, j]
    )
    loss += -weights[i] * math.log(positive / (positive + rest))

# Two batches over a corpus of 10: after both, pins were drawn 3, 2 and 1 times of 6.
batches = [[0, 0, 1], [0, 1, 2]]
uniform, corpus = 4, 10
counts = {p: sum(b.count(p) for b in batches) for p in (0, 1, 2)}
mixture = lambda p: (3 * counts.get(p, 0) / 6 + uniform / corpus) / (3 + uniform)

# Causal attention of two heads, one row and one sum at a time. Each head's queries, keys and values
# lie head after head in the projection: [queries | keys | values].
projected = rng.normal(size=(2, 5, 24))
attended = np.zeros((2, 5, 8))
for b in range(2):
    for head in range(2):
        part = lambda which: projected[b, :, which * 8 + head * 4 : which * 8 + head * 4 + 4]
        query, key, value = part(0), part(1), part(2)
        for row in range(5):
            scores = [query[row] @ key[seen] / 2 for seen in range(row + 1)]  # sqrt(4) = 2
            total = sum(math.exp(score) for score in scores)
            for seen in range(row + 1):
                share = math.exp(scores[seen]) / total
                attended[b, row, head * 4 : head * 4 + 4] += share * value[seen]

# Which (row, label row) pairs an objective may draw, from the definitions alone. A label is positive,
# strictly later, before the end of training and, where there is a horizon, not later than it.
hours = [0, 1, 1, 5, 30, 31, 80, 200, 201, 300]
positive = [True, True, False, True, True, False, True, True, True, True]
end, horizon, window = 250, 72, 4
rows = range(len(hours))


def later(row, limit):
    return [
        j for j in rows if positive[j] and hours[row] < hours[j] < end and hours[j] - hours[row] <= limit
    ]


def following(row):
    """The next positives: one, unless several happen at once (then the first in order)."""
    return later(row, 10**9)[:1]


trained = [row for row in rows if hours[row] < end]
allowed = {
    "next-action": sorted((row, j) for row in trained for j in following(row)),
    "sasrec": sorted((row, j) for row in trained for j in following(row)),
    "all-action": sorted((row, j) for row in trained for j in later(row, horizon)),
    "dense-all-action": sorted((row, j) for row in trained for j in later(row, horizon)),
}

print(
    json.dumps(
        {
            "times": times,
            "absolute_periods": ABSOLUTE,
            "span_periods": SPANS,
            "time_features": time_features,
            "softmax": {
                "users": users.ravel().tolist(),
                "positives": positives.ravel().tolist(),
                "negatives": negatives.ravel().tolist(),
                "pair_users": pairs_users,
                "label_log_q": np.log(label_q).tolist(),
                "log_q": np.log(q).tolist(),
                "masked": masked.ravel().tolist(),
                "tau": tau,
                "weights": weights,
                "loss": loss,
            },
            "attention": {
                "projected": projected.ravel().tolist(),
                "attended": attended.ravel().tolist(),
            },
            "objectives": {
                "hours": hours,
                "positive": positive,
                "end": end,
                "horizon": horizon,
                "window": window,
                "allowed": allowed,
            },
            "mixture": {
                "batches": batches,
                "uniform": uniform,
                "corpus": corpus,
                "log_q": [math.log(mixture(p)) for p in range(corpus)],
            },
        },
        indent=1,
    )
)
