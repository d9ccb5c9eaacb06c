import { resolve } from 'node:path';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { bundledPackages } from './scripts/support/bundled-packages.ts';
import { rendererChunks } from './scripts/support/renderer-chunks.ts';
import { describeCatalog } from './src/engine/catalog.ts';
import { nuxtUi } from './src/renderer/app/nuxt-ui.ts';
import { templates } from './src/shared/design/templates.ts';

const chunks = rendererChunks();
const at = (path: string) => resolve(import.meta.dirname, path);

/** Icons that declarations and templates name: the scan of the renderer's sources cannot see these. */
const declaredIcons = [
  ...Object.values(describeCatalog()).flatMap((definitions) => definitions.flatMap(({ icon }) => (icon === undefined ? [] : [`lucide:${icon}`]))),
  ...templates.map(({ icon }) => icon.replace('i-lucide-', 'lucide:')),
];

/**
 * Three bundles: the main process with its doors and workers, the preload, the renderer.
 * `dependencies` of package.json stay outside the main bundle; everything else is bundled.
 */
export default defineConfig({
  main: {
    plugins: [bundledPackages('main', import.meta.dirname)],
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          desktop: at('src/main/desktop/main.ts'),
          cli: at('src/main/entry/cli.ts'),
          worker: at('src/engine/worker/worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [bundledPackages('preload', import.meta.dirname)],
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be CommonJS and stand alone.
      rolldownOptions: { input: { index: at('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [vue(), ui({ ...nuxtUi, icon: { ...nuxtUi.icon, clientBundle: { ...(nuxtUi.icon?.clientBundle || {}), icons: [...new Set(declaredIcons)] } }, root: import.meta.dirname }), bundledPackages('renderer', import.meta.dirname), chunks.plugin],
    build: {
      outDir: 'out/renderer',
      minify: true,
      // Nothing is inlined as a data: address: the content-security policy allows files of the studio's own only.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: at('src/renderer/index.html') }, output: { codeSplitting: chunks.codeSplitting } },
    },
  },
});
