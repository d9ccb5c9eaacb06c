import type { z } from 'zod';
import type { Typed } from '../experiment/document.ts';
import { blockItem, layerItem, type Item } from './outline.ts';

/** Layers on their way between documents: text on the system's clipboard, readable and checked like a document. */
export const clipboardFormat = 'descent/layers@1';

type Copied = Typed | { readonly block: readonly Typed[]; readonly times: number; readonly name?: string };

/** The items as text. */
export function copyText(items: readonly Item[]): string {
  const layers = items.map((item): Copied =>
    item.kind === 'layer' ? item.layer : { block: item.items.map(({ layer }) => layer), times: item.times, ...(item.name ? { name: item.name } : {}) },
  );
  return JSON.stringify({ format: clipboardFormat, layers }, null, 2);
}

/**
 * Items from pasted text: what `copyText` made, a list of layers, one layer, or a whole document's layers. Each layer is
 * checked and gets its defaults; undefined where the text is none of these.
 * @param layerSchema the schema of one layer
 */
export function pasteText(text: string, layerSchema: z.ZodType): Item[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list = listOf(value);
  if (!list || list.length === 0) return undefined;
  const items: Item[] = [];
  for (const entry of list) {
    const layers = isRecord(entry) && Array.isArray(entry['block']) ? (entry['block'] as unknown[]) : [entry];
    const checked = layers.map((layer) => layerSchema.safeParse(layer));
    if (!checked.every(({ success }) => success)) return undefined;
    const good = checked.map(({ data }) => data as Typed);
    if (isRecord(entry) && 'block' in entry) {
      const times = entry['times'];
      const name = entry['name'];
      items.push(blockItem(good, typeof times === 'number' && Number.isInteger(times) && times >= 1 && times <= 1000 ? times : 1, typeof name === 'string' ? name : ''));
    } else {
      items.push(...good.map(layerItem));
    }
  }
  return items;
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (!isRecord(value)) return undefined;
  if (Array.isArray(value['layers'])) return value['layers'] as unknown[];
  const network = value['network'];
  if (isRecord(network) && Array.isArray(network['layers'])) return network['layers'] as unknown[];
  return 'type' in value ? [value] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
