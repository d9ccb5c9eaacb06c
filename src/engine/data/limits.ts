/** Bounds on what is read. They stand far above any set this studio is for, and keep a damaged header from asking for the machine's memory. */
export const dataLimits = {
  /** Decompressed bytes of one file. */
  fileBytes: 2 ** 30,
  /** Examples in one part. */
  examples: 2 ** 24,
  /** Pixels along one side of an image. */
  imageSide: 4096,
  /** Classes a label file may tell apart: labels are single bytes. */
  idxClasses: 256,
  csv: {
    columns: 2 ** 14,
    /** Feature cells in all; each takes four bytes. */
    cells: 2 ** 27,
    /** Distinct labels that still count as classes. */
    classes: 1000,
    /** Characters in one row. */
    rowBytes: 2 ** 20,
  },
} as const;
