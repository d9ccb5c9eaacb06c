import { registerHooks } from 'node:module';

/** `import 'electron'` gives the stand-in: loaded with `--import` before the studio's own desktop entry. */
const standIn = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(specifier, context)),
});
