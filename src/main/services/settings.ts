import { settingsSchema, type Settings } from '../../shared/api/records.ts';
import type { Store } from '../store/store.ts';

const initial: Settings = { parallelRuns: null, threads: null, kernels: null, checkpointEvery: 10 };

/** How the studio runs, kept in the store. */
export class SettingsService {
  readonly #store: Store;
  readonly #overrides: Partial<Settings>;
  readonly #changed: (settings: Settings) => void;

  /**
   * @param overrides what this process was told by its command line; not stored
   * @param changed called after each change
   */
  constructor(store: Store, overrides: Partial<Settings>, changed: (settings: Settings) => void) {
    this.#store = store;
    this.#overrides = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
    this.#changed = changed;
  }

  /** What was set, and the defaults of the rest. A stored value that is no longer valid gives way to its default. */
  get(): Settings {
    const kept = this.#store.settings.all();
    const valid = Object.entries(settingsSchema.shape).flatMap(([key, schema]) => {
      const parsed = schema.safeParse(kept[key]);
      return parsed.success ? [[key, parsed.data]] : [];
    });
    return { ...initial, ...Object.fromEntries(valid), ...this.#overrides } as Settings;
  }

  change(change: Partial<Settings>): Settings {
    this.#store.write(() => {
      for (const [key, value] of Object.entries(change)) if (value !== undefined) this.#store.settings.set(key, value);
    });
    const settings = this.get();
    this.#changed(settings);
    return settings;
  }
}
