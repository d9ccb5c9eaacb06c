/** Endings of the files that the studio opens, by what they hold. */
export const openedEndings = {
  document: ['.descent.json', '.json'],
  /** An experiment with its runs. */
  experiment: ['.descent'],
  report: ['.html', '.htm'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
