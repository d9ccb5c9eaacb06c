// A module's exports: the interface of ../kernels.ts.

export { gatherBytes, gatherBytesStandardized, gatherFloats, gatherFloatsStandardized, gatherLabels } from './gather';
export { affineForward, affineInputGradient, affineWeightGradient, affineWeightStep } from './affine';
export { gatherSparse, sparseForward, sparseTranspose, sparseWeightGradient, sparseWeightStep } from './sparse';
export { argmax, confusion, countEqual, meanSquaredError, softmaxBackward, softmaxCrossEntropy, softmaxForward } from './losses';
export { batchNormBackward, batchNormForward, batchNormPredict, columnSums } from './batch-norm';
export { allFinite, chunkMagnitudes, chunkSquares, countOutside, histogram, moments, sum, sumPartials } from './reductions';
export * from './elements';
