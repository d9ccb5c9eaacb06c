import boundaries from 'eslint-plugin-boundaries';
import vue from 'eslint-plugin-vue';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { vueScriptParser } from './scripts/support/vue-script-parser.ts';

/** The rooms of the house: a folder and everything in it. The first pattern that matches names the room. */
const rooms = [
  ['shared', 'src/shared'],
  ['engine-core', 'src/engine/core'],
  ['engine-kernels', 'src/engine/kernels'],
  ['definition', 'src/engine/{layers,losses,initializers,optimizers,schedules}'],
  ['definition', 'src/engine/data/generators'],
  ['engine', 'src/engine'],
  ['main-services', 'src/main/services'],
  ['main-store', 'src/main/store'],
  ['main-workers', 'src/main/workers'],
  ['main-rpc', 'src/main/rpc'],
  ['main-desktop', 'src/main/desktop'],
  ['main-server', 'src/main/server'],
  ['main-cli', 'src/main/cli'],
  ['main-entry', 'src/main/entry'],
  ['main-app', 'src/main'],
  ['preload', 'src/preload'],
  ['feature', 'src/renderer/features/*'],
  ['renderer-app', 'src/renderer/app'],
  ['renderer', 'src/renderer'],
].map(([type, pattern]) => ({ type, pattern }));

/** Who may import whom, beside its own room. */
const allowed = {
  // Where a process begins: it puts the doors it opens together, so that these need not know each other.
  'main-entry': ['main-app', 'main-cli', 'main-server', 'main-workers', 'shared'],
  'engine-core': ['engine-kernels', 'shared'],
  'engine-kernels': ['engine-core', 'shared'],
  definition: ['engine-core', 'engine-kernels', 'shared'],
  engine: ['definition', 'engine-core', 'engine-kernels', 'shared'],
  'main-app': ['main-services', 'main-store', 'main-workers', 'engine', 'shared'],
  'main-services': ['main-store', 'main-workers', 'engine', 'engine-core', 'engine-kernels', 'shared'],
  'main-store': ['shared'],
  'main-workers': ['engine', 'engine-kernels', 'shared'],
  'main-rpc': ['main-app', 'main-services', 'shared'],
  'main-desktop': ['main-app', 'main-rpc', 'main-workers', 'shared'],
  'main-server': ['main-app', 'main-rpc', 'main-workers', 'shared'],
  // Some commands ask the engine itself: gradcheck, bench, doctor.
  'main-cli': ['main-app', 'main-rpc', 'main-services', 'main-workers', 'engine', 'engine-kernels', 'shared'],
  preload: ['shared'],
  renderer: ['shared'],
  'renderer-app': ['renderer', 'feature', 'shared'],
  // What all screens share; never another feature.
  feature: ['renderer', 'shared'],
};

const may = (from, to) => ({ from: { element: { type: from } }, allow: { to: { element: { types: { anyOf: to } } } } });

/** Packages that belong to some rooms alone. */
const reserved = {
  electron: ['src/main/desktop/**', 'src/preload/**'],
  'better-sqlite3': ['src/main/store/**'],
  ws: ['src/main/server/**'],
};

/** Every reserved package is refused but the room's own; `patterns` adds more. */
const restricted = (own, patterns = []) => ({
  'no-restricted-imports': [
    'error',
    { paths: Object.entries(reserved).filter(([name]) => name !== own).map(([name, owners]) => ({ name, message: `Only ${owners.join(' and ')} may import ${name}.` })), patterns },
  ],
});

const importRules = {
  plugins: { boundaries },
  settings: {
    'boundaries/elements': rooms,
    'import/resolver': { node: { extensions: ['.ts', '.vue', '.js'] } },
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        message: 'The house does not allow {{from.element.type}} to import {{to.element.type}}: see ARCHITECTURE.md, "Who may import whom".',
        policies: [
          ...Object.entries(allowed).map(([from, to]) => may(from, to)),
        ],
      },
    ],
  },
};

/** Who may import whom, alone: `test/house/imports.test.ts` shows that each of these rules refuses. */
export const houseRules = [
  { files: ['src/**/*.{ts,vue}'], ...importRules },
  { files: ['src/**/*.{ts,vue}'], rules: restricted() },
  ...Object.entries(reserved).map(([name, owners]) => ({ files: owners, rules: restricted(name) })),
  {
    files: ['src/engine/{layers,losses,initializers,optimizers,schedules}/*.ts', 'src/engine/data/generators/*.ts'],
    rules: restricted(undefined, [{ regex: '^\\./', message: 'Definitions never import each other: what two of them share belongs into src/engine/core.' }]),
  },
];

export default defineConfig(
  { ignores: ['out/**', 'dist/**', 'shots/**', 'coverage/**', 'node_modules/**', 'src/engine/kernels/assembly/**', 'src/engine/kernels/generated/**', 'test/fixtures/forbidden/**', 'scripts/**/*.mjs'] },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [...tseslint.configs.recommendedTypeChecked, ...vue.configs['flat/recommended']],
    languageOptions: {
      parserOptions: { parser: vueScriptParser(import.meta.dirname), projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'hack'], location: 'anywhere' }],
      // Services and stores are made of plain functions: none of them knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A screen's pieces share one reactive model, handed down as a prop; replacing the prop itself stays an error.
      'vue/no-mutating-props': ['error', { shallowOnly: true }],
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  ...houseRules,
  // A test reads JSON and talks to fixtures: what comes is checked by its assertions.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/no-unsafe-return': 'off' } },
);
