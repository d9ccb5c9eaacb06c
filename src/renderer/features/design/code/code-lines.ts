import { flatten, positionsOf, type Outline } from '../../../../shared/design/index.ts';
import type { Code } from '../../../../shared/api/models.ts';
import { inputRow, lossRow } from '../designer.ts';

/** What of a program belongs to what in the stack. */

const begins = (path: string, start: string): boolean => path === start || path.startsWith(`${start}.`);

/** The places of the document that rows of the stack stand for. */
function placesOf(ids: readonly string[], outline: Outline): string[] {
  return ids.flatMap((id) => (id === inputRow ? ['data'] : id === lossRow ? ['network.loss'] : positionsOf(outline, id).map((position) => `network.layers.${position}`)));
}

/** Lines of the selected rows, the one that says it shortest first. */
export function linesOf(ids: readonly string[], outline: Outline, lines: Code['lines']): Code['lines'] {
  const places = placesOf(ids, outline);
  return lines.filter(({ path }) => places.some((place) => begins(path, place))).toSorted((a, b) => a.to - a.from - (b.to - b.from));
}

/** The row that a line is about: that of the shortest stretch it stands in. One that is selected already stays so. */
export function rowAt(line: number, selected: readonly string[], outline: Outline, lines: Code['lines']): string | undefined {
  const around = lines.filter(({ from, to }) => from <= line && line <= to).toSorted((a, b) => a.to - a.from - (b.to - b.from));
  const flat = flatten(outline);
  const rows = around.flatMap(({ path, from, to }) => {
    const layer = /^network\.layers\.(\d+)/.exec(path)?.[1];
    const id = layer !== undefined ? flat[Number(layer)]?.item.id : begins(path, 'data') ? inputRow : path === 'network.loss' ? lossRow : undefined;
    return id === undefined ? [] : [{ id, length: to - from }];
  });
  const nearest = rows.filter(({ length }) => length === rows[0]?.length);
  return (nearest.find(({ id }) => selected.includes(id)) ?? nearest[0])?.id;
}
