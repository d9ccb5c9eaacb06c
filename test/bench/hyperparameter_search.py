"""The chapter's random search as a NumPy program of the kind the book has: 100 pairs of learning rate and weight decay, each training a
network with six hidden layers of 100 on 400 images for 50 epochs and measuring the accuracy on the training and validation images after
every epoch. Prints the seconds it took, data loading left out.

usage: python3 hyperparameter_search.py FOLDER_WITH_MNIST [trials]
"""
import gzip
import json
import os
import sys
import time

import numpy as np

folder, trials = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100


def read(name, offset):
    path = os.path.join(folder, name)
    opened = gzip.open(path + '.gz') if os.path.exists(path + '.gz') else open(path, 'rb')
    with opened as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


images = read('train-images-idx3-ubyte', 16).reshape(-1, 784)[:500].astype(np.float32) / 255
labels = read('train-labels-idx1-ubyte', 8)[:500].astype(np.int64)
order = np.random.RandomState(0).permutation(500)
x_val, t_val, x_train, t_train = images[order[:100]], labels[order[:100]], images[order[100:]], labels[order[100:]]

SIZES = [784] + [100] * 6 + [10]


class Network:
    """Affine and ReLU layers with softmax cross-entropy and weight decay; float64 weights, as NumPy's randn gives them."""

    def __init__(self, decay, random):
        self.decay = decay
        self.W = [random.randn(n, m) * np.sqrt(2.0 / n) for n, m in zip(SIZES, SIZES[1:])]
        self.b = [np.zeros(m) for m in SIZES[1:]]

    def predict(self, x):
        for W, b in zip(self.W[:-1], self.b[:-1]):
            x = np.maximum(0, x @ W + b)
        return x @ self.W[-1] + self.b[-1]

    def loss(self, x, t):
        y = self.predict(x)
        y = y - y.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(y).sum(axis=1)) - y[np.arange(len(t)), t]) + sum(0.5 * self.decay * np.sum(W**2) for W in self.W)

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == t)

    def gradient(self, x, t):
        inputs = [x]
        for W, b in zip(self.W[:-1], self.b[:-1]):
            inputs.append(np.maximum(0, inputs[-1] @ W + b))
        y = inputs[-1] @ self.W[-1] + self.b[-1]
        y = np.exp(y - y.max(axis=1, keepdims=True))
        d = y / y.sum(axis=1, keepdims=True)
        d[np.arange(len(t)), t] -= 1
        d /= len(t)
        gradients = []
        for i in reversed(range(len(self.W))):
            gradients.append((inputs[i].T @ d + self.decay * self.W[i], d.sum(axis=0)))
            if i > 0:
                d = (d @ self.W[i].T) * (inputs[i] > 0)
        return gradients[::-1]


def train(lr, decay, seed):
    random = np.random.RandomState(seed)
    network = Network(decay, random)
    history = []
    for _ in range(50):
        for _ in range(4):
            batch = random.choice(400, 100)
            x, t = x_train[batch], t_train[batch]
            for i, (dW, db) in enumerate(network.gradient(x, t)):
                network.W[i] -= lr * dW
                network.b[i] -= lr * db
            network.loss(x, t)
        history.append((network.accuracy(x_train, t_train), network.accuracy(x_val, t_val)))
    return history[-1][1]


random = np.random.RandomState(0)
start = time.perf_counter()
best = max(train(10 ** random.uniform(-6, -2), 10 ** random.uniform(-8, -4), trial) for trial in range(trials))
print(json.dumps({'seconds': time.perf_counter() - start, 'best': float(best), 'numpy': np.__version__, 'trials': trials}))
