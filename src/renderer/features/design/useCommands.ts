import { useToast } from '@nuxt/ui/composables';
import {
  activationForAll, below, blockItem, canGroup, changeBlock, copyText, dropoutEverywhere, duplicate, findItem, flatten, group, initForAll, insert, layerItem, move, newLayer, normalizationEverywhere, nudge, parentOf, pasteText,
  remove, replaceLayer, setOption, setValue, ungroup, visibleIds, type BlockItem, type Item, type Position,
} from '../../../shared/design/index.ts';
import type { Typed } from '../../../shared/experiment/document.ts';
import { experimentSchema } from '../../../shared/experiment/schema.ts';
import type { DefinitionDescription } from '../../../shared/schema/definition.ts';
import { useCatalog } from '../../stores/studio.ts';
import { announce } from './announcer.ts';
import { useDesigner } from './designer.ts';
import { useDesignWords } from './useDesignWords.ts';

/** What was copied last in this window, for menus that may not read the system's clipboard. */
let copied = '';

/** Everything that can be done to the network, as buttons, menus, keys and drags call it: each is one step of the history and is announced. */
export function useCommands() {
  const designer = useDesigner();
  const catalog = useCatalog();
  const words = useDesignWords();
  const toast = useToast();
  const { t } = words;

  /** Layers among which the selection's actions work. */
  const chosen = () => designer.chosen;
  const where = (id: string) => {
    const order = visibleIds(designer.outline);
    return { position: order.indexOf(id) + 1, count: order.length };
  };

  function place(items: readonly Item[], at?: Position): void {
    if (!designer.design) return;
    const target = at ?? below(designer.outline, designer.selected);
    const [first] = items;
    if (!first) return;
    const kind = first.kind === 'layer' ? words.title('layer', first.layer.type) : words.itemName(first);
    if (!designer.change({ key: 'insert', name: kind }, (design) => insert(design, items, target))) return;
    const id = designer.selected[0];
    const item = id === undefined ? undefined : findItem(designer.outline, id);
    if (item && id !== undefined) announce(t('design.said.inserted', { name: words.itemName(item), ...where(id) }));
  }

  function addLayer(definition: DefinitionDescription, at?: Position): void {
    place([layerItem(newLayer(definition))], at);
  }

  function addBlock(layers: readonly Typed[], times: number, at?: Position): void {
    place([blockItem(layers, times)], at);
  }

  function moveTo(ids: readonly string[], to: Position): void {
    const name = words.itemsName(designer.outline.flatMap((item) => (ids.includes(item.id) ? [item] : item.kind === 'block' ? item.items.filter(({ id }) => ids.includes(id)) : [])));
    if (designer.change({ key: 'move', name }, (design) => move(design, ids, to))) sayMoved();
  }

  function nudgeBy(by: -1 | 1): void {
    if (chosen().length === 0) return;
    if (designer.change({ key: 'move', name: words.itemsName(chosen()) }, (design) => nudge(design, designer.selected, by))) sayMoved();
  }

  function sayMoved(): void {
    const [first] = chosen();
    if (first) announce(t('design.said.moved', { name: words.itemsName(chosen()), ...where(first.id) }));
  }

  function duplicateChosen(): void {
    const name = words.itemsName(chosen());
    if (chosen().length === 0) return;
    if (designer.change({ key: 'duplicate', name }, (design) => duplicate(design, designer.selected))) announce(t('design.said.duplicated', { name }));
  }

  function deleteChosen(key: 'delete' | 'cut' = 'delete'): void {
    const name = words.itemsName(chosen());
    if (chosen().length === 0) return;
    if (designer.change({ key, name }, (design) => remove(design, designer.selected))) announce(t('design.said.deleted', { name }));
  }

  /** The chosen layers as text; undefined where none is. */
  function copyChosen(): string | undefined {
    if (chosen().length === 0) return undefined;
    copied = copyText(chosen());
    announce(t('design.said.copied', { name: words.itemsName(chosen()) }));
    return copied;
  }

  /** For menus: the system's clipboard where it may be written. */
  async function copyToClipboard(): Promise<void> {
    const text = copyChosen();
    // Where the page may not write there, the layers can still be pasted in this window.
    if (text !== undefined) await navigator.clipboard?.writeText(text).catch(() => undefined);
  }

  function paste(text: string): void {
    if (!catalog.value) return;
    const items = pasteText(text, experimentSchema(catalog.value, words.language.value).slot('layer'));
    if (!items) {
      announce(t('design.said.nothingToPaste'));
      toast.add({ title: t('design.said.nothingToPaste'), icon: 'i-lucide-clipboard-x', color: 'neutral' });
      return;
    }
    const done = designer.change({ key: 'paste' }, (design) => insert(design, items, below(design.outline, designer.selected)));
    if (done) announce(t('design.said.pasted', { count: items.length }, items.length));
  }

  async function pasteFromClipboard(): Promise<void> {
    const text = await navigator.clipboard?.readText().catch(() => '');
    paste(text || copied);
  }

  function groupChosen(): void {
    const count = chosen().length;
    if (!designer.design || !canGroup(designer.outline, designer.selected)) {
      announce(t('design.said.cannotGroup'));
      if (count > 0) toast.add({ title: t('design.said.cannotGroup'), icon: 'i-lucide-group', color: 'neutral' });
      return;
    }
    if (designer.change({ key: 'group' }, (design) => group(design, designer.selected))) announce(t('design.said.grouped', { count }, count));
  }

  function ungroupChosen(): void {
    const block = chosen().find((item): item is BlockItem => item.kind === 'block') ?? (chosen()[0] && parentOf(designer.outline, chosen()[0]?.id ?? ''));
    if (!block) return;
    if (designer.change({ key: 'ungroup' }, (design) => ungroup(design, block.id))) announce(t('design.said.ungrouped'));
  }

  function setBlock(id: string, change: Partial<Pick<BlockItem, 'name' | 'times' | 'collapsed'>>): void {
    designer.change({ key: 'block' }, (design) => changeBlock(design, id, change), `block ${id} ${Object.keys(change).join()}`);
  }

  function replaceBy(id: string, definition: DefinitionDescription): void {
    const item = findItem(designer.outline, id);
    if (item?.kind !== 'layer') return;
    designer.change({ key: 'option', name: words.itemName(item) }, (design) => replaceLayer(design, id, newLayer(definition)));
  }

  /** One option of a layer. Steps of one control follow each other under one key, until it is left. */
  function setLayerOption(id: string, name: string, value: unknown): void {
    const item = findItem(designer.outline, id);
    if (item) designer.change({ key: 'option', name: words.itemName(item) }, (design) => setOption(design, id, name, value), `option ${id} ${name}`);
  }

  /** A value of the document outside its layers. @param name what it is called */
  function set(path: string, value: unknown, name: string): void {
    designer.change({ key: 'setting', name }, (design) => setValue(design, path, value), `set ${path}`);
  }

  function undo(): void {
    const label = designer.undoLabel;
    if (!label) return;
    designer.undo();
    announce(t('design.said.undone', { what: words.editName(label) }));
  }

  function redo(): void {
    const label = designer.redoLabel;
    if (!label) return;
    designer.redo();
    announce(t('design.said.redone', { what: words.editName(label) }));
  }

  const everywhere = {
    activation(type: string): void {
      if (catalog.value) designer.change({ key: 'activation', name: words.title('layer', type) }, (design) => activationForAll(design, catalog.value!, type));
    },
    init(init: Typed<'scheme'>): void {
      if (catalog.value) designer.change({ key: 'init', name: words.title('initializer', init.scheme) }, (design) => initForAll(design, catalog.value!, init), 'init everywhere');
    },
    normalization(on: boolean): void {
      if (catalog.value) designer.change({ key: 'normalization' }, (design) => normalizationEverywhere(design, catalog.value!, on));
    },
    dropout(rate: number | undefined): void {
      if (catalog.value) designer.change({ key: 'dropout' }, (design) => dropoutEverywhere(design, catalog.value!, rate), rate === undefined ? undefined : 'dropout everywhere');
    },
  };

  /** How many layers are trained, and how many rows they are on the screen. */
  const layerCount = () => flatten(designer.outline).length;

  return {
    addLayer, addBlock, place, moveTo, nudgeBy, duplicateChosen, deleteChosen, copyChosen, copyToClipboard, paste, pasteFromClipboard, groupChosen, ungroupChosen, setBlock, replaceBy, setLayerOption, set, undo, redo,
    everywhere, layerCount,
  };
}
