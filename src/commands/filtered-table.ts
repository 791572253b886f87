import type { Answer } from './dispatch.ts';
import type { Table } from './table.ts';

/** The table of an answer; with `| find TEXT` the rows of which a cell holds the text. Undefined when it has none. */
export function filteredTable({ command, result, filter }: Answer): Table | undefined {
  const table = command.table?.(result);
  if (table === undefined || filter === undefined) return table;
  return {
    columns: table.columns,
    *rows() {
      for (const row of table.rows()) {
        if (row.some((cell) => cell !== null && String(cell).includes(filter))) yield row;
      }
    },
  };
}
