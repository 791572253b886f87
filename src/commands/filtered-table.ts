import type { Answer } from './dispatch.ts';
import { isTable, type NoTable, type Table } from './table.ts';

/** The table of an answer; with `| find TEXT` the rows of which a cell holds the text. */
export function filteredTable({ command, result, filter }: Answer): Table | NoTable {
  const table = command.table(result);
  if (filter === undefined || !isTable(table)) return table;
  return {
    columns: table.columns,
    *rows() {
      for (const row of table.rows()) {
        if (row.some((cell) => cell !== null && String(cell).includes(filter))) yield row;
      }
    },
  };
}
