/**
 * Training steps of the benchmark's networks in TensorFlow.js on its WebAssembly backend, one thread; prints JSON, milliseconds.
 *
 * usage: node peer_tensorflow.mjs IMAGES LABELS FEATURES, in a folder where @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm are installed
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(join(process.cwd(), 'package.json')));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setThreadsCount(1);
wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
await tf.setBackend('wasm');
await tf.ready();

const features = Number(process.argv[4]);
const images = readFileSync(process.argv[2]);
const labels = readFileSync(process.argv[3]);
const nets = { A: [[50], 100], B: [[100, 100, 100, 100], 128], C: [[512, 512], 128] };

function step(hidden, batch) {
  const model = tf.sequential();
  hidden.forEach((units, i) => model.add(tf.layers.dense({ units, activation: 'relu', ...(i === 0 ? { inputShape: [features] } : {}) })));
  model.add(tf.layers.dense({ units: 10 }));
  const optimizer = tf.train.sgd(0.01);
  const x = new Float32Array(batch * features);
  const t = new Int32Array(batch);
  const call = () => {
    for (let r = 0; r < batch; r++) {
      const example = Math.floor(Math.random() * labels.length);
      for (let f = 0; f < features; f++) x[r * features + f] = images[example * features + f] / 255;
      t[r] = labels[example];
    }
    tf.tidy(() => {
      const inputs = tf.tensor2d(x, [batch, features]);
      const targets = tf.oneHot(tf.tensor1d(t, 'int32'), 10);
      optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, model.apply(inputs, { training: true })), true).dataSync();
    });
  };
  for (let i = 0; i < 3; i++) call();
  const took = [];
  for (const begin = performance.now(); performance.now() - begin < 2_000 || took.length < 3; ) {
    const start = performance.now();
    call();
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  return { best: took[0], median: took[Math.floor(took.length / 2)] };
}

const results = {};
for (const [name, net] of Object.entries(nets)) results[name] = { step: step(...net) };
console.log(JSON.stringify({ version: tf.version.tfjs, nets: results }));
