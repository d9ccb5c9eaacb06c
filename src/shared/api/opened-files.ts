/** Endings of the files that the studio opens, by what they hold. */
export const openedEndings = {
  document: ['.descent.json', '.json'],
  report: ['.html', '.htm'],
  /** An experiment with its runs. */
  experiment: ['.descent'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
