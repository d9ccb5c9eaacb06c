/** How often each class (row) was taken for each class (column). */
export type Confusion = readonly (readonly number[])[];

/** Share of all examples on the diagonal; null without examples. */
export function accuracy(confusion: Confusion): number | null {
  const all = confusion.flat().reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : confusion.reduce((sum, row, i) => sum + row[i], 0) / all;
}

/** For each class, the share of its examples that were recognized; null for a class without examples. */
export function accuracyPerClass(confusion: Confusion): (number | null)[] {
  return confusion.map((row, i) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return all === 0 ? null : row[i] / all;
  });
}
