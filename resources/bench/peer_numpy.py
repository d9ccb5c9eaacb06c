"""Training steps and evaluation of the benchmark's networks in NumPy (float32), one thread; prints JSON, milliseconds.

usage: peer_numpy.py IMAGES LABELS FEATURES  (raw bytes: examples x features, examples)
"""
import json, sys, time
import numpy as np

features = int(sys.argv[3])
images = np.fromfile(sys.argv[1], np.uint8).reshape(-1, features).astype(np.float32) / np.float32(255)
labels = np.fromfile(sys.argv[2], np.uint8).astype(np.int64)
nets = {'A': ([50], 100), 'B': ([100] * 4, 128), 'C': ([512, 512], 128)}
random = np.random.default_rng(0)


def weights(hidden):
    sizes = [features, *hidden, 10]
    return [[(random.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32), np.zeros(b, np.float32)] for a, b in zip(sizes, sizes[1:])]


def forward(layers, x):
    values = [x]
    for i, (w, b) in enumerate(layers):
        x = x @ w + b
        if i < len(layers) - 1:
            x = np.maximum(x, 0)
        values.append(x)
    return values


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


def step(hidden, batch):
    layers, rate = weights(hidden), np.float32(0.01)

    def call():
        rows = random.integers(0, len(images), batch)
        values = forward(layers, images[rows])
        scores = np.exp(values[-1] - values[-1].max(1, keepdims=True))
        gradient = scores / scores.sum(1, keepdims=True)
        gradient[np.arange(batch), labels[rows]] -= 1
        gradient /= np.float32(batch)
        for i in reversed(range(len(layers))):
            w, b = layers[i]
            x = values[i]
            dw, db = x.T @ gradient, gradient.sum(0)
            if i > 0:
                gradient = (gradient @ w.T) * (x > 0)
            w -= rate * dw
            b -= rate * db

    return timed(call)


def evaluate(hidden):
    layers = weights(hidden)

    def call():
        for i in range(0, len(images), 1000):
            forward(layers, images[i:i + 1000])[-1].argmax(1)

    took = timed(call, rounds=3)
    return {name: value * 60000 / len(images) for name, value in took.items()}


print(json.dumps({'version': np.__version__, 'nets': {name: {'step': step(*net), 'evaluate60000': evaluate(net[0])} for name, net in nets.items()}}))
