import { hex8 } from '../units/address.ts';
import type { Answer } from './dispatch.ts';
import { passes } from './line-filter.ts';
import { isTable, type NoTable, type Table } from './table.ts';

/** The table of an answer; with `| find TEXT` the rows of which a cell holds the text, as it is written. */
export function filteredTable({ command, result, filters }: Answer): Table | NoTable {
  const table = command.table(result);
  if (filters.length === 0 || !isTable(table)) return table;
  const { columns } = table;
  return {
    columns,
    *rows() {
      for (const row of table.rows()) {
        const texts = row.flatMap((cell, i) => {
          if (cell === null) return [];
          return [columns[i].type === 'hex' && typeof cell === 'number' ? hex8(cell) : String(cell)];
        });
        if (passes(filters, texts)) yield row;
      }
    },
  };
}
