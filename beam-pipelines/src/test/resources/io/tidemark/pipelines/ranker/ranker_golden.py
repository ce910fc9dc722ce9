"""Probabilities of small rankers with random weights, computed in float64 with NumPy alone, one
candidate, one action and one attention head at a time.

Writes ranker_golden.json beside itself: python3 ranker_golden.py
"""

import json
import math
import pathlib

import numpy as np

P, D, TABLE, AGES = 6, 5, 16, 3
RANDOM = np.random.default_rng(20230601)

SEQUENCE = {
    "action_type_width": 2, "surface_width": 1, "age_width": 1, "pin_width": 2, "fused_width": 2,
    "layers": 2, "heads": 2, "ffn_width": 5, "dropout": 0.1, "first_rows": 2, "read_out_width": 0,
}
SIZES = {
    "variant": "encode_once", "batch": True, "interests": False, "live": True, "likeness": True, "sequence": SEQUENCE,
    "attend_width": 3, "user_width": 0, "candidate_width": 3, "surface_width": 2,
    "cross_layers": 2, "hidden": 7, "dropout": 0.1,
}
HEADS = [("save", 1.0), ("close_up", 0.3), ("hide", -1.0)]


def sized(**changes):
    sequence = {**SEQUENCE, **changes.pop("sequence", {})}
    return {**SIZES, **changes, "sequence": sequence}


MODELS = {
    "encode once": sized(),
    "encode once, everything brought to a width": sized(
        user_width=3, sequence={"read_out_width": 4, "first_rows": 7}
    ),
    "early fusion": sized(variant="early_fusion"),
    "early fusion as in the paper, one layer and a head": sized(
        variant="early_fusion", likeness=False,
        sequence={"surface_width": 0, "age_width": 0, "layers": 1, "heads": 1, "first_rows": 3},
    ),
    "live only": sized(variant="early_fusion", batch=False, sequence={"first_rows": 0}),
    "batch only": sized(live=False),
    "neither": sized(batch=False, live=False, cross_layers=0),
    "interests beside both": sized(interests=True),
    "interests instead of the embedding, brought to a width": sized(
        batch=False, interests=True, user_width=3
    ),
}


def weights(a):
    """Every parameter at random, by its name: [out, in] for matrices."""
    s = a["sequence"]
    shapes = {}

    def linear(name, out, into):
        shapes[name + ".weight"] = (out, into)
        shapes[name + ".bias"] = (out,)

    early = a["variant"] == "early_fusion"
    action = s["action_type_width"] + s["surface_width"] + s["age_width"] + s["pin_width"]
    w = action + (s["fused_width"] if early else 0)
    raw = (s["first_rows"] + 1) * w
    signs = 1
    f = a["candidate_width"] + a["surface_width"]
    if a["batch"]:
        signs += 1
        f += 1 + (a["user_width"] or D)
        if a["user_width"]:
            linear("user", a["user_width"], D)
    if a["interests"]:
        signs += 1
        f += 1 + (a["user_width"] or P)
        if a["user_width"]:
            linear("interests", a["user_width"], P)
    if a["live"]:
        shapes["live.types"] = (TABLE, s["action_type_width"])
        if s["surface_width"]:
            shapes["live.surfaces"] = (TABLE, s["surface_width"])
        if s["age_width"]:
            linear("live.ages", s["age_width"], AGES)
        linear("live.pin", s["pin_width"], P)
        if early:
            linear("live.candidate", s["fused_width"], P)
        for layer in range(s["layers"]):
            prefix = "live.layer%d" % layer
            linear(prefix + ".attention_in", 3 * w, w)
            linear(prefix + ".attention_out", w, w)
            linear(prefix + ".ffn_in", s["ffn_width"], w)
            linear(prefix + ".ffn_out", w, s["ffn_width"])
            for norm in (".attention_norm", ".ffn_norm"):
                shapes[prefix + norm + ".scale"] = (w,)
                shapes[prefix + norm + ".bias"] = (w,)
        f += 1 + (s["read_out_width"] or raw)
        if s["read_out_width"]:
            linear("live.read_out", s["read_out_width"], raw)
        if not early:
            f += a["attend_width"]
            linear("attend.query", a["attend_width"], P)
            linear("attend.key", a["attend_width"], w)
            linear("attend.value", a["attend_width"], w)
            shapes["attend.nothing"] = (1,)
        if a["likeness"]:
            signs += 3
            shapes["likeness.valence"] = (TABLE,)
            shapes["likeness.types"] = (TABLE,)
            shapes["likeness.ages"] = (1, AGES)
            shapes["likeness.sharpness"] = (2,)
            shapes["likeness.nothing"] = (1,)
    f += signs
    linear("candidate", a["candidate_width"], P)
    shapes["request.surfaces"] = (TABLE, a["surface_width"])
    for layer in range(a["cross_layers"]):
        linear("cross%d" % layer, f, f)
    linear("deep", a["hidden"], f)
    linear("heads", len(HEADS), a["hidden"])
    shapes["signs.weight"] = (len(HEADS), signs)
    drawn = {}
    for name, shape in shapes.items():
        deviation = 0.05 if name.startswith(("cross", "deep")) else 0.3
        drawn[name] = np.round(RANDOM.normal(0, deviation, shape), 2).astype(np.float32)
    for name in drawn:
        if name.endswith(".scale"):
            drawn[name] += np.float32(1)
    return drawn


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def tower(pin, t):
    return unit(t["weight"].astype(np.float64) @ pin + t["bias"])


def affine(w, name, x):
    return w[name + ".weight"].astype(np.float64) @ x + w[name + ".bias"]


def norm(w, name, x):
    centred = (x - x.mean()) / math.sqrt(x.var() + 1e-5)
    return centred * w[name + ".scale"] + w[name + ".bias"]


def softmax(logits):
    looks = [math.exp(z) for z in logits]
    return [look / sum(looks) for look in looks]


def transformer(w, s, rows):
    """Rows of a sequence that are none of them padding."""
    for layer in range(s["layers"]):
        prefix = "live.layer%d" % layer
        width = len(rows[0])
        per_head = width // s["heads"]
        projected = [affine(w, prefix + ".attention_in", row) for row in rows]
        after = []
        for i, row in enumerate(rows):
            mixed = []
            for head in range(s["heads"]):
                at = slice(head * per_head, (head + 1) * per_head)
                query = projected[i][:width][at]
                shares = softmax([
                    query @ other[width:2 * width][at] / math.sqrt(per_head) for other in projected
                ])
                mixed.append(sum(
                    share * other[2 * width:][at] for share, other in zip(shares, projected)
                ))
            attended = affine(w, prefix + ".attention_out", np.concatenate(mixed))
            x = norm(w, prefix + ".attention_norm", row + attended)
            inner = np.maximum(0, affine(w, prefix + ".ffn_in", x))
            after.append(norm(w, prefix + ".ffn_norm", x + affine(w, prefix + ".ffn_out", inner)))
        rows = after
    return rows


def read_out(w, s, rows, total, positions, width):
    """The first K places of the sequence, zeros where there is no action, and the maximum."""
    first = np.zeros((s["first_rows"], width))
    for row, position in zip(rows, positions):
        if position < s["first_rows"]:
            first[position] = row
    maximum = np.max(rows, axis=0) if rows else np.zeros(width)
    raw = np.concatenate([first.ravel(), maximum])
    return affine(w, "live.read_out", raw) if s["read_out_width"] else raw


def probabilities(a, w, t, case):
    s = a["sequence"]
    early = a["variant"] == "early_fusion"
    user = np.array(case["user_embedding"], dtype=np.float64) * case["has_user"]
    live = []
    for position, known in enumerate(case["live_mask"]):
        if not known:
            continue
        pin = np.array(case["live_pin_vectors"][position], dtype=np.float64)
        seconds = max(0, case["requested_at"] - case["live_occurred_at"][position]) / 1000
        ages = np.array(
            [math.log(seconds + 1) / 12, 1 / (1 + seconds / 60), 1 / (1 + seconds / 3600)]
        )
        live.append((position, pin, case["live_action_types"][position],
                     case["live_surfaces"][position], ages))
    answer = []
    for vector, actions in zip(case["candidate_pin_vectors"], case["candidate_actions"]):
        pin = np.array(vector, dtype=np.float64)
        signs, features = [], []
        if a["batch"]:
            signs.append(user @ tower(pin, t))
            features.append([case["has_user"]])
            brought = affine(w, "user", user) * case["has_user"] if a["user_width"] else user
            features.append(brought)
        if a["interests"]:
            average = np.array(case["interest_average"], dtype=np.float64)
            known = float(average @ average > 0.5)
            signs.append(pin @ average)
            features.append([known])
            features.append(
                affine(w, "interests", average) * known if a["user_width"] else average)
        if a["live"]:
            if a["likeness"]:
                looks = [float(w["likeness.nothing"][0])]
                for _, other, kind, _, ages in live:
                    looks.append(
                        w["likeness.sharpness"][0] * (pin @ other)
                        + w["likeness.sharpness"][1] * (tower(pin, t) @ tower(other, t))
                        + w["likeness.types"][kind] + w["likeness.ages"][0] @ ages
                    )
                shares = softmax(looks)[1:]
                signed = [h * w["likeness.valence"][l[2]] for h, l in zip(shares, live)]
                signs += [
                    sum(h * (pin @ l[1]) for h, l in zip(signed, live)),
                    sum(h * (tower(pin, t) @ tower(l[1], t)) for h, l in zip(signed, live)),
                    sum(signed),
                ]
            features.append([1.0 if live else 0.0])
            rows = []
            for _, other, kind, surface, ages in live:
                parts = [w["live.types"][kind]]
                if s["surface_width"]:
                    parts.append(w["live.surfaces"][surface])
                if s["age_width"]:
                    parts.append(affine(w, "live.ages", ages))
                parts.append(affine(w, "live.pin", other))
                if early:
                    parts.append(affine(w, "live.candidate", pin))
                rows.append(np.concatenate(parts).astype(np.float64))
            width = len(w["live.layer0.attention_out.bias"])
            encoded = transformer(w, s, rows) if rows else []
            if not early:
                query = affine(w, "attend.query", pin) / math.sqrt(a["attend_width"])
                shares = softmax(
                    [float(w["attend.nothing"][0])]
                    + [query @ affine(w, "attend.key", row) for row in encoded]
                )[1:]
                gathered = np.zeros(a["attend_width"])
                for share, row in zip(shares, encoded):
                    gathered += share * affine(w, "attend.value", row)
                features.append(gathered)
            features.append(read_out(
                w, s, encoded, len(case["live_mask"]), [l[0] for l in live], width))
        signs.append(math.log(actions + 1) / 5)
        features.append(signs)
        features.append(affine(w, "candidate", pin))
        features.append(w["request.surfaces"][case["surface"]])
        x0 = np.concatenate([np.asarray(part, dtype=np.float64) for part in features])
        x = x0
        for layer in range(a["cross_layers"]):
            x = x0 * affine(w, "cross%d" % layer, x) + x
        deep = affine(w, "deep", x)
        hidden = np.array([v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in deep])
        logits = affine(w, "heads", hidden) + w["signs.weight"] @ np.array(signs)
        answer.append([1 / (1 + math.exp(-z)) for z in logits])
    return answer


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
    t = {
        "weight": RANDOM.normal(0, 0.7, (D, P)).astype(np.float32),
        "bias": RANDOM.normal(0, 0.1, D).astype(np.float32),
    }
    cases = [
        case("both sides", 5, 4),
        case("actions on unknown pins, the newest among them", 4, 3, masked=(0, 2)),
        case("no embedding, one action", 1, 3, user=False),
        case("nothing of late", 0, 3),
        case("neither", 0, 2, user=False),
    ]
    # Drawn last, so that what is older stays as it was; nobody has any in the last two.
    interests = np.random.default_rng(20200707)
    for number, one in enumerate(cases):
        one["interest_average"] = (
            unit(interests.normal(size=P)).astype(np.float32) if number < 3 else np.zeros(P)
        ).tolist()
    models = []
    for name, architecture in MODELS.items():
        w = weights(architecture)
        models.append({
            "name": name,
            "architecture": architecture,
            "weights": {n: [round(x, 2) for x in v.ravel().tolist()] for n, v in w.items()},
            "probabilities": [probabilities(architecture, w, t, one) for one in cases],
        })
    golden = {
        "pin": P,
        "user": D,
        "heads": [{"name": name, "utility_weight": weight} for name, weight in HEADS],
        "tower": {n: v.ravel().tolist() for n, v in t.items()},
        "cases": cases,
        "models": models,
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
