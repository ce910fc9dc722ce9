#!/usr/bin/env python3
"""The peer of io.tidemark.pipelines.pinnerformer.BenchTraining in PyTorch eager: the same model, loss,
optimizer, batch and window, on made-up batches. Prints sequences a second, or takes turns with the other:
./tidemark bench train --python=python3 starts both.

  python3 infra/bench/pinnerformer_pytorch.py --threads 1 --steps 40

The defaults are the preset `small`. Without PyTorch it says so and ends with 0.
"""

import argparse
import math
import os
import sys
import time


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, value in dict(
        batch=32, window=128, layers=2, hidden=128, heads=4, dimension=64, tower=128, pin_dimension=64,
        positions=16, in_batch=512, uniform=1024, threads=1, steps=40, warm_up=30,
    ).items():  # fmt: skip
        p.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    p.add_argument("--dropout", type=float, default=0.1)
    p.add_argument("--fused", action="store_true", help="scaled_dot_product_attention (PyTorch 2)")
    p.add_argument("--device", default="cpu")
    p.add_argument("--turns", action="store_true", help="train as many steps as each line of the input says, answer in seconds")
    return p.parse_args()


ARGUMENTS = parse()
# PyTorch's own setting does not reach every BLAS that it may be built with.
for blas in ("OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[blas] = str(ARGUMENTS.threads)
try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("skipped: PyTorch is not installed (pip install torch)", file=sys.stderr)
    sys.exit(0)

if ARGUMENTS.fused and not hasattr(F, "scaled_dot_product_attention"):
    print(f"PyTorch {torch.__version__} has no fused attention: without it", file=sys.stderr)
    ARGUMENTS.fused = False

HOUR = 3_600_000
ABSOLUTE = [int(h * HOUR) for h in (0.25, 0.5, 0.75, 1, 2, 4, 8, 16, 24, 7 * 24, 28 * 24, 365 * 24)]
SPANS = [round(1000 * (28 * 24 * 3600) ** (i / 31)) for i in range(32)]


class Times(torch.nn.Module):
    def __init__(self, periods):
        super().__init__()
        self.phase = torch.nn.Parameter(torch.zeros(len(periods)))
        self.register_buffer("periods", torch.tensor(periods))
        self.register_buffer("frequencies", 2 * math.pi / torch.tensor(periods, dtype=torch.float))

    def forward(self, t):  # [B, T] int64 ms
        t = t.unsqueeze(-1)
        angle = (t % self.periods).float() * self.frequencies + self.phase
        return torch.cat([angle.sin(), angle.cos(), torch.log(1 + t.clamp(min=0).float() * 1e-3)], -1)


class Layer(torch.nn.Module):
    def __init__(self, hidden, heads, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.norm1, self.norm2 = torch.nn.LayerNorm(hidden), torch.nn.LayerNorm(hidden)
        self.qkv, self.out = torch.nn.Linear(hidden, 3 * hidden), torch.nn.Linear(hidden, hidden)
        self.up, self.down = torch.nn.Linear(hidden, 4 * hidden), torch.nn.Linear(4 * hidden, hidden)

    def forward(self, x, mask, rows=None):
        b, t, h = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if mask is None:
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            weights = torch.softmax(q * (h // self.heads) ** -0.5 @ k.transpose(2, 3) + mask, -1)
            mixed = weights @ v
        mixed = mixed.transpose(1, 2).reshape(b, t, h)
        if rows is not None:  # of the last layer, as nothing behind its attention mixes rows
            mixed, x = mixed.reshape(-1, h)[rows], x.reshape(-1, h)[rows]
        x = x + F.dropout(self.out(mixed), self.dropout)
        return x + F.dropout(self.down(F.gelu(self.up(self.norm2(x)))), self.dropout)


class PinnerFormer(torch.nn.Module):
    def __init__(self, a):
        super().__init__()
        h = a.hidden
        self.types, self.surfaces = torch.nn.Embedding(16, 16), torch.nn.Embedding(16, 8)
        self.unknown_duration = torch.nn.Parameter(torch.zeros(1))
        self.absolute, self.latest, self.gap = Times(ABSOLUTE), Times(SPANS), Times(SPANS)
        self.features = torch.nn.Linear(16 + 8 + 1 + 25 + 65 + 65, h)
        self.pin = torch.nn.Linear(a.pin_dimension, h, bias=False)
        self.positions = torch.nn.Embedding(a.window, h)
        self.layers = torch.nn.ModuleList(Layer(h, a.heads, a.dropout) for _ in range(a.layers))
        self.norm = torch.nn.LayerNorm(h)
        self.head = torch.nn.Sequential(
            torch.nn.Linear(h, 4 * h), torch.nn.GELU(), torch.nn.Linear(4 * h, a.dimension)
        )
        self.tower = torch.nn.Sequential(
            torch.nn.Linear(a.pin_dimension, a.tower), torch.nn.GELU(), torch.nn.Linear(a.tower, a.dimension)
        )
        self.tau = torch.nn.Parameter(torch.tensor([0.07]))

    def forward(self, batch, mask):
        pins, types, surfaces, duration, at, rows = batch
        gap = torch.cat([torch.zeros_like(at[:, :1]), at[:, 1:] - at[:, :-1]], 1)
        d = duration.unsqueeze(-1)
        features = torch.cat(
            [
                self.types(types),
                self.surfaces(surfaces),
                torch.log(1 + d.clamp(min=0) * 1e-3) + (d < 0) * self.unknown_duration,
                self.absolute(at),
                self.latest(at[:, -1:] - at),
                self.gap(gap),
            ],
            -1,
        )
        x = self.features(features) + self.pin(pins)
        x = x + self.positions(torch.arange(at.shape[1] - 1, -1, -1, device=at.device))
        for layer in self.layers:
            x = layer(x, mask, rows if layer is self.layers[-1] else None)
        return F.normalize(self.head(self.norm(x)), dim=-1)


def main():
    a = ARGUMENTS
    torch.set_num_threads(a.threads)
    torch.manual_seed(7)
    dev = torch.device(a.device)
    model = PinnerFormer(a).to(dev)
    matrices = [w for w in model.parameters() if w.dim() > 1]
    vectors = [w for w in model.parameters() if w.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}], lr=1e-3
    )
    mask = None
    if not a.fused:
        mask = torch.full((a.window, a.window), -1e9, device=dev).triu(1)
    corpus = F.normalize(torch.randn(20_000, a.pin_dimension, device=dev), dim=-1)
    pairs = a.batch * a.positions
    in_batch = min(a.in_batch, pairs)

    def step():
        pins = torch.randint(len(corpus), (a.batch, a.window), device=dev)
        at = 1_640_000_000_000 + torch.randint(1, 6 * HOUR, pins.shape, device=dev).cumsum(1)
        rows = torch.stack([torch.randperm(a.window, device=dev)[: a.positions] for _ in range(a.batch)])
        rows = (rows + torch.arange(a.batch, device=dev).unsqueeze(1) * a.window).reshape(-1)
        ones = torch.ones_like(pins)
        batch = (corpus[pins], ones, ones, torch.full(pins.shape, -1.0, device=dev), at, rows)
        labels = torch.randint(len(corpus), (pairs,), device=dev)
        pool = torch.cat([labels[:in_batch], torch.randint(len(corpus), (a.uniform,), device=dev)])
        users = model(batch, mask)
        positives, negatives = model.tower(corpus[labels]), model.tower(corpus[pool])
        positives, negatives = F.normalize(positives, dim=-1), F.normalize(negatives, dim=-1)
        positive = (users * positives).sum(1, keepdim=True) / model.tau
        own = labels.view(a.batch, 1, -1, 1) == pool
        own = own.any(2).expand(-1, a.positions, -1).reshape(pairs, -1)
        negative = (users @ negatives.T / model.tau).masked_fill(own, -1e9)
        loss = -torch.cat([positive, negative], 1).log_softmax(1)[:, 0].mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            model.tau.clamp_(min=0.01)
        return loss.item()

    def train(steps):
        start = time.perf_counter()
        for _ in range(steps):
            step()
        return time.perf_counter() - start

    train(a.warm_up)
    name = f"PyTorch {torch.__version__} eager{', fused attention' if a.fused else ''}"
    if a.turns:
        print(name, flush=True)
        for line in sys.stdin:
            print(train(int(line)), flush=True)
        return
    print("| attention | threads | B | T | sequences/s |\n|---|---|---|---|---|")
    print(f"| {name} | {a.threads} | {a.batch} | {a.window} | {a.steps * a.batch / train(a.steps):.1f} |")


if __name__ == "__main__":
    main()
