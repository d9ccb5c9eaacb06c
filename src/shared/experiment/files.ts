import { slots, type CatalogDescription, type SlotName } from '../schema/definition.ts';

/** A file that a parameter of a document names. */
export interface NamedFile {
  /** Path in the document, such as `data.path`. */
  readonly path: string;
  readonly file: string;
  /** Puts another name in its place. */
  readonly rename: (file: string) => void;
}

/** Every file that a document names, wherever a declared parameter is one. A declared type is known by the key that tells types of its slot apart. */
export function* namedFiles(value: unknown, catalog: CatalogDescription, path = ''): Generator<NamedFile> {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const slot of Object.keys(slots) as SlotName[]) {
    const type = holder[slots[slot].discriminator];
    const parameters = catalog[slot].find((definition) => definition.type === type)?.parameters ?? {};
    for (const [name, parameter] of Object.entries(parameters)) {
      const file = holder[name];
      if (parameter.kind === 'text' && parameter.file === true && typeof file === 'string' && file !== '') yield { path: join(path, name), file, rename: (to) => (holder[name] = to) };
    }
  }
  for (const [key, inner] of Object.entries(holder)) yield* namedFiles(inner, catalog, join(path, key));
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
