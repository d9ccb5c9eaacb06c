import type { BuildEnvironmentOptions, Plugin } from 'vite';

type Output = Exclude<NonNullable<BuildEnvironmentOptions['rolldownOptions']>['output'], readonly unknown[] | undefined>;

/** Large libraries that few screens need. */
const libraries = {
  charts: /node_modules[\\/](echarts|zrender|vue-echarts)[\\/]/,
  formulas: /node_modules[\\/]katex[\\/]/,
  editor: /node_modules[\\/](@codemirror|@lezer|crelt|style-mod|w3c-keyname)[\\/]/,
};

/** The screen a studio opens with. */
const firstScreen = '/features/home/HomeScreen.vue';

/**
 * How the renderer's code is cut into files. Left to itself the bundler makes one per set of screens that share a module, more than a hundred,
 * each a request and a script of its own. Here what the page needs before any screen is one file, what the first screen needs another, each large
 * library one together with what screens build on it, and what else screens share the last: so the studio opens without what only later screens need.
 */
export function rendererChunks(): { readonly plugin: Plugin; readonly codeSplitting: Output['codeSplitting'] } {
  const frame = new Set<string>();
  const first = new Set<string>();
  const above = Object.values(libraries).map(() => new Set<string>());
  return {
    plugin: {
      name: 'renderer-chunks',
      apply: 'build',
      buildEnd() {
        const modules = [...this.getModuleIds()];
        const imported = (id: string) => this.getModuleInfo(id)?.importedIds;
        spread(frame, modules.filter((id) => this.getModuleInfo(id)?.isEntry), imported);
        spread(first, modules.filter((id) => id.endsWith(firstScreen)), imported);
        for (const [at, library] of Object.values(libraries).entries()) spread(above[at], modules.filter((id) => library.test(id)), (id) => this.getModuleInfo(id)?.importers);
      },
    },
    codeSplitting: {
      // A group's modules bring along nothing: what they import has a place of its own.
      includeDependenciesRecursively: false,
      groups: [
        { name: 'frame', test: (id) => frame.has(id), priority: 3 },
        ...Object.entries(libraries).map(([name, library]) => ({ name, test: library, priority: 2 })),
        ...Object.keys(libraries).map((name, at) => ({ name, minShareCount: 2, test: (id: string) => above.every((set, other) => set.has(id) === (other === at)), priority: 1 })),
        { name: 'first', test: (id: string) => first.has(id) && !above.some((set) => set.has(id)), priority: 1 },
        { name: 'screens', minShareCount: 2, test: (id: string) => !above.some((set) => set.has(id)) },
      ],
    },
  };
}

/** Adds the modules and all that is reached from them. */
function spread(set: Set<string> | undefined, from: readonly string[], next: (id: string) => readonly string[] | undefined): void {
  if (!set) return;
  set.clear();
  for (const id of from) set.add(id);
  // A set hands out what is added while it is walked.
  for (const id of set) for (const one of next(id) ?? []) set.add(one);
}
