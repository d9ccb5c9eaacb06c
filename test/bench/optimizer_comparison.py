"""The chapter's comparison of optimizers as a NumPy program of the kind the book has: four times the same network, four hidden layers of 100
with ReLU, trained by SGD, Momentum, AdaGrad and Adam on the same mini-batches of 128; the loss is measured again after every update, for the
curve. Layers are objects with forward and backward, weights float64 as NumPy's randn gives them.

Prints the seconds it took, on the clock and of the processor, data loading left out, and the last losses.

usage: python3 optimizer_comparison.py FOLDER_WITH_MNIST [iterations] [--loss-once]
--loss-once takes the loss of the gradient's own forward pass instead of a second one: less than the book does, exactly what Descent does.
"""
import gzip
import json
import os
import sys
import time

import numpy as np

once = '--loss-once' in sys.argv
given = [argument for argument in sys.argv[1:] if not argument.startswith('--')]
folder, iterations = given[0], int(given[1]) if len(given) > 1 else 2000


def read(name, offset):
    path = os.path.join(folder, name)
    opened = gzip.open(path + '.gz') if os.path.exists(path + '.gz') else open(path, 'rb')
    with opened as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


images = read('train-images-idx3-ubyte', 16).reshape(-1, 784).astype(np.float32) / 255
labels = read('train-labels-idx1-ubyte', 8).astype(np.int64)


class Affine:
    def __init__(self, inputs, outputs, random):
        self.W = random.randn(inputs, outputs) * np.sqrt(2.0 / inputs)
        self.b = np.zeros(outputs)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dy):
        self.dW = self.x.T @ dy
        self.db = dy.sum(axis=0)
        return dy @ self.W.T


class ReLU:
    def forward(self, x):
        self.closed = x <= 0
        y = x.copy()
        y[self.closed] = 0
        return y

    def backward(self, dy):
        dy[self.closed] = 0
        return dy


class SoftmaxCrossEntropy:
    def forward(self, x, t):
        shifted = x - x.max(axis=1, keepdims=True)
        e = np.exp(shifted)
        self.y, self.t = e / e.sum(axis=1, keepdims=True), t
        return -np.mean(np.log(self.y[np.arange(len(t)), t] + 1e-7))

    def backward(self):
        dx = self.y.copy()
        dx[np.arange(len(self.t)), self.t] -= 1
        return dx / len(self.t)


class Network:
    def __init__(self, sizes, random):
        self.affine = [Affine(n, m, random) for n, m in zip(sizes, sizes[1:])]
        self.layers = [layer for affine in self.affine for layer in (affine, ReLU())][:-1]
        self.last = SoftmaxCrossEntropy()
        self.params = {f'{name}{i}': getattr(layer, name) for i, layer in enumerate(self.affine) for name in ('W', 'b')}

    def loss(self, x, t):
        for layer in self.layers:
            x = layer.forward(x)
        return self.last.forward(x, t)

    def gradient(self, x, t):
        loss = self.loss(x, t)
        d = self.last.backward()
        for layer in reversed(self.layers):
            d = layer.backward(d)
        return loss, {f'{name}{i}': getattr(layer, f'd{name}') for i, layer in enumerate(self.affine) for name in ('W', 'b')}


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, None

    def update(self, params, grads):
        if self.v is None:
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        for key in params:
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.v[key]


class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr, self.h = lr, None

    def update(self, params, grads):
        if self.h is None:
            self.h = {key: np.zeros_like(value) for key, value in params.items()}
        for key in params:
            self.h[key] += grads[key] * grads[key]
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + 1e-7)


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2, self.step, self.m = lr, beta1, beta2, 0, None

    def update(self, params, grads):
        if self.m is None:
            self.m = {key: np.zeros_like(value) for key, value in params.items()}
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        self.step += 1
        lr = self.lr * np.sqrt(1 - self.beta2**self.step) / (1 - self.beta1**self.step)
        for key in params:
            self.m[key] += (1 - self.beta1) * (grads[key] - self.m[key])
            self.v[key] += (1 - self.beta2) * (grads[key] ** 2 - self.v[key])
            params[key] -= lr * self.m[key] / (np.sqrt(self.v[key]) + 1e-7)


start, worked = time.perf_counter(), time.process_time()
optimizers = {'SGD': SGD(), 'Momentum': Momentum(), 'AdaGrad': AdaGrad(), 'Adam': Adam()}
networks = {name: Network([784, 100, 100, 100, 100, 10], np.random.RandomState(0)) for name in optimizers}
losses = {name: [] for name in optimizers}
for _ in range(iterations):
    batch = np.random.choice(len(images), 128)
    x, t = images[batch], labels[batch]
    for name, optimizer in optimizers.items():
        network = networks[name]
        loss, grads = network.gradient(x, t)
        optimizer.update(network.params, grads)
        losses[name].append(loss if once else network.loss(x, t))
seconds, processor = time.perf_counter() - start, time.process_time() - worked
print(json.dumps({'seconds': seconds, 'processor': processor, 'losses': {name: float(np.mean(each[-100:])) for name, each in losses.items()}, 'numpy': np.__version__, 'iterations': iterations}))
