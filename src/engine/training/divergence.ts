import { DescentError } from '../../shared/api/errors.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import type { TensorPlan } from './network.ts';
import type { Session } from './session.ts';

/** Errors for a training that has left the finite numbers: which step, which layer, and what to try. */

/** The loss is NaN or infinite: the first layer whose outputs are is to blame. */
export function lossDiverged(session: Session, loss: number, lr: number): DescentError {
  const { kernels, float32, network } = session;
  const batch = Math.min(session.document.training.batchSize, session.examples.rows.train.length);
  const weight = float32.tensors.find((tensor) => kernels.allFinite(tensor.value, 0, tensor.plan.elements) === 0);
  if (weight) return weightsDiverged(session, weight.plan, lr);
  const layer = float32.buffers.findIndex(({ values, size }) => kernels.allFinite(values, 0, batch * size) === 0);
  const position = layer < 0 ? network.layers.length - 1 : layer;
  return diverged(session, lr, position, {
    en: `the loss became ${spell(loss)}; the first outputs that are no finite numbers are those of ${layerName(session, position).en}`,
    zh: `损失变为 ${spell(loss)}；最先不再是有限数的是${layerName(session, position).zh}的输出`,
  });
}

/** The gradient is too large for a number. */
export function gradientDiverged(session: Session, norm: number, lr: number): DescentError {
  const { kernels, float32 } = session;
  const tensor = float32.tensors.find(({ plan, gradient }) => plan.trained && kernels.allFinite(gradient, 0, plan.elements) === 0);
  const layer = tensor?.plan.layer ?? 0;
  return diverged(session, lr, layer, {
    en: `the size of the gradient became ${spell(norm)}, first in ${layerName(session, layer).en}`,
    zh: `梯度的大小变为 ${spell(norm)}，最先出现在${layerName(session, layer).zh}`,
  });
}

/** A tensor holds NaN or infinity. */
export function weightsDiverged(session: Session, { layer, local }: TensorPlan, lr: number): DescentError {
  return diverged(session, lr, layer, {
    en: `${local} of ${layerName(session, layer).en} is no finite number any more`,
    zh: `${layerName(session, layer).zh}的 ${local} 不再是有限数`,
  });
}

function diverged(session: Session, lr: number, layer: number, what: Localized): DescentError {
  // The step under way is the one after those that are done.
  const step = session.step + 1;
  const rate = Number(lr.toPrecision(3));
  const lower = Number((lr / 10).toPrecision(3));
  const { clipNorm } = session.document.regularization;
  const message = {
    en: `Training diverged at step ${step}: ${what.en}. Try a learning rate of ${lower} instead of ${rate}${clipNorm == null ? ', clip the gradient norm (regularization.clipNorm: 1)' : ''}, or smaller initial weights.`,
    zh: `训练在第 ${step} 步发散：${what.zh}。可以试试：学习率由 ${rate} 降为 ${lower}${clipNorm == null ? '，裁剪梯度范数（regularization.clipNorm: 1）' : ''}，或更小的权重初始值。`,
  };
  const mends = [{ set: { 'optimizer.lr': lower } }, ...(clipNorm == null ? [{ set: { 'regularization.clipNorm': 1 } }] : [])];
  return new DescentError('training-diverged', message.en, { step, layer, type: session.network.layers[layer].definition.type, localized: message, mends });
}

function layerName(session: Session, index: number): Localized {
  const { title } = session.network.layers[index].definition;
  return { en: `layer ${index + 1} (${title.en})`, zh: `第 ${index + 1} 层（${title.zh}）` };
}

function spell(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '−∞';
}
