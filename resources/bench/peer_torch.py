"""Training steps and evaluation of the benchmark's networks in PyTorch, one thread; prints JSON, milliseconds.

usage: peer_torch.py IMAGES LABELS FEATURES  (raw bytes: examples x features, examples)
"""
import json, sys, time
import numpy as np, torch
import torch.nn as nn

torch.set_num_threads(1)
features = int(sys.argv[3])
images = torch.from_numpy(np.fromfile(sys.argv[1], np.uint8).reshape(-1, features).astype(np.float32) / 255)
labels = torch.from_numpy(np.fromfile(sys.argv[2], np.uint8).astype(np.int64))
nets = {'A': ([50], 100), 'B': ([100] * 4, 128), 'C': ([512, 512], 128)}


def network(hidden, norm):
    layers, n = [], features
    for units in hidden:
        layers += [nn.Linear(n, units)] + ([nn.BatchNorm1d(units)] if norm else []) + [nn.ReLU()]
        n = units
    return nn.Sequential(*layers, nn.Linear(n, 10))


def timed(call, seconds=2.0, rounds=5):
    """Best and median of rounds that fill the time, after one round to warm up."""
    start = time.perf_counter()
    call()
    call()
    each = (time.perf_counter() - start) / 2
    calls = max(1, int(seconds / rounds / each))
    took = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        took.append((time.perf_counter() - start) / calls * 1e3)
    took = sorted(took[1:])
    return {'best': took[0], 'median': took[len(took) // 2]}


def step(hidden, batch, norm=False, adam=False):
    model, loss = network(hidden, norm), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters()) if adam else torch.optim.SGD(model.parameters(), lr=0.01)

    def call():
        rows = torch.randint(0, len(images), (batch,))
        optimizer.zero_grad(set_to_none=True)
        loss(model(images[rows]), labels[rows]).backward()
        optimizer.step()

    return timed(call)


def evaluate(hidden):
    model = network(hidden, False).eval()

    def call():
        with torch.no_grad():
            for i in range(0, len(images), 1000):
                model(images[i:i + 1000]).argmax(1)

    took = timed(call, rounds=3)
    return {name: value * 60000 / len(images) for name, value in took.items()}


print(json.dumps({
    'version': torch.__version__,
    'nets': {name: {'step': step(*net), 'stepBatchNormAdam': step(*net, norm=True, adam=True), 'evaluate60000': evaluate(net[0])} for name, net in nets.items()},
}))
