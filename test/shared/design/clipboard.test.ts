import { expect, test } from 'vitest';
import { changeBlock, checkUnfinished, copyText, group, insert, pasteText, templates } from '../../../src/shared/design/index.ts';
import { experimentSchema } from '../../../src/shared/experiment/index.ts';
import { catalog, design, idAt, layersOf } from './support.ts';

const schema = experimentSchema(catalog, 'en').slot('layer');

test('what was copied is pasted into another document, blocks as blocks', () => {
  const from = design([100, 'relu', 10]);
  const { design: block, selected } = group(from, [idAt(from, 0), idAt(from, 1)]);
  const items = pasteText(copyText(changeBlock(block, selected[0], { times: 2 }).outline), schema);
  const into = design([7]);
  expect(layersOf(insert(into, items ?? [], { index: 0 }).design)).toEqual([100, 'relu', 100, 'relu', 10, 7]);
});

test('a layer typed by hand gets its defaults', () => {
  expect(pasteText('{"type": "dropout", "rate": 0.1}', schema)).toMatchObject([{ layer: { type: 'dropout', rate: 0.1, scaling: 'inverted' } }]);
});

test('the layers of a whole document are pasted', () => {
  expect(pasteText(JSON.stringify(design([100, 'relu', 10]).document), schema)).toHaveLength(3);
});

test.each(['', 'hello', '[]', '{"type":"nothing"}', '[{"type":"affine","units":-1}]', '7', '{"layers":[{"block":[{"type":"nope"}],"times":2}]}'])('anything else is no layers: %s', (text) => {
  expect(pasteText(text, schema)).toBeUndefined();
});

test.each(templates.map((template) => [template.key, template] as const))('the template %s is a valid document with its blocks', (_, { document }) => {
  const checked = checkUnfinished(document, catalog, 'en');
  expect(checked.problems).toEqual([]);
  expect(checked.document?.editor?.blocks ?? []).toEqual((document['editor'] as { blocks?: unknown[] } | undefined)?.blocks ?? []);
});
