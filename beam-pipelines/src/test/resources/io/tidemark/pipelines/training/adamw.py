"""Writes adamw.json: three AdamW steps with global-norm clipping, in float64, by the formulas of
1711.05101 (algorithm 2) with decay times the learning rate. Run: python3 adamw.py > adamw.json"""

import json

import numpy as np

lr, decay, clip, b1, b2, eps = 0.05, 0.1, 1.0, 0.9, 0.999, 1e-8
w = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
b = np.array([0.1, -0.2])
x = np.array([1.0, -2.0, 0.5])
m = [np.zeros_like(w), np.zeros_like(b)]
v = [np.zeros_like(w), np.zeros_like(b)]
norms = []
for t in range(1, 4):
    y = w @ x + b  # loss = sum(y^2)
    grads = [2 * np.outer(y, x), 2 * y]
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    norms.append(norm)
    params = [w, b]
    for i, g in enumerate(grads):
        g = g * min(1, clip / norm)
        if params[i].ndim > 1:
            params[i] -= lr * decay * params[i]
        m[i] = b1 * m[i] + (1 - b1) * g
        v[i] = b2 * v[i] + (1 - b2) * g * g
        # eps outside the corrected root, as in the engine: lr sqrt(1 - b2^t) / (1 - b1^t)
        params[i] -= lr * np.sqrt(1 - b2**t) / (1 - b1**t) * m[i] / (np.sqrt(v[i]) + eps)
print(json.dumps({"norms": norms, "w": w.ravel().tolist(), "b": b.tolist()}, indent=1))
