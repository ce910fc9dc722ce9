"""Scores of a small ranker with random weights, computed in float64 with NumPy alone.

Writes ranker_golden.json beside itself: python3 ranker_golden.py
"""

import json
import math
import pathlib

import numpy as np

P, D, A, V, C, TYPE, SURFACE, HIDDEN, TABLE = 6, 5, 4, 3, 3, 3, 2, 7, 16
RANDOM = np.random.default_rng(20230601)


def weights():
    context = TYPE + SURFACE + 3
    features = 5 + 2 + V + C + SURFACE
    shapes = {
        "live.types": (TABLE, TYPE),
        "live.surfaces": (TABLE, SURFACE),
        "live.valence": (TABLE,),
        "live.key.pin": (A, P),
        "live.key.context": (A, context),
        "live.key.bias": (A,),
        "live.query": (A, P),
        "live.query.bias": (A,),
        "live.sharpness": (2,),
        "live.nothing": (1,),
        "live.value": (V, P),
        "request.surfaces": (TABLE, SURFACE),
        "candidate": (C, P),
        "deep.in.weight": (HIDDEN, features),
        "deep.in.bias": (HIDDEN,),
        "deep.out.weight": (1, HIDDEN),
        "wide.weight": (1, 5),
        "wide.bias": (1,),
    }
    return {name: RANDOM.normal(0, 0.7, shape).astype(np.float32) for name, shape in shapes.items()}


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def tower(pins, w):
    return unit(pins @ w["tower.weight"].T + w["tower.bias"])


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def score(w, case):
    """One request, candidate by candidate and action by action, as the description reads."""
    scores = []
    n_live = len(case["live_mask"])
    user = np.array(case["user_embedding"], dtype=np.float64)
    has_live = max(case["live_mask"])
    for pin, actions in zip(case["candidate_pin_vectors"], case["candidate_actions"]):
        pin = np.array(pin, dtype=np.float64)
        pin_tower = tower(pin[None], w)[0]
        query = w["live.query"] @ pin + w["live.query.bias"]
        looks = [math.exp(float(w["live.nothing"][0]))]
        rows = []
        for t in range(n_live):
            if case["live_mask"][t] == 0:
                continue
            live = np.array(case["live_pin_vectors"][t], dtype=np.float64)
            live_tower = tower(live[None], w)[0]
            seconds = max(0, case["requested_at"] - case["live_occurred_at"][t]) / 1000
            context = np.concatenate([
                w["live.types"][case["live_action_types"][t]],
                w["live.surfaces"][case["live_surfaces"][t]],
                [math.log(seconds + 1) / 12, 1 / (1 + seconds / 60), 1 / (1 + seconds / 3600)],
            ])
            key = w["live.key.pin"] @ live + w["live.key.context"] @ context + w["live.key.bias"]
            like, tower_like = pin @ live, pin_tower @ live_tower
            logit = (
                query @ key / math.sqrt(A)
                + w["live.sharpness"][0] * like
                + w["live.sharpness"][1] * tower_like
            )
            looks.append(math.exp(logit))
            rows.append((live, like, tower_like, w["live.valence"][case["live_action_types"][t]]))
        share = np.array(looks[1:]) / sum(looks)
        signed = [s * row[3] for s, row in zip(share, rows)]
        pooled = np.zeros(V)
        for s, row in zip(signed, rows):
            pooled += s * (w["live.value"] @ row[0])
        signs = np.array([
            (user @ pin_tower) * case["has_user"],
            sum(s * row[1] for s, row in zip(signed, rows)),
            sum(s * row[2] for s, row in zip(signed, rows)),
            sum(signed),
            math.log(actions + 1) / 5,
        ])
        features = np.concatenate([
            signs,
            [case["has_user"], has_live],
            pooled,
            w["candidate"] @ pin,
            w["request.surfaces"][case["surface"]],
        ])
        hidden = gelu(w["deep.in.weight"] @ features + w["deep.in.bias"])
        logit = w["deep.out.weight"] @ hidden + w["wide.weight"] @ signs + w["wide.bias"]
        scores.append(1 / (1 + math.exp(-float(logit[0]))))
    return scores


def case(name, live, candidates, user=True, masked=()):
    now = 1_650_000_000_000
    rows = max(1, live)
    mask = [1.0 if live and t not in masked else 0.0 for t in range(rows)]
    vectors = unit(RANDOM.normal(size=(rows, P))).astype(np.float32)
    for t in range(rows):
        if mask[t] == 0:
            vectors[t] = 0
    return {
        "name": name,
        "user_embedding": (
            unit(RANDOM.normal(size=D)).astype(np.float32) if user else np.zeros(D)
        ).tolist(),
        "has_user": 1.0 if user else 0.0,
        "live_pin_vectors": vectors.tolist(),
        "live_action_types": [[1, 9, 3, 2, 4][t % 5] if mask[t] else 0 for t in range(rows)],
        "live_surfaces": [[1, 7, 0][t % 3] if mask[t] else 0 for t in range(rows)],
        "live_occurred_at": [now - 977 * (7 ** t) if mask[t] else 0 for t in range(rows)],
        "live_mask": mask,
        "requested_at": now,
        "surface": 2,
        "candidate_pin_vectors": unit(RANDOM.normal(size=(candidates, P)))
        .astype(np.float32)
        .tolist(),
        "candidate_actions": [float(v) for v in RANDOM.integers(0, 5000, candidates)],
    }


def main():
    w = weights()
    w["tower.weight"] = RANDOM.normal(0, 0.7, (D, P)).astype(np.float32)
    w["tower.bias"] = RANDOM.normal(0, 0.1, D).astype(np.float32)
    cases = [
        case("both sides", 5, 4),
        case("one action on an unknown pin", 4, 3, masked=(1,)),
        case("no embedding", 3, 3, user=False),
        case("nothing since the batch", 0, 3),
        case("neither", 0, 2, user=False),
    ]
    for one in cases:
        one["scores"] = score(w, one)
    golden = {
        "dimensions": {
            "pin": P, "user": D, "attention": A, "pooled": V, "candidate": C,
            "action_type": TYPE, "surface": SURFACE, "hidden": HIDDEN,
        },
        "weights": {name: value.ravel().tolist() for name, value in w.items()},
        "cases": cases,
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
