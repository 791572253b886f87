/** A value in a table; null where it is absent. */
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  /** `number`: a whole number; `hex`: an address, shown as fixed-width hex text. */
  readonly type: 'text' | 'number' | 'hex' | 'boolean';
}

/** Rows of a result, made one by one while they are written. */
export interface Table {
  readonly columns: readonly Column[];
  rows(): Iterable<readonly Cell[]>;
}
