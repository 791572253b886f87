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

/** A result that is no table. */
export interface NoTable {
  /** What it is instead, for whoever asks for the table: `one number`. */
  readonly none: string;
}

export function isTable(table: Table | NoTable): table is Table {
  return 'columns' in table;
}

/** Columns as one line: `address:hex size:number name`; text where nothing is said. */
export function columnsOf(text: string): Column[] {
  return text.split(' ').map((one) => {
    const [name, type = 'text'] = one.split(':');
    return { name, type: type as Column['type'] };
  });
}
