/** English texts about going on from a checkpoint with other settings. */
export const forkEn = {
  open: 'Go on with other settings…',
  title: 'Go on with other settings',
  help: 'A new run begins with the weights and the optimizer’s state of a checkpoint of this one. This run stays as it is.',
  none: 'This run has no checkpoint yet. It gets one every few seconds while it trains.',
  checkpoint: 'Checkpoint',
  length: 'Length, counted from the first step',
  penalties: 'Penalties and clipping',
  noSteps: 'The checkpoint stands at the last step: a greater length gives the new run something to do.',
  start: 'Go on and compare',
  from: 'Went on from',
  fromAt: '{name} at step {step}',
};
